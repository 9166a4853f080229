import { createHash } from 'node:crypto';
import type { Notice } from '../../domain/attempt.ts';
import type { Limits } from '../../domain/limits.ts';
import type { ListedDocument, ListingState } from '../../domain/listing.ts';
import { identityOf } from '../listing/entry-url.ts';
import { keepNotice } from '../listing/keep-notice.ts';
import type { ListingPage, SourceScope } from '../listing/listing-page.ts';

/** A folder, or a further page of one, that is to be read. */
export interface PageToRead {
  url: string;
  /** Folders below the source's own. */
  depth: number;
  /** Fingerprints of the folders above, the source's own first. */
  ancestors: string[];
}

/** The crawl between slices, as JSON. */
interface CrawlCursor {
  scope: SourceScope;
  queue: PageToRead[];
  /** Identities of the pages asked for. */
  visited: string[];
}

/** What is known of a web accessible folder so far: documents, pages to read, pages seen. */
export class WafCrawl {
  readonly scope: SourceScope;
  private kind: string | undefined;
  private readonly limits: Limits;
  private documents = new Map<string, ListedDocument>();
  private failures: Notice[] = [];
  private notices: Notice[] = [];
  private queue: PageToRead[] = [];
  private visited = new Set<string>();

  constructor(scope: SourceScope, limits: Limits, kind?: string) {
    this.scope = scope;
    this.kind = kind;
    this.limits = limits;
  }

  /** Goes on from what {@link WafCrawl.state} gave. */
  static resume(state: ListingState, limits: Limits): WafCrawl {
    const cursor = state.cursor as CrawlCursor | undefined;
    const crawl = new WafCrawl(cursor?.scope ?? { folders: '', documents: '' }, limits, state.kind);
    for (const document of state.documents) crawl.documents.set(identityOf(document.url), document);
    crawl.failures = [...state.failures];
    crawl.notices = [...state.notices];
    crawl.queue = [...(cursor?.queue ?? [])];
    crawl.visited = new Set(cursor?.visited);
    return crawl;
  }

  get documentCount(): number {
    return this.documents.size;
  }

  get isDone(): boolean {
    return this.queue.length === 0;
  }

  /** What is stored. */
  state(): ListingState {
    const { scope, queue, visited } = this;
    const { failures, notices, kind } = this;
    const listing = { documents: [...this.documents.values()], failures, notices, ...(kind ? { kind } : {}) };
    return this.isDone
      ? listing
      : { ...listing, cursor: { scope, queue, visited: [...visited] } satisfies CrawlCursor };
  }

  take(count: number): PageToRead[] {
    return this.queue.splice(0, count);
  }

  putBack(page: PageToRead): void {
    this.queue.push(page);
  }

  /** Marks a page as seen; false when it already was. */
  visit(url: string): boolean {
    const id = identityOf(url);
    if (this.visited.has(id)) return false;
    this.visited.add(id);
    return true;
  }

  fail(failure: Notice): void {
    keepNotice(this.failures, failure, { code: 'MORE_FAILURES', message: 'Further folders could not be read.' });
  }

  notice(notice: Notice): void {
    keepNotice(this.notices, notice, { code: 'MORE_NOTICES', message: 'There were further remarks of this kind.' });
  }

  /** Takes a page's documents and queues its folders, within the limits. */
  add(page: PageToRead, listing: ListingPage): void {
    if (this.hasReachedDocumentLimit()) return;
    const fingerprint = fingerprintOf(listing);
    if (fingerprint !== undefined && page.ancestors.includes(fingerprint)) {
      const message = `The folder ${page.url} holds itself (a symbolic link): it was read once.`;
      this.notice({ code: 'FOLDER_LOOP', message, url: page.url });
      return;
    }
    this.addDocuments(page, listing);
    if (listing.outside.count > 0) {
      const { count, example } = listing.outside;
      const message = `${page.url} names ${count} documents outside the source, such as ${example}; they were left out.`;
      this.notice({ code: 'OUTSIDE_SOURCE', message, url: page.url });
    }
    if (this.hasReachedDocumentLimit()) return;
    this.addNextPages(page, listing);
    this.addFolders({ ...page, ancestors: [...page.ancestors, fingerprint ?? ''] }, listing.folders);
  }

  private addDocuments(page: PageToRead, listing: ListingPage): void {
    let isCut = listing.isCut;
    for (const document of listing.documents) {
      const id = identityOf(document.url);
      if (this.documents.has(id)) continue;
      isCut ||= this.documents.size >= this.limits.maxDocuments;
      if (isCut) break;
      this.documents.set(id, document);
    }
    if (isCut) this.endAtDocumentLimit(page);
  }

  private endAtDocumentLimit(page: PageToRead): void {
    const message = `The source has more than ${this.limits.maxDocuments} documents; the rest was not read.`;
    this.failures.push({ code: 'DOCUMENT_LIMIT', message, url: page.url });
    this.queue = [];
  }

  private hasReachedDocumentLimit(): boolean {
    return this.failures.some(({ code }) => code === 'DOCUMENT_LIMIT');
  }

  private addNextPages(page: PageToRead, listing: ListingPage): void {
    for (const url of listing.next) {
      if (this.visit(url)) this.queue.unshift({ ...page, url });
      else {
        const message = `The listing ${page.url} goes on with a page that was already read.`;
        this.fail({ code: 'SOURCE_BROKEN_RESPONSE', message, url: page.url });
      }
    }
  }

  private addFolders(parent: PageToRead, folders: string[]): void {
    const depth = parent.depth + 1;
    const fresh = folders.filter((url) => !this.visited.has(identityOf(url)));
    const isTooDeep = depth > this.limits.maxDepth;
    if (isTooDeep && fresh.length > 0) this.failAtDepthLimit(fresh);
    for (const url of isTooDeep ? [] : fresh) {
      this.visit(url);
      this.queue.push({ url, depth, ancestors: parent.ancestors });
    }
  }

  private failAtDepthLimit([url = '']: string[]): void {
    if (this.failures.some(({ code }) => code === 'DEPTH_LIMIT')) return;
    const message = `Folders more than ${this.limits.maxDepth} levels below the source are not read, such as ${url}.`;
    this.failures.push({ code: 'DEPTH_LIMIT', message, url });
  }
}

/** Equal for a folder and a symbolic link to it: names, dates and sizes. Without dates nothing can be said. */
function fingerprintOf({ folder, folders, documents }: ListingPage): string | undefined {
  if (folders.length === 0 || !documents.some(({ modified }) => modified !== undefined)) return undefined;
  const hash = createHash('sha1');
  for (const url of folders) hash.update(`${url.replace(folder, '')}\n`);
  for (const { url, modified, size } of documents) hash.update(`${url.replace(folder, '')} ${modified} ${size}\n`);
  return hash.digest('base64');
}
