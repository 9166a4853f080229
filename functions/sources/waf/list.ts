import { isRegistryError } from '../../domain/errors.ts';
import type { ListingState } from '../../domain/listing.ts';
import type { ListingRun, SourceType } from '../../domain/ports.ts';
import { identityOf, isBelow } from '../listing/entry-url.ts';
import type { ListingPage, SourceScope } from '../listing/listing-page.ts';
import { readListing } from '../listing/read-listing.ts';
import { notAListing } from '../listing/refusals.ts';
import { type PageToRead, WafCrawl } from './waf-crawl.ts';

/** HTML before all: Caddy answers JSON, which tells less, only to those who ask for it. */
const accept = 'text/html,application/xhtml+xml;q=0.9,application/xml;q=0.8,*/*;q=0.1';
/** Listing pages asked for at a time. */
const pagesAtOnce = 4;

/**
 * A web accessible folder: its listing page, those of its subfolders, and every document they name.
 * `list` throws `SOURCE_NOT_A_LISTING`, `SOURCE_BROKEN_RESPONSE` and what the client throws for the source's own page only.
 */
export const listWaf: SourceType = { harvest_type: 'WAF', list };

interface AnsweredPage {
  /** After redirects. */
  url: string;
  listing: ListingPage;
}

async function list(url: string, from: ListingState | undefined, run: ListingRun): Promise<ListingState> {
  const crawl = from === undefined ? await begin(url, run) : WafCrawl.resume(from, run.limits);
  run.onProgress(crawl.documentCount);
  for (let isFirst = from !== undefined; !crawl.isDone && (isFirst || !run.isTimeUp()); isFirst = false) {
    const pages = crawl.take(pagesAtOnce);
    const results = await Promise.allSettled(pages.map((page) => readPage(page.url, run, crawl.scope)));
    for (const [index, result] of results.entries()) {
      const page = pages[index] as PageToRead;
      if (result.status === 'fulfilled') addPage(crawl, page, result.value);
      else if (!isFirst && isOutOfTime(result.reason, run)) crawl.putBack(page);
      else addFailure(crawl, page, result.reason);
    }
    run.onProgress(crawl.documentCount);
  }
  return crawl.state();
}

async function begin(url: string, run: ListingRun): Promise<WafCrawl> {
  const first = await readPage(url, run, undefined);
  const { documents, folders, outside, next } = first.listing;
  if (outside.count > 0 && documents.length + folders.length + next.length === 0) {
    const found = `a page whose ${outside.count} documents are elsewhere (${outside.example})`;
    throw notAListing(first.url, found, 'Give the address under which the documents are served.');
  }
  const crawl = new WafCrawl(first.listing.scope, run.limits, first.listing.kind);
  if (placeOf(first.url) !== placeOf(url)) {
    const message = `The source redirects to ${first.url}, which was read instead: its address should be changed.`;
    crawl.notice({ code: 'SOURCE_MOVED', message, url: first.url });
  }
  crawl.visit(url);
  crawl.visit(first.url);
  crawl.add({ url: first.url, depth: 0, ancestors: [] }, first.listing);
  return crawl;
}

async function readPage(url: string, run: ListingRun, scope: SourceScope | undefined): Promise<AnsweredPage> {
  const answer = await run.client.stream({ url, headers: { accept }, maxBytes: run.limits.maxListingBytes });
  const listing = await readListing(answer.body, {
    url: answer.url,
    contentType: answer.headers['content-type'] ?? '',
    maxEntries: run.limits.maxDocuments * 2,
    ...(scope !== undefined && { scope }),
  });
  return { url: answer.url, listing };
}

function addPage(crawl: WafCrawl, page: PageToRead, { url, listing }: AnsweredPage): void {
  if (!isBelow(url, crawl.scope.folders)) {
    const message = `The folder ${page.url} redirects to ${url}, which is outside the source, and was not read.`;
    crawl.fail({ code: 'OUTSIDE_SOURCE', message, url: page.url });
  } else if (identityOf(url) === identityOf(page.url) || crawl.visit(url)) crawl.add(page, listing);
}

function addFailure(crawl: WafCrawl, page: PageToRead, thrown: unknown): void {
  if (!isRegistryError(thrown) || !thrown.code.startsWith('SOURCE_')) throw thrown;
  crawl.fail({ code: thrown.code, message: thrown.message, url: page.url });
}

/** The slice ended under a page: it is read in the next one. */
function isOutOfTime(thrown: unknown, run: ListingRun): boolean {
  return isRegistryError(thrown, 'SOURCE_TIMEOUT') && run.isTimeUp();
}

/** An address without what a redirect may add or drop in passing: user info and the last slash. */
function placeOf(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return identityOf(origin + pathname.replace(/\/$/, '') + search);
}
