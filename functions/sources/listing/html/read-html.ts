import { collectEntries } from '../collect-entries.ts';
import { folderOf, resolveLink } from '../entry-url.ts';
import type { PageContent, PageContext, PageEntry } from '../listing-page.ts';
import { brokenPage, notAListing } from '../refusals.ts';
import { describeHtml } from './describe-html.ts';
import { type HtmlKind, htmlKinds } from './html-kinds.ts';
import type { HtmlPage } from './html-page.ts';
import { scanHtml } from './scan-html.ts';

/** Last segments that name a page and not a folder: the folder is then the one above. */
const pageExtension = /\.(?:html?|shtml|php|aspx?|jsp|cgi)$/i;

/**
 * Reads an HTML listing of any kind in `html-kinds.ts`.
 * @throws `SOURCE_NOT_A_LISTING` says what the page is instead, `SOURCE_BROKEN_RESPONSE` that its end is missing
 */
export async function readHtml(chunks: AsyncIterable<string>, context: PageContext): Promise<PageContent> {
  const page = await scanHtml(chunks, context.url, context.maxEntries);
  const kind = htmlKinds.find((candidate) => candidate.recognise(page, () => countEntries(page, context)));
  if (kind === undefined) {
    const { found, advice } = describeHtml(page);
    throw notAListing(context.url, found, advice);
  }
  if (!page.isWhole) throw brokenPage(context.url, 'the end of the page is missing');
  return contentOf(page, kind, context);
}

function contentOf(page: HtmlPage, kind: HtmlKind, context: PageContext): PageContent {
  const folder = folderOf(kind.isFolder ? withSlash(page) : page.url);
  const base = page.base === undefined ? folderBase(page, kind) : (resolveLink(page.base, page.url)?.href ?? page.url);
  const instead = kind.readInstead?.(page);
  return {
    kind: kind.kind,
    entries: entriesOf(page, base, kind, instead !== undefined),
    base,
    folder,
    scope: context.scope ?? { folders: folder, documents: documentScope(kind, folder) },
    next: instead === undefined ? [] : [instead],
    isCut: page.isCut,
  };
}

function entriesOf(page: HtmlPage, base: string, kind: HtmlKind, isReplaced: boolean): PageEntry[] {
  const entries: PageEntry[] = [];
  for (const { href, modified, size } of page.links) {
    if (href === '') continue;
    const url = kind.isDocument === undefined ? undefined : resolveLink(href, base);
    const isDocument = url !== undefined && kind.isDocument?.(url) === true;
    if (isReplaced && !isDocument) continue;
    entries.push(isDocument ? { href, role: 'document', modified, size } : { href, modified, size });
  }
  return entries;
}

/** THREDDS keeps catalogues and documents in sibling paths: what counts is its own root, `/thredds/`. */
function documentScope(kind: HtmlKind, folder: string): string {
  if (kind.kind !== 'thredds-html') return folder;
  return folder.replace(/\/catalog\/.*$/, '/');
}

/** Apache may serve a folder without redirecting to its slash: links would be resolved one level too high. */
function withSlash(page: HtmlPage): string {
  const { origin, pathname } = new URL(page.url);
  const last = pathname.slice(pathname.lastIndexOf('/') + 1);
  if (last === '') return page.url;
  const isNamed = page.heading.endsWith(last) || page.heading.endsWith(`${last}/`);
  return pageExtension.test(last) && !isNamed ? page.url : `${origin}${pathname}/`;
}

function folderBase(page: HtmlPage, kind: HtmlKind): string {
  return kind.isFolder ? withSlash(page) : page.url;
}

function countEntries(page: HtmlPage, context: PageContext): { documents: number; folders: number; others: number } {
  const links: HtmlKind = { kind: 'links', isFolder: false, recognise: () => true };
  const content = contentOf(page, links, context);
  const { documents, folders } = collectEntries(content);
  const distinct = new Set(page.links.map(({ href }) => href).filter((href) => href !== '' && !href.startsWith('#')));
  const found = documents.length + folders.length;
  return { documents: documents.length, folders: folders.length, others: distinct.size - found };
}
