import type { Notes } from './findings.ts';

/** A text of the old registry without control characters and white space around it; undefined where there is none. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return text === '' ? undefined : text;
}

/** The same, cut at `maxLength` characters with a note. */
export function boundedText(value: unknown, maxLength: number, { notes, field }: { notes: Notes; field: string }) {
  const text = textOf(value);
  if (text === undefined || text.length <= maxLength) return text;
  notes.changed('TOO_LONG', `Its ${field} has ${text.length} characters; the first ${maxLength} are taken.`);
  return text.slice(0, maxLength).trimEnd();
}

/** An http or https URL in its normal spelling; anything else is noted and left. */
export function webAddressOf(value: unknown, { notes, field }: { notes: Notes; field: string }): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.href.length <= maxUrlLength) return url.href;
  notes.left('URL_INVALID', `Its ${field} is not an http or https URL: ${JSON.stringify(text.slice(0, 200))}.`);
  return undefined;
}

/** Longest URL, characters. */
export const maxUrlLength = 2048;

/** A mail address, as it is written. */
export function mailAddressOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text && text.length <= 254 && /^[^\s@,;<>]+@[^\s@,;<>]+$/.test(text) ? text : undefined;
}

/** Texts of a list, or the one text where there is no list. */
export function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((one) => textOf(one) ?? []);
}

/** A field of something that should be an object. */
export function fieldOf(value: unknown, ...path: string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

/** ISO 8601 of a date that plausibly is one. */
export function timeOf(value: unknown): string | undefined {
  return value instanceof Date && value.getTime() > 0 ? value.toISOString() : undefined;
}

/** The time that an ObjectId was made at: its first four bytes are seconds since the epoch. */
export function timeOfId(id: string): string | undefined {
  if (!/^[0-9a-f]{24}$/.test(id)) return undefined;
  return new Date(Number.parseInt(id.slice(0, 8), 16) * 1000).toISOString();
}
