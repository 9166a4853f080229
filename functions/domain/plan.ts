import type { Notice } from './attempt.ts';
import type { KnownFamily } from './error-family.ts';
import { isComplete, type ListedDocument, type ListingState } from './listing.ts';
import type { HarvestRecord, Manifest, ManifestEntry } from './record.ts';
import type { Tombstone } from './tombstone.ts';

/** One document to ask for, with what was known of it when the plan was made. */
export interface PlannedFetch {
  url: string;
  record_id: string;
  listed_modified?: string;
  listed_size?: string;
  /** Where its bytes are kept, when they came with the listing. */
  kept_in?: string;
  known?: ManifestEntry;
  /** It was known, and removed not long ago. */
  tombstone?: Tombstone;
}

/**
 * What an attempt has to do. Everything that later decides added, updated or unchanged is in here and does not change
 * while the attempt runs, so that a slice done twice counts the same.
 */
export interface Plan {
  /** Edition of the rules that gave the verdicts in `known`. */
  known_edition: string | undefined;
  listed: number;
  is_complete: boolean;
  fetches: PlannedFetch[];
  /** Listed, and by date and size as they were: not asked for. */
  skipped: ManifestEntry[];
  /** Known but not in the listing. */
  absent: ManifestEntry[];
  notices: Notice[];
  /** Error families of the records that are known. */
  families: Record<string, KnownFamily>;
  /** Removed records that the listing does not have either. */
  tombstones: Tombstone[];
  /** For the manifest: type and URL that the last complete listing was read by. */
  source?: string | undefined;
  /** Somebody gave the harvest another type or URL since the last complete listing. */
  is_moved?: boolean;
}

/** What planning looks at. */
export interface PlanInput {
  listing: ListingState;
  manifest: Manifest | undefined;
  /** Edition of the rules in force. */
  edition: string;
  /** Type and URL that the listing was read by. */
  source?: string;
  nowMs: number;
  recordId(url: string): string;
}

const dayMs = 24 * 60 * 60_000;
/** Every document is asked for at least once in so many days, because some servers' dates lie. */
const recheckDays = 7;

/** Compares a listing with the manifest. */
export function makePlan({ listing, manifest, edition, source, nowMs, recordId }: PlanInput): Plan {
  const known = new Map(manifest?.entries.map((entry) => [entry.record_id, entry]));
  const tombstones = new Map(manifest?.tombstones?.map((tombstone) => [tombstone.record_id, tombstone]));
  const isSameEdition = manifest?.edition === edition;
  const fetches: PlannedFetch[] = [];
  const skipped: ManifestEntry[] = [];
  const listedIds = new Set<string>();
  for (const document of listing.documents) {
    const record_id = recordId(document.url);
    if (listedIds.has(record_id)) continue;
    listedIds.add(record_id);
    const entry = known.get(record_id);
    if (entry && isSameEdition && isAsListed(entry, document) && !isDueForRecheck(entry, nowMs)) {
      skipped.push(withoutMissing(entry));
    } else {
      const tombstone = entry ? undefined : tombstones.get(record_id);
      fetches.push({ ...plannedFetch(document, record_id, entry), ...(tombstone ? { tombstone } : {}) });
    }
  }
  return {
    known_edition: manifest?.edition,
    listed: listedIds.size,
    is_complete: isComplete(listing),
    fetches: fetches.some(({ kept_in }) => kept_in) ? fetches : byUrl(fetches),
    skipped,
    absent: [...known.values()].filter((entry) => !listedIds.has(entry.record_id)),
    notices: [...listing.failures, ...listing.notices],
    families: manifest?.families ?? {},
    tombstones: [...tombstones.values()].filter(({ record_id }) => !listedIds.has(record_id)),
    source: isComplete(listing) ? source : manifest?.source,
    is_moved: manifest?.source !== undefined && manifest.source !== source,
  };
}

/**
 * The reports go by URL: results in this order need no sorting. Documents that came with the listing stay in its order,
 * in which whole pages of them are read again.
 */
function byUrl(fetches: PlannedFetch[]): PlannedFetch[] {
  return fetches.sort((a, b) => (a.url < b.url ? -1 : 1));
}

function plannedFetch(document: ListedDocument, record_id: string, known: ManifestEntry | undefined): PlannedFetch {
  return {
    url: document.url,
    record_id,
    ...(document.modified === undefined ? {} : { listed_modified: document.modified }),
    ...(document.size === undefined ? {} : { listed_size: document.size }),
    ...(document.kept_in === undefined ? {} : { kept_in: document.kept_in }),
    ...(known ? { known } : {}),
  };
}

function withoutMissing({ missing_listings: _, ...entry }: ManifestEntry): ManifestEntry {
  return entry;
}

/** The listing tells a date, and date and size are those of the version we have, which was reachable. */
function isAsListed(entry: ManifestEntry, document: ListedDocument): boolean {
  if (entry.state === 'unreachable' || entry.is_racy || !isVerdictKnown(entry)) return false;
  if (document.modified === undefined || document.modified !== entry.listed_modified) return false;
  return document.size === entry.listed_size;
}

/** The kept version and the causes of its errors are known, so that nothing is to be learnt from its bytes again. */
export function isVerdictKnown(entry: ManifestEntry): boolean {
  return entry.hash_val !== undefined && (entry.error_count === 0 || entry.family_counts !== undefined);
}

/** A seventh of the records has its turn each day, and once on that day. */
function isDueForRecheck(entry: ManifestEntry, nowMs: number): boolean {
  const today = Math.floor(nowMs / dayMs);
  const checkedOn = entry.checked_at ? Math.floor(Date.parse(entry.checked_at) / dayMs) : 0;
  if (today - checkedOn >= recheckDays) return true;
  return checkedOn < today && Number.parseInt(entry.record_id.slice(0, 8), 16) % recheckDays === today % recheckDays;
}

/**
 * The manifest as the records table knows it, for when the stored one may lack what a crashed attempt wrote. Where both
 * know the same version, the stored entry is the better informed.
 */
export function mergeRecords(
  manifest: Manifest | undefined,
  records: Iterable<HarvestRecord>,
  edition: string,
): Manifest {
  const stored = new Map(manifest?.entries.map((entry) => [entry.record_id, entry]));
  const entries: ManifestEntry[] = [];
  for (const record of records) {
    const entry = stored.get(record.record_id);
    const isSameVersion = entry?.hash_val === record.hash_val && entry?.state === record.state;
    entries.push(entry && isSameVersion ? entry : entryFromRecord(record));
  }
  return {
    edition: manifest?.edition ?? edition,
    entries,
    families: manifest?.families ?? {},
    tombstones: manifest?.tombstones ?? [],
    ...(manifest?.source === undefined ? {} : { source: manifest.source }),
  };
}

function entryFromRecord(record: HarvestRecord): ManifestEntry {
  const { record_id, url, state, error_count, hash_val, first_seen_at, last_changed_at } = record;
  const { etag, last_modified, listed_modified, listed_size } = record;
  return {
    record_id,
    url,
    state,
    error_count,
    first_seen_at,
    ...(last_changed_at ? { changed_at: last_changed_at } : {}),
    ...(hash_val ? { hash_val } : {}),
    ...(etag ? { etag } : {}),
    ...(last_modified ? { last_modified } : {}),
    ...(listed_modified ? { listed_modified } : {}),
    ...(listed_size ? { listed_size } : {}),
  };
}
