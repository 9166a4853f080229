import type { Notice } from './attempt.ts';

/** One document as a listing names it. */
export interface ListedDocument {
  /** Absolute, normalised, without fragment and user info; percent-escapes as the server wrote them. */
  url: string;
  /** Date as the listing wrote it, white space folded: compared for equality only. */
  modified?: string;
  /** Size as the listing wrote it. */
  size?: string;
  /** Entity tag, where the listing tells it (S3). */
  etag?: string;
  /** Where its bytes are kept, when they came with the listing. */
  kept_in?: string;
}

/**
 * How far a listing has come. It is stored between slices as JSON, so it holds plain values only.
 * `cursor` is the source type's own (folders still to read, a start position, a continuation token); absent when all is read.
 */
export interface ListingState {
  documents: ListedDocument[];
  /** Folders or pages that could not be read: the listing is then not complete. */
  failures: Notice[];
  /** Limits reached and other remarks. */
  notices: Notice[];
  cursor?: unknown;
  /** What kind of listing the source's own page is: `apache`, `nginx`, `csw` … */
  kind?: string;
}

/** The listing was read to its end, and all of it. Only then may a record be called vanished. */
export function isComplete(listing: ListingState): boolean {
  return listing.cursor === undefined && listing.failures.length === 0;
}
