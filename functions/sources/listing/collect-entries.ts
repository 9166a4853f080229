import type { ListedDocument } from '../../domain/listing.ts';
import { identityOf, isBelow, resolveLink } from './entry-url.ts';
import type { ListingPage, PageContent, PageEntry } from './listing-page.ts';

const documentPath = /\.xml$/i;

/**
 * Judges every entry by its URL: documents and folders of the source, each once. Dropped are the page itself and links
 * that order it (`?C=M`), parents, folders with a query, and everything that is neither.
 */
export function collectEntries(content: PageContent): ListingPage {
  const documents = new Map<string, ListedDocument>();
  const folders = new Map<string, string>();
  const outside: ListingPage['outside'] = { count: 0 };
  for (const entry of content.entries) {
    const url = resolveLink(entry.href, content.base);
    if (url === undefined) continue;
    const role = entry.role ?? roleOf(url, content);
    if (role === undefined) continue;
    const id = identityOf(url.href);
    if (role === 'folder') {
      if (isBelow(url.href, content.scope.folders)) folders.set(id, url.href);
    } else if (!isBelow(url.href, content.scope.documents)) {
      outside.count++;
      outside.example ??= url.href;
    } else documents.set(id, moreOf(documents.get(id), documentFrom(url, entry)));
  }
  const { kind, folder, scope, next, isCut } = content;
  return {
    kind,
    folder,
    scope,
    next,
    isCut,
    outside,
    documents: [...documents.values()],
    folders: [...folders.values()],
  };
}

function roleOf(url: URL, content: PageContent): PageEntry['role'] {
  if (url.pathname.endsWith('/')) {
    const isDeeper = url.search === '' && url.href !== content.folder && isBelow(url.href, content.folder);
    return isDeeper ? 'folder' : undefined;
  }
  if (!documentPath.test(identityOf(url.pathname))) return undefined;
  const isPageItself = url.search !== '' && `${url.origin}${url.pathname}` === content.base.replace(/\?.*/, '');
  return isPageItself ? undefined : 'document';
}

function documentFrom(url: URL, { modified, size, etag }: PageEntry): ListedDocument {
  return {
    url: url.href,
    ...(modified !== undefined && { modified }),
    ...(size !== undefined && { size }),
    ...(etag !== undefined && { etag }),
  };
}

/** The same document again (icons are links, too): the first stands, its missing values are filled in. */
function moreOf(known: ListedDocument | undefined, again: ListedDocument): ListedDocument {
  return known === undefined ? again : { ...again, ...known };
}
