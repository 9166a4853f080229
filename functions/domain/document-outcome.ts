import type { DocumentAnswer } from './ask-for-document.ts';
import { type ErrorFamily, familiesOf, unreachableFamily } from './error-family.ts';
import type { FaultyRecord } from './error-table.ts';
import { errorsIndex } from './errors-index.ts';
import { keptErrors } from './kept-errors.ts';
import { documentKey } from './object-keys.ts';
import type { PlannedFetch } from './plan.ts';
import type { HarvestRecord, ManifestEntry } from './record.ts';
import type { RunServices } from './run-services.ts';
import type { SliceRun } from './run-slice.ts';
import { withoutUserInfo } from './source-url.ts';

/** What became of one planned document. */
export interface Result {
  /** As the next manifest will have it. */
  entry: ManifestEntry;
  change: 'added' | 'updated' | 'unchanged' | 'none';
  /** The body was transferred. */
  wasFetched: boolean;
  /** The reports tell of it from now on, or cease to, or tell something else. */
  changes_reports?: true;
}

/** A result, the record to write where something of it changed, and what belongs to the reports. */
export interface Outcome {
  result: Result;
  record?: HarvestRecord;
  /** Definitions of the families that the entry names, where they were found out just now. */
  families?: Record<string, ErrorFamily>;
  /** What the reports tell of it from now on, where that changed. */
  faulty?: FaultyRecord;
}

/** What the manifest remembers of an answer for the next time. */
function traits(services: RunServices, planned: PlannedFetch, answer: DocumentAnswer) {
  const { etag, date, 'last-modified': lastModified } = answer.headers;
  const isRacy = lastModified !== undefined && minuteOf(lastModified) >= minuteOf(date ?? '');
  return {
    ...(planned.listed_modified === undefined ? {} : { listed_modified: planned.listed_modified }),
    ...(planned.listed_size === undefined ? {} : { listed_size: planned.listed_size }),
    ...(etag ? { etag } : {}),
    ...(lastModified ? { last_modified: lastModified } : {}),
    ...(answer.form_url ? { form_url: answer.form_url } : {}),
    ...(isRacy || isPageInstead(answer) ? { is_racy: true } : {}),
    checked_at: new Date(services.now()).toISOString(),
  };
}

/** A login page, a notice of maintenance or nothing: the document may be back although the listing says the same. */
function isPageInstead({ status, headers, body }: DocumentAnswer): boolean {
  return status !== 304 && (body.length === 0 || /^text\/html\b/i.test(headers['content-type'] ?? ''));
}

/** Minutes since the epoch of an HTTP date; NaN, which compares false with all, when it is none. */
function minuteOf(httpDate: string): number {
  return Math.floor(Date.parse(httpDate) / 60_000);
}

/** The outcome of a document that is as it was: nothing is written, unless it was unreachable until now. */
export async function unchangedOutcome(
  services: RunServices,
  run: SliceRun,
  { planned, known, answer }: { planned: PlannedFetch; known: ManifestEntry; answer: DocumentAnswer },
): Promise<Outcome> {
  const state = known.error_count > 0 ? 'bad' : 'good';
  const {
    listed_modified: _m,
    listed_size: _s,
    is_racy: _r,
    missing_listings: _l,
    unreachable_family: _u,
    ...kept
  } = known;
  const entry: ManifestEntry = { ...kept, ...traits(services, planned, answer), state };
  const result: Result = { entry, change: 'unchanged', wasFetched: answer.status !== 304 };
  if (known.state !== 'unreachable') return { result };
  const stored = await services.records.get(run.harvest._id, planned.record_id);
  if (!stored) return toldOutcome(planned, { result });
  const { fetch_failure: _f, ...rest } = stored;
  const record = indexed({ ...rest, state, attempt_id: run.attempt.attempt_id });
  return toldOutcome(planned, { result, record, ...faultyPart(record) });
}

/** Judges a document and keeps it: the outcome with the record to write. */
export async function keptOutcome(
  services: RunServices,
  run: SliceRun,
  { planned, answer, hash }: { planned: PlannedFetch; answer: DocumentAnswer; hash: string },
): Promise<Outcome> {
  const harvest_id = run.harvest._id;
  const isSameBytes = planned.known?.hash_val === hash;
  const key = documentKey(harvest_id, planned.record_id);
  const [{ verdict, summary }] = await Promise.all([
    services.inspector.inspect(answer.body),
    isSameBytes ? undefined : services.objects.put(key, answer.body, { contentType: 'application/xml', sha256: hash }),
  ]);
  const now = new Date(services.now()).toISOString();
  const state = verdict.error_count > 0 ? 'bad' : 'good';
  const before = planned.known ?? planned.tombstone;
  const first_seen_at = before?.first_seen_at ?? now;
  const changed_at = before?.hash_val === hash && before.changed_at ? before.changed_at : now;
  const { checked_at, is_racy, ...seen } = traits(services, planned, answer);
  const { counts, families } = familiesOf(verdict.errors, (key) => familyIdOf(services, key));
  const entry: ManifestEntry = {
    record_id: planned.record_id,
    url: planned.url,
    state,
    error_count: verdict.error_count,
    hash_val: hash,
    first_seen_at,
    changed_at,
    ...seen,
    ...(is_racy ? { is_racy } : {}),
    checked_at,
    ...(counts.length > 0 ? { family_counts: counts } : {}),
  };
  const record = indexed({
    harvest_id,
    record_id: planned.record_id,
    url: withoutUserInfo(planned.url),
    state,
    ...summary,
    hash_val: hash,
    byte_length: answer.body.length,
    validation_errors: keptErrors(verdict.errors, services.limits),
    error_count: verdict.error_count,
    first_seen_at,
    last_fetched_at: now,
    last_changed_at: changed_at,
    ...seen,
    attempt_id: run.attempt.attempt_id,
  });
  const change = isSameBytes ? 'unchanged' : planned.known?.hash_val ? 'updated' : 'added';
  const result: Result = { entry, change, wasFetched: true };
  return toldOutcome(planned, { result, record, families, ...faultyPart(record) });
}

/** An outcome that says whether the reports change by it. */
function toldOutcome({ known }: PlannedFetch, outcome: Outcome): Outcome {
  const { entry, change } = outcome.result;
  const isOther = change === 'added' || change === 'updated' || (known !== undefined && known.state !== entry.state);
  if (!outcome.faulty && !isOther) return outcome;
  return { ...outcome, result: { ...outcome.result, changes_reports: true } };
}

/** What the reports tell of a record that is not good. */
function faultyPart(record: HarvestRecord): { faulty?: FaultyRecord } {
  const { record_id, url, state, title, file_id, error_count, validation_errors, fetch_failure } = record;
  if (state === 'good') return {};
  return {
    faulty: {
      record_id,
      url,
      state,
      ...(title ? { title } : {}),
      ...(file_id ? { file_id } : {}),
      error_count,
      errors: validation_errors ?? [],
      ...(fetch_failure ? { fetch_failure } : {}),
    },
  };
}

/** A short stable name of an error family, from its key. */
export function familyIdOf(services: Pick<RunServices, 'sha256'>, key: string): string {
  return services.sha256(key).slice(0, 12);
}

/** The outcome of a document that could not be fetched: what an older version said is kept. */
export async function unreachableOutcome(
  services: RunServices,
  run: SliceRun,
  { planned, failure }: { planned: PlannedFetch; failure: { code: string; message: string } },
): Promise<Outcome> {
  const now = new Date(services.now()).toISOString();
  const { missing_listings: _, ...known } = planned.known ?? {
    record_id: planned.record_id,
    url: planned.url,
    error_count: 0,
    first_seen_at: now,
  };
  const { key, family } = unreachableFamily(failure.code);
  const unreachable_family = familyIdOf(services, key);
  const entry: ManifestEntry = { ...known, state: 'unreachable', unreachable_family };
  const result: Result = { entry, change: 'none', wasFetched: false };
  const families = { [unreachable_family]: family };
  const stored = planned.known && (await services.records.get(run.harvest._id, planned.record_id));
  const record: HarvestRecord = stored ?? {
    harvest_id: run.harvest._id,
    record_id: planned.record_id,
    url: withoutUserInfo(planned.url),
    state: 'unreachable',
    error_count: 0,
    first_seen_at: now,
    attempt_id: run.attempt.attempt_id,
  };
  const { attempt_id } = run.attempt;
  if (stored?.state === 'unreachable' && stored.fetch_failure?.message === failure.message) {
    const isNews = stored.attempt_id === attempt_id; // written by this very slice, before it was killed
    return isNews ? toldOutcome(planned, { result, families, ...faultyPart(stored) }) : { result, families };
  }
  const written = indexed({ ...record, state: 'unreachable', fetch_failure: failure, attempt_id });
  return toldOutcome(planned, { result, record: written, families, ...faultyPart(written) });
}

/** Puts a record into the sparse index on those that need somebody's attention, or takes it out. */
function indexed({ errors_index: _, ...record }: HarvestRecord): HarvestRecord {
  return record.state === 'good' ? record : { ...record, errors_index: errorsIndex(record) };
}
