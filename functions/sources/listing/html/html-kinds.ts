import { looksLikeError } from './describe-html.ts';
import type { HtmlLink, HtmlPage } from './html-page.ts';

/**
 * A kind of HTML listing. Only shapes are looked at: the Server header tells of the proxy in front. Dates and sizes are
 * read from a row alike for all kinds (`date-and-size.ts`).
 */
export interface HtmlKind {
  kind: string;
  /** `entries` tells what the page would give as a plain page of links. */
  recognise(page: HtmlPage, entries: () => { documents: number; folders: number; others: number }): boolean;
  /** The page stands for a folder: an address without the last slash means the folder nevertheless. */
  isFolder: boolean;
  /** Links that are documents although their path does not end in `.xml`. */
  isDocument?(url: URL): boolean;
  /** Replaces the reading of links: another page has it better. */
  readInstead?(page: HtmlPage): string | undefined;
}

/** The first that recognises the page reads it: the particular before the general. */
export const htmlKinds: readonly HtmlKind[] = [
  { kind: 'erddap', isFolder: true, recognise: (page) => /\bERDDAP\b/.test(page.title) && hasSortLinks(page, 'C') },
  {
    kind: 'tomcat',
    isFolder: true,
    recognise: (page) => /^Directory Listing For\b/i.test(page.title) && has(page, 'table'),
  },
  { kind: 'python', isFolder: true, recognise: (page) => /^Directory listing for /.test(page.heading || page.title) },
  { kind: 'lighttpd', isFolder: true, recognise: (page) => page.tableSummary === 'Directory Listing' },
  { kind: 'caddy', isFolder: true, recognise: (page) => hasSortLinks(page, 'sort') && hasSortLinks(page, 'order') },
  { kind: 'iis', isFolder: true, recognise: isIis },
  {
    kind: 'nginx',
    isFolder: true,
    recognise: (page) => isIndexOf(page) && has(page, 'pre') && page.links[0]?.href === '../',
  },
  { kind: 'apache', isFolder: true, recognise: (page) => isIndexOf(page) || hasSortLinks(page, 'C') },
  {
    kind: 'thredds-html',
    isFolder: false,
    recognise: (page) => /\/catalog\.html$/.test(new URL(page.url).pathname) && page.links.some(isThreddsLink),
    isDocument: isThreddsIso,
    readInstead: (page) => threddsCatalogXml(page.url),
  },
  { kind: 'links', isFolder: false, recognise: isPlainList, isDocument: isThreddsIso },
];

function isIndexOf(page: HtmlPage): boolean {
  return /^Index of \S/i.test(page.heading) || (page.heading === '' && /^Index of \//i.test(page.title));
}

function has(page: HtmlPage, element: string): boolean {
  return page.opened.has(element);
}

/** Links that order the same listing by another column: `?C=M;O=A`, `?sort=size&order=asc`. */
function hasSortLinks(page: HtmlPage, parameter: string): boolean {
  const pattern = new RegExp(`^[^?]*\\?(?:.*[&;])?${parameter}=`);
  return page.links.some(({ href }) => pattern.test(href));
}

/** `<title>host - /folder/</title>`, the same as heading, and a `pre` with the date before the link. */
function isIis(page: HtmlPage): boolean {
  if (!has(page, 'pre')) return false;
  return page.links[0]?.text === '[To Parent Directory]' || /^\S+ - \/(?:.*\/)?$/.test(page.heading || page.title);
}

function isThreddsLink({ href }: HtmlLink): boolean {
  return /(?:^|\/)catalog\.html(?:$|\?dataset=)/.test(href);
}

/** The ISO service of THREDDS (ncISO), whose documents are named by their query. */
function isThreddsIso(url: URL): boolean {
  return /\/thredds\/iso\//.test(url.pathname) && url.searchParams.has('dataset');
}

function threddsCatalogXml(pageUrl: string): string {
  const url = new URL(pageUrl);
  url.pathname = url.pathname.replace(/\.html$/, '.xml');
  url.search = '';
  return url.href;
}

/** A page made by hand or by a script: mainly links to documents. One link to a feed does not make a web page a folder. */
function isPlainList(page: HtmlPage, entries: () => { documents: number; folders: number; others: number }): boolean {
  if (page.hasPasswordField || looksLikeError(page)) return false;
  const { documents, folders, others } = entries();
  return documents > 0 && documents + folders >= others;
}
