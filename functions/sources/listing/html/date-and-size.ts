import type { HtmlLink } from './html-page.ts';

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

/**
 * Date and size of a link's own row: after the link on every server but IIS, which writes them before. The machine-readable
 * form wins where there is one.
 */
export function dateAndSize(link: HtmlLink): { modified?: string; size?: string } {
  const after = datePattern.exec(link.after);
  const before = after === null ? datePattern.exec(link.before) : null;
  const rest = before === null ? without(link.after, after) : without(link.before, before);
  const modified = link.datetime || (after ?? before)?.[0];
  const size = link.order !== undefined && /^\d+$/.test(link.order) ? link.order : sizePattern.exec(rest)?.[1];
  return { ...(modified && { modified }), ...(size && { size }) };
}

function without(text: string, match: RegExpExecArray | null): string {
  return match === null ? text : `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
}
