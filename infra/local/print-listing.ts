/** One line of a directory listing. */
export interface ListingEntry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/** Apache's default NameWidth: a longer name is cut in the text of its link, never in the address. */
const nameWidth = 23;

/**
 * The HTML page of one folder in the shape of Apache's fancy index: sort links, the parent, then name, date (UTC, to
 * the minute) and size in KiB or MiB.
 * @param path the folder's decoded path from the server's root, `/` for the root itself
 */
export function printListing(path: string, entries: readonly ListingEntry[]): string {
  const title = escapeHtml(`Index of ${path}`);
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  const lines = sorted.map((entry) => {
    const name = entry.isFolder ? `${entry.name}/` : entry.name;
    const date = entry.modifiedAt.toISOString().slice(0, 16).replace('T', ' ');
    return `      ${link(hrefFromName(entry), name)} ${date}  ${sizeText(entry).padStart(4)}  \n`;
  });
  if (path !== '/') lines.unshift(`      ${link(parentHref(path), 'Parent Directory')} ${' '.repeat(16)}     -  \n`);
  return `<!DOCTYPE html>
<html>
 <head>
  <title>${title}</title>
 </head>
 <body>
<h1>${title}</h1>
<pre>      ${sortLink('N;O=D', 'Name', nameWidth)} ${sortLink('M;O=A', 'Last modified', 16)}  ${sortLink('S;O=A', 'Size', 4)}  \
${sortLink('D;O=A', 'Description', 0)}<hr>${lines.join('')}<hr></pre>
</body></html>
`;
}

function hrefFromName(entry: ListingEntry): string {
  return encodeURIComponent(entry.name) + (entry.isFolder ? '/' : '');
}

function parentHref(path: string): string {
  const above = path.split('/').filter(Boolean).slice(0, -1);
  return above.length === 0 ? '/' : `/${above.map(encodeURIComponent).join('/')}/`;
}

function link(href: string, name: string): string {
  const text = name.length > nameWidth ? `${name.slice(0, nameWidth - 3)}..>` : name;
  return `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>${' '.repeat(nameWidth - text.length)}`;
}

function sortLink(order: string, text: string, width: number): string {
  return `<a href="?C=${order}">${text}</a>${' '.repeat(Math.max(0, width - text.length))}`;
}

/** As Apache rounds: bytes below 1 KiB, one decimal below ten units, whole units above. */
function sizeText({ isFolder, bytes }: ListingEntry): string {
  if (isFolder) return '-';
  if (bytes < 973) return String(bytes);
  let amount = bytes;
  for (const unit of ['K', 'M', 'G', 'T']) {
    amount /= 1024;
    if (amount < 9.95) return amount.toFixed(1) + unit;
    if (amount < 973) return Math.round(amount) + unit;
  }
  return `${Math.round(amount)}T`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
