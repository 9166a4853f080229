export type PageFormat = 'html' | 'xml' | 'json';

/** First bytes of formats that a source's address leads to by mistake. */
const signatures: readonly [name: string, bytes: readonly number[]][] = [
  ['a ZIP archive', [0x50, 0x4b, 0x03, 0x04]],
  ['a gzip file', [0x1f, 0x8b]],
  ['a PDF file', [0x25, 0x50, 0x44, 0x46]],
  ['a NetCDF file', [0x43, 0x44, 0x46]],
  ['an HDF5 file', [0x89, 0x48, 0x44, 0x46]],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['a text in UTF-16, which is not read', [0xff, 0xfe]],
  ['a text in UTF-16, which is not read', [0xfe, 0xff]],
];

/** Elements that a page may begin with and be HTML; XML formats that are listings have none of these as their root. */
const htmlElements = new Set(
  (
    'html head body title meta link script style base noscript h1 h2 h3 h4 p a b i u ul ol dl li table tr td div span pre hr ' +
    'br img center font form header main nav section article tt em strong small address blockquote frameset'
  ).split(' '),
);

/** Names the binary format a page is in, if it is one. */
export function binaryFormatOf(start: Uint8Array): string | undefined {
  for (const [name, bytes] of signatures) if (bytes.every((byte, index) => start[index] === byte)) return name;
  const odd = start.filter((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte)).length;
  return start.includes(0) || odd > start.length / 20 ? 'binary data' : undefined;
}

/** Tells HTML, XML and JSON by how the page begins; the content type decides only where that says nothing. */
export function pageFormatOf(start: string, contentType: string): PageFormat | undefined {
  const text = start.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (text.startsWith('{') || text.startsWith('[')) return 'json';
  const root = afterProlog(text);
  if (/^<!doctype\s+html/i.test(root)) return 'html';
  const name = /^<([A-Za-z_][\w.-]*(?::[\w.-]+)?)/.exec(afterDoctype(root))?.[1];
  if (name !== undefined) return htmlElements.has(name.toLowerCase()) ? 'html' : 'xml';
  if (text.startsWith('<?xml')) return 'xml';
  return /html/i.test(contentType) && text !== '' ? 'html' : undefined;
}

/** What follows the XML declaration, processing instructions and comments. */
function afterProlog(text: string): string {
  let rest = text;
  for (;;) {
    const end = rest.startsWith('<?') ? '?>' : rest.startsWith('<!--') ? '-->' : undefined;
    const index = end === undefined ? -1 : rest.indexOf(end);
    if (end === undefined || index < 0) return rest;
    rest = rest.slice(index + end.length).trimStart();
  }
}

function afterDoctype(text: string): string {
  return /^<!doctype/i.test(text) ? afterProlog(text.slice(text.indexOf('>') + 1).trimStart()) : text;
}
