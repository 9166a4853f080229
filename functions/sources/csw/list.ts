import { isRegistryError, type RegistryError } from '../../domain/errors.ts';
import type { ListingState } from '../../domain/listing.ts';
import type { KeptBody, ListingRun, SourceType } from '../../domain/ports.ts';
import { withoutUserInfo } from '../../domain/source-url.ts';
import { pageSize } from './csw-cursor.ts';
import { CswListing } from './csw-listing.ts';
import { type CswPage, parsePage } from './parse.ts';
import { endpointOf, getRecordsBody, type PageRange, type QueryForm, queryForms, recordUrl } from './requests.ts';

/**
 * A catalogue (CSW 2.0.2). Its listing is the documents: they are kept as their page is read. `list` throws
 * `SOURCE_NOT_A_LISTING`, `SOURCE_BROKEN_RESPONSE` and what the client throws when not even one record can be had.
 */
export const listCsw: SourceType = { harvest_type: 'CSW', list };

async function list(url: string, from: ListingState | undefined, run: ListingRun): Promise<ListingState> {
  const endpoint = endpointOf(url);
  const shown = withoutUserInfo(url);
  const listing = from === undefined ? await begin(endpoint, shown, run) : CswListing.resume(shown, run.limits, from);
  run.onProgress(listing.documentCount);
  for (let isFirst = from !== undefined; !listing.isDone && (isFirst || !run.isTimeUp()); isFirst = false) {
    const range = listing.next();
    try {
      const page = await readPage(endpoint, { form: listing.form, range, run });
      await keepPage(listing, page, { endpoint, run });
    } catch (error) {
      if (!isSources(error)) throw error;
      if (!isFirst && isRegistryError(error, 'SOURCE_TIMEOUT') && run.isTimeUp()) break;
      const failure = { code: error.code, message: error.message, url: shown };
      const isGone = listing.isAfterFault && !wasAnswered(error);
      if (isOfOneRecord(error) && !isGone) listing.addFault(range, failure, isSlow(error));
      else listing.endEarly(failure);
    }
    run.onProgress(listing.documentCount);
  }
  return listing.state();
}

/** Finds a form of the question that the catalogue takes, and reads the first page with it. */
async function begin(endpoint: URL, shown: string, run: ListingRun): Promise<CswListing> {
  const failures: RegistryError[] = [];
  const whole = { position: 1, size: pageSize };
  // Whether it is the question or one of the records that is refused, smaller pages tell.
  for (const range of [whole, { position: 1, size: 1 }, { position: 2, size: 1 }]) {
    for (const [index, form] of queryForms.entries()) {
      const page = await readPage(endpoint, { form, range, run }).catch((error: unknown) => {
        if (!isSources(error) || !isOfOneRecord(error)) throw error;
        failures.push(error);
      });
      if (page !== undefined && (range === whole || page.records.length > 0)) {
        const listing = new CswListing(shown, run.limits, index);
        noteForm(listing, shown);
        if (range === whole) await keepPage(listing, page, { endpoint, run });
        else listing.addFault(whole, { code: '', message: '' }, failures.some(isSlow));
        return listing;
      }
      if (failures.some((error) => isSlow(error) || !wasAnswered(error))) break;
    }
  }
  throw failures[0] as RegistryError;
}

function noteForm(listing: CswListing, url: string): void {
  if (listing.form.sortBy !== undefined) return;
  const message =
    'The catalogue does not sort its records: pages may overlap, and records be missed, while it changes.';
  listing.notice({ code: 'CATALOGUE_UNSORTED', message, url });
}

interface Question {
  form: QueryForm;
  range: PageRange;
  run: ListingRun;
}

async function readPage(endpoint: URL, { form, range, run }: Question): Promise<CswPage> {
  const answer = await run.client.fetch({
    url: endpoint.href,
    method: 'POST',
    headers: { 'content-type': 'application/xml', accept: 'application/xml,text/xml;q=0.9,*/*;q=0.1' },
    body: getRecordsBody(form, range),
    maxBytes: run.limits.maxListingBytes,
  });
  return parsePage(answer.body, answer.url);
}

interface Place {
  endpoint: URL;
  run: ListingRun;
}

/** Keeps the records of a page that were not seen before, and then counts them. */
async function keepPage(listing: CswListing, page: CswPage, { endpoint, run }: Place): Promise<void> {
  const fresh = new Map<string, KeptBody>();
  for (const { identifier, bytes } of page.records) {
    if (identifier === '') continue;
    const url = recordUrl(endpoint, identifier);
    if (!listing.isKnown(url) && !fresh.has(url)) fresh.set(url, { url, bytes });
  }
  const bodies = [...fresh.values()];
  const kept_in = bodies.length > 0 ? await run.keepBodies(bodies) : '';
  listing.add(
    bodies.map(({ url }) => ({ url, kept_in })),
    page,
  );
}

function isSources(thrown: unknown): thrown is RegistryError {
  return isRegistryError(thrown) && thrown.code.startsWith('SOURCE_');
}

/** Fewer records at a time may be what the catalogue manages. */
function isSlow(error: RegistryError): boolean {
  return isRegistryError(error, 'SOURCE_TIMEOUT', 'SOURCE_TOO_LARGE') || [502, 504].includes(statusOf(error));
}

/** One record may be what made the whole page fail: catalogues answer so with 500, an exception report or half a page. */
function isOfOneRecord(error: RegistryError): boolean {
  return isSlow(error) || isRegistryError(error, 'SOURCE_BROKEN_RESPONSE') || [400, 500, 501].includes(statusOf(error));
}

/** Otherwise no answer came, or not all of it: twice in a row, that is the catalogue and no record. */
function wasAnswered(error: RegistryError): boolean {
  return statusOf(error) > 0 || error.details.answered === true;
}

function statusOf(error: RegistryError): number {
  return isRegistryError(error, 'SOURCE_HTTP_STATUS') ? Number(error.details.status) : 0;
}
