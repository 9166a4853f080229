import type { FamilyCount, KnownFamily } from './error-family.ts';
import type { Tombstone } from './tombstone.ts';

/** One finding of the validator. */
export interface ValidationError {
  /** The engine's own message, in one line. */
  error: string;
  /** 1-based line in the document as the provider serves it; 0 when the finding has no place. */
  line_number: number;
  /** XPath of the element with the usual prefixes, e.g. `/gmd:MD_Metadata/gmd:dateStamp`; empty when there is none. */
  xpath: string;
  /** Prefixed name of the element, e.g. `gmd:dateStamp`; empty when there is none. */
  element: string;
  /** Stable kind of the finding, e.g. `MISSING_ELEMENT`. */
  kind?: string;
  /** What a data manager should know and do, in plain words. */
  advice?: string;
}

/** The verdict on one document. `error_count` is the true number; `errors` may be cut where a record keeps them. */
export interface Verdict {
  valid: boolean;
  errors: ValidationError[];
  error_count: number;
}

/** A way to get at the data, from `srv:SV_ServiceIdentification` or the distribution information. */
export interface Service {
  service_type: string;
  service_url: string;
}

/** What the catalogue shows of a document. Absent where the document does not say. */
export interface RecordSummary {
  title?: string;
  description?: string;
  services: Service[];
  /** `gmd:dateStamp`, date or date and time, as written. */
  metadata_date?: string;
  /** `gmd:fileIdentifier`. */
  file_id?: string;
}

/** `unreachable`: the document could not be fetched; what an older version said is kept. */
export type RecordState = 'good' | 'bad' | 'unreachable';

/** One document of a source, as stored. Times are ISO 8601 in UTC. */
export interface HarvestRecord extends Partial<RecordSummary> {
  harvest_id: string;
  /** SHA-1 of the document's URL in hex, as the original named its files. */
  record_id: string;
  /** The provider's own URL of the document, without user info. */
  url: string;
  state: RecordState;
  /** SHA-256 of the kept bytes in hex; absent while no version was ever fetched. */
  hash_val?: string;
  byte_length?: number;
  validation_errors?: ValidationError[];
  /** True number of errors, also when `validation_errors` is cut. */
  error_count: number;
  /** Why the document is unreachable. */
  fetch_failure?: { code: string; message: string };
  first_seen_at: string;
  /** When the kept version was fetched. */
  last_fetched_at?: string;
  last_changed_at?: string;
  /** What the provider and the listing said when this was written: lets the manifest be rebuilt. */
  etag?: string;
  last_modified?: string;
  listed_modified?: string;
  listed_size?: string;
  /** The address of the form that was read, where it is not `url`. */
  form_url?: string;
  /** The attempt that wrote this. */
  attempt_id: string;
  /** Sort key of the sparse index on records with errors; present only there. */
  errors_index?: string;
}

/** What planning needs to know of a record: one line of the manifest. */
export interface ManifestEntry {
  record_id: string;
  url: string;
  state: RecordState;
  /** The verdict on the kept version: what the state returns to when an unreachable document comes back unchanged. */
  error_count: number;
  hash_val?: string;
  /** Date and size as the listing wrote them: compared for equality, never read as a time. */
  listed_modified?: string;
  listed_size?: string;
  etag?: string;
  last_modified?: string;
  /** The address of the form that was read, where it is not `url`. `etag` and `last_modified` are that one's. */
  form_url?: string;
  first_seen_at: string;
  /** When its bytes were last others than before. */
  changed_at?: string;
  /** When the provider was last asked for it, with success. */
  checked_at?: string;
  /**
   * It was fetched in the very minute of its last modification, so that a listing, which tells minutes, may hide a
   * further change, or a page came in its place: it is asked for once more although the listing says the same.
   */
  is_racy?: boolean;
  /** Complete listings in a row without it. */
  missing_listings?: number;
  /** The error families that the kept version shows. */
  family_counts?: FamilyCount[];
  /** The family of the reason why it is unreachable. */
  unreachable_family?: string;
}

/** What a finished attempt leaves for the next: every known record of the harvest. */
export interface Manifest {
  /** Edition of the rules that gave the verdicts. */
  edition: string;
  entries: ManifestEntry[];
  /** Every family that an entry names. */
  families?: Record<string, KnownFamily>;
  /** Records that were removed not long ago. */
  tombstones?: Tombstone[];
  /** Type and URL that the last complete listing was read by. */
  source?: string;
}
