import type { Notice } from '../../domain/attempt.ts';
import type { Limits } from '../../domain/limits.ts';
import type { ListedDocument, ListingState } from '../../domain/listing.ts';
import { keepNotice } from '../listing/keep-notice.ts';
import { type CswCursor, firstCursor, pageSize } from './csw-cursor.ts';
import type { CswPage } from './parse.ts';
import { type PageRange, type QueryForm, queryForms } from './requests.ts';

/** So many unreadable records in a row are a catalogue that does not answer any more. */
const maxFaultsInRow = 3;

/** A catalogue's records as far as they were read, and how to go on. */
export class CswListing {
  private readonly limits: Limits;
  private readonly url: string;
  private readonly documents: ListedDocument[] = [];
  private readonly known = new Set<string>();
  private readonly failures: Notice[] = [];
  private readonly notices: Notice[] = [];
  private cursor: CswCursor;
  private isEnded = false;

  /** `url`: the catalogue's, for messages. */
  constructor(url: string, limits: Limits, form: number) {
    this.url = url;
    this.limits = limits;
    this.cursor = firstCursor(form);
  }

  /** Goes on from what {@link CswListing.state} gave. */
  static resume(url: string, limits: Limits, state: ListingState): CswListing {
    const listing = new CswListing(url, limits, 0);
    listing.cursor = { ...(state.cursor as CswCursor) };
    listing.addDocuments(state.documents);
    listing.failures.push(...state.failures);
    listing.notices.push(...state.notices);
    return listing;
  }

  get isDone(): boolean {
    return this.isEnded;
  }

  /** A record was passed over, and nothing was read since. */
  get isAfterFault(): boolean {
    return this.cursor.faults_in_row > 0;
  }

  get documentCount(): number {
    return this.documents.length;
  }

  get form(): QueryForm {
    return queryForms[this.cursor.form] as QueryForm;
  }

  /** What is stored. */
  state(): ListingState {
    const { documents, failures, notices, cursor } = this;
    return { documents, failures, notices, kind: 'csw', ...(this.isEnded ? {} : { cursor }) };
  }

  /** The next page to ask for: half of those where the bad record must be. */
  next(): PageRange {
    const { position, size, fault_before } = this.cursor;
    if (fault_before === undefined) return { position, size };
    return { position, size: Math.max(1, Math.ceil((fault_before - position) / 2)) };
  }

  isKnown(url: string): boolean {
    return this.known.has(url);
  }

  notice(notice: Notice): void {
    keepNotice(this.notices, notice, { code: 'MORE_NOTICES', message: 'There were further remarks of this kind.' });
  }

  fail(failure: Notice): void {
    keepNotice(this.failures, failure, { code: 'MORE_FAILURES', message: 'Further records could not be read.' });
  }

  /** The records of a page that were not known before, and how many it held in all. */
  add(fresh: ListedDocument[], page: CswPage): void {
    const { cursor } = this;
    const count = page.records.length;
    const nameless = page.records.filter(({ identifier }) => identifier === '').length;
    this.addDocuments(fresh);
    if (nameless > 0) this.failNameless(nameless);
    cursor.repeated += count - nameless - fresh.length;
    cursor.faults_in_row = 0;
    this.compareMatched(page.matched);
    cursor.position += count;
    if (cursor.fault_before !== undefined && cursor.position >= cursor.fault_before) delete cursor.fault_before;
    const hasGap = page.next !== undefined && page.next > cursor.position && page.next <= (page.matched ?? 0);
    cursor.is_in_doubt ||= hasGap;
    if (this.documents.length >= this.limits.maxDocuments) this.endAtDocumentLimit();
    else if (count === 0 || (cursor.matched !== undefined && cursor.position > cursor.matched)) this.end();
    else if (cursor.matched === undefined && page.next === 0) this.end();
    else if (count - nameless > 1 && fresh.length === 0) this.endInCircle(count);
  }

  /**
   * The page asked for by {@link CswListing.next} failed in a way that one of its records may be the cause of, or, when
   * `isSlow`, the number of them.
   */
  addFault({ position, size }: PageRange, failure: Notice, isSlow: boolean): void {
    const { cursor } = this;
    if (size === 1) this.passOver(failure);
    else {
      if (isSlow) cursor.size = Math.ceil(size / 2);
      if (!isSlow || cursor.fault_before !== undefined) cursor.fault_before = position + size;
    }
  }

  /** Nothing more can be read: what is known stays known. */
  endEarly(failure: Notice): void {
    const message = `${failure.message} Records from position ${this.cursor.position} on were not read.`;
    this.fail({ ...failure, message });
    this.isEnded = true;
  }

  private addDocuments(documents: ListedDocument[]): void {
    for (const document of documents) {
      this.documents.push(document);
      this.known.add(document.url);
    }
  }

  private failNameless(count: number): void {
    const { position } = this.cursor;
    this.cursor.faults += count;
    const message = `${count} records have no identifier (gmd:fileIdentifier), so that they cannot be told apart; the first is at or after position ${position}.`;
    this.fail({ code: 'RECORD_WITHOUT_IDENTIFIER', message, url: this.url });
  }

  private passOver(failure: Notice): void {
    const { cursor } = this;
    cursor.faults += 1;
    cursor.faults_in_row += 1;
    if (cursor.faults_in_row >= maxFaultsInRow) {
      this.endEarly(failure);
      return;
    }
    this.fail({ ...failure, message: `The record at position ${cursor.position} cannot be read: ${failure.message}` });
    cursor.position += 1;
    delete cursor.fault_before;
    // It was this record then that made pages slow.
    cursor.size = pageSize;
    if (cursor.matched !== undefined && cursor.position > cursor.matched) this.end();
  }

  private compareMatched(matched: number | undefined): void {
    const { cursor } = this;
    if (matched === undefined) return;
    if (cursor.matched !== undefined && matched < cursor.matched) {
      cursor.is_in_doubt = true;
      const message = `The catalogue shrank from ${cursor.matched} to ${matched} records while it was read: some may have been passed over.`;
      this.fail({ code: 'CATALOGUE_CHANGED', message, url: this.url });
    }
    cursor.matched = matched;
  }

  /** All was read; whether that is all there is, the catalogue's own number tells. */
  private end(): void {
    this.isEnded = true;
    const { matched, faults, repeated, is_in_doubt } = this.cursor;
    const missing = (matched ?? 0) - this.documents.length - faults;
    if (missing <= 0) return;
    if (repeated >= missing && !is_in_doubt) {
      const message = `${repeated} records have the identifier of another; the first of each was taken.`;
      this.notice({ code: 'REPEATED_IDENTIFIERS', message, url: this.url });
    } else {
      const message = `The catalogue tells of ${matched} records but delivered ${this.documents.length}.`;
      this.fail({ code: 'RECORDS_MISSING', message, url: this.url });
    }
  }

  private endInCircle(count: number): void {
    const message = `The catalogue repeats itself: the ${count} records before position ${this.cursor.position} were all delivered before.`;
    this.endEarly({ code: 'SOURCE_BROKEN_RESPONSE', message, url: this.url });
  }

  private endAtDocumentLimit(): void {
    const message = `The source has more than ${this.limits.maxDocuments} documents; the rest was not read.`;
    const isAll = (this.cursor.matched ?? 0) < this.cursor.position;
    if (!isAll) this.fail({ code: 'DOCUMENT_LIMIT', message, url: this.url });
    this.isEnded = true;
  }
}
