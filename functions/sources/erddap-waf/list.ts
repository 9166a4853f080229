import type { Notice } from '../../domain/attempt.ts';
import { isRegistryError } from '../../domain/errors.ts';
import type { ListedDocument, ListingState } from '../../domain/listing.ts';
import type { ListingRun, SourceType } from '../../domain/ports.ts';
import { identityOf } from '../listing/entry-url.ts';
import { listWaf } from '../waf/list.ts';
import { type DatasetTable, otherForms, parseTable, placesOf } from './parse.ts';

/**
 * The ISO 19115 documents of an ERDDAP: what its table of datasets names, and what its listing page does, which tells
 * dates. Each stands in for the other. `list` throws what {@link listWaf} throws when neither can be read.
 */
export const listErddapWaf: SourceType = { harvest_type: 'ERDDAP-WAF', list, otherForms };

async function list(url: string, from: ListingState | undefined, run: ListingRun): Promise<ListingState> {
  if (from !== undefined) return listWaf.list(pageOf(url), from, run);
  const { table, failures = [], notices = [] } = await readTable(url, run);
  const page = await readPage(url, { table, run });
  const listing = withTable(page, table, run.limits.maxDocuments);
  run.onProgress(listing.documents.length);
  return {
    ...listing,
    failures: [...listing.failures, ...failures],
    notices: [...listing.notices, ...notices],
  };
}

/** The listing page: that of the source's address, whichever page of the ERDDAP it is. */
function pageOf(url: string): string {
  const folder = placesOf(url)?.folder;
  return folder === undefined || new URL(url).href.startsWith(folder) ? url : folder;
}

interface ReadTable {
  table?: DatasetTable;
  failures?: Notice[];
  notices?: Notice[];
}

/**
 * Old servers have no such table, and some forbid it: nothing is said then. A server in trouble makes the listing
 * incomplete, because the table may have named documents that the page does not.
 */
async function readTable(url: string, run: ListingRun): Promise<ReadTable> {
  const address = placesOf(url)?.table;
  if (address === undefined) return {};
  const unread = (why: string) => [
    { code: 'DATASET_TABLE_UNREAD', message: `${why} The listing page alone was read.`, url: address },
  ];
  try {
    const headers = { accept: 'application/json' };
    const answer = await run.client.fetch({ url: address, headers, maxBytes: run.limits.maxListingBytes });
    const folder = placesOf(answer.url)?.folder;
    const table = folder && parseTable(Buffer.from(answer.body).toString(), folder);
    if (!table) return { notices: unread(`${answer.url} is not the table of datasets of an ERDDAP.`) };
    return { table, notices: outsideNotices(table, address) };
  } catch (error) {
    if (!isRegistryError(error) || !error.code.startsWith('SOURCE_')) throw error;
    const isAbsent = error.code === 'SOURCE_HTTP_STATUS' && Number(error.details.status) < 429;
    if (isAbsent || error.code === 'SOURCE_ROBOTS_DISALLOWED') return {};
    return { failures: unread(error.message) };
  }
}

function outsideNotices({ outside: { count, example } }: DatasetTable, url: string): Notice[] {
  if (count === 0) return [];
  const message = `The table of datasets names ${count} documents outside the source, such as ${example}; they were left out.`;
  return [{ code: 'OUTSIDE_SOURCE', message, url }];
}

/** The listing page. Where it fails, the documents of the table are harvested all the same, and none is removed. */
async function readPage(url: string, { table, run }: { table: DatasetTable | undefined; run: ListingRun }) {
  try {
    return await listWaf.list(pageOf(url), undefined, run);
  } catch (error) {
    if (!isRegistryError(error) || !error.code.startsWith('SOURCE_') || !table?.urls.length) throw error;
    const message = `${error.message} The documents are those of the table of datasets.`;
    const failure = { code: error.code, message, url: pageOf(url) };
    return { documents: [], failures: [failure], notices: [] } satisfies ListingState;
  }
}

/** Adds the documents of the table that the page does not name. */
function withTable(listing: ListingState, table: DatasetTable | undefined, maxDocuments: number): ListingState {
  if (table === undefined) return listing;
  const known = new Set(listing.documents.map(({ url }) => identityOf(url)));
  const added: ListedDocument[] = table.urls.filter((url) => !known.has(identityOf(url))).map((url) => ({ url }));
  const documents = [...listing.documents, ...added];
  if (documents.length <= maxDocuments) return { ...listing, documents };
  const message = `The source has more than ${maxDocuments} documents; the rest was not read.`;
  const failures = [...listing.failures, { code: 'DOCUMENT_LIMIT', message }];
  return { ...listing, documents: documents.slice(0, maxDocuments), failures };
}
