const time = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?`;

/** Dates as servers print them. They are compared for equality only, so none is ever interpreted: M/D or D/M is no question. */
const datePattern = new RegExp(
  [
    String.raw`\d{4}-\d{2}-\d{2}[ T]${time}(?:Z| ?[+-]\d{2}:?\d{2})?`, // Apache 2.4, Caddy
    String.raw`\d{4}-[A-Z][a-z]{2}-\d{2} ${time}`, // lighttpd
    String.raw`\d{1,2}-[A-Z][a-z]{2}-\d{2,4} ${time}`, // nginx, Apache 1.3 to 2.2, ERDDAP
    String.raw`[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} ${time} [A-Z]{3}`, // Tomcat
    String.raw`[A-Z][a-z]+, [A-Z][a-z]+ \d{1,2}, \d{4} ${time}(?: [AP]M)?`, // IIS, long style
    String.raw`\d{1,2}/\d{1,2}/\d{2,4} ${time}(?: [AP]M)?`, // IIS, short style
  ].join('|'),
);

const sizePattern = /(?:^|\s)(\d[\d.,]*(?: ?(?:[KMGT]i?B?|bytes|B))?)(?=$|\s)/i;

/** What a row with one link says besides it. */
export interface RowValues {
  /** Text before and after the link, white space folded. */
  before: string;
  after: string;
  /** Machine-readable values, where it has them: `<time datetime>`, `data-order` and `data-size`. */
  datetime: string | undefined;
  order: string | undefined;
}

/**
 * Date and size of a row: after the link on every server but IIS, which writes them before. The machine-readable form
 * wins where there is one.
 */
export function dateAndSize(row: RowValues): { modified?: string; size?: string } {
  const after = datePattern.exec(row.after);
  const before = after === null ? datePattern.exec(row.before) : null;
  const rest = before === null ? without(row.after, after) : without(row.before, before);
  const modified = row.datetime?.trim() || (after ?? before)?.[0];
  const size =
    row.order !== undefined && /^\d+$/.test(row.order.trim()) ? row.order.trim() : sizePattern.exec(rest)?.[1];
  return { ...(modified && { modified }), ...(size && { size }) };
}

function without(text: string, match: RegExpExecArray | null): string {
  return match === null ? text : `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
}
