import type { Attempt } from './attempt.ts';
import type { ErrorFamily, KnownFamily } from './error-family.ts';
import type { FaultyPart } from './faulty-lists.ts';
import { workKey } from './object-keys.ts';
import type { ObjectStore } from './ports.ts';
import type { ManifestEntry } from './record.ts';
import type { SliceResults } from './slice-results.ts';

/** What all slices of an attempt found out. */
export interface CommittedResults {
  entries: ManifestEntry[];
  families: Record<string, ErrorFamily>;
  /** The faulty records, in the order of the slices; they are not read here. */
  faulty: FaultyPart[];
  /** The reports are not those of the attempt before. */
  changesReports: boolean;
}

/** Reads the results of the committed slices, one slice after the other. */
export async function readCommittedResults(objects: ObjectStore, attempt: Attempt): Promise<CommittedResults> {
  const all: CommittedResults = { entries: [], families: {}, faulty: [], changesReports: false };
  for (const token of attempt.result_keys) {
    const part = await objects.getJson<SliceResults>(workKey(attempt, 'results', token));
    if (!part) throw new Error(`The results ${token} are gone.`);
    for (const { entry, changes_reports } of part.results) {
      all.entries.push(entry);
      all.changesReports ||= changes_reports === true;
    }
    for (const [id, family] of Object.entries(part.families)) all.families[id] ??= family;
    all.faulty.push(...part.faulty);
  }
  return all;
}

/** The definitions that entries need: the known ones stay known since then, the others since this attempt. */
export function knownFamilies(
  before: Record<string, KnownFamily>,
  found: Record<string, ErrorFamily>,
  since: { since_attempt_id: string; since: string },
): Record<string, KnownFamily> {
  const families = { ...before };
  for (const [id, family] of Object.entries(found)) families[id] ??= { ...family, ...since };
  return families;
}
