/** What a data manager probably meant by a date that XML Schema does not accept. */
export interface RepairedDate {
  /** `YYYY-MM-DD`. */
  date: string;
  /** `YYYY-MM-DDThh:mm:ss`, with the zone where one was given. */
  dateTime: string;
}

const datePatterns = [/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/, /^(\d{4})(\d{2})(\d{2})(?!\d)/];
const timePattern = /^[T\s_,]*(\d{1,2}):?(\d{2})(?::?(\d{2})(\.\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;

/** Month and day as in the United States; told from day and month only when the day is beyond twelve. */
const americanPattern = /^(\d{1,2})[-/](1[3-9]|2\d|3[01])[-/](\d{4})(?!\d)/;

/** Reads dates as programs and people write them; undefined where there is more than one way to read it. */
export function repairDate(value: string): RepairedDate | undefined {
  const text = value.trim().replace(americanPattern, '$3-$1-$2');
  const match = datePatterns.map((pattern) => pattern.exec(text)).find((found) => found !== null);
  if (!match) return undefined;
  const [start, year = '', month = '', day = ''] = match;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!isCalendarDay(date)) return undefined;
  const rest = text.slice(start.length);
  if (/^[TZ\s]*$/i.test(rest)) return { date, dateTime: `${date}T00:00:00` };
  const time = timePattern.exec(rest);
  if (!time) return undefined;
  const [, hour = '', minute = '', second = '00', fraction = '', zone = ''] = time;
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return { date, dateTime: `${date}T${hour.padStart(2, '0')}:${minute}:${second}${fraction}${repairZone(zone)}` };
}

/** Tells a day that exists from `2017-02-30`. */
function isCalendarDay(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

/** XML Schema writes a zone as `Z` or `+hh:mm`. */
function repairZone(zone: string): string {
  if (/^(Z|UTC|GMT)$/i.test(zone)) return 'Z';
  return zone === '' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
}
