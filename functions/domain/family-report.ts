import type { FamilyCount, KnownFamily } from './error-family.ts';
import type { ManifestEntry } from './record.ts';

/** One cause, and how much of the source it concerns. */
export interface FamilyFigures extends KnownFamily {
  family_id: string;
  records: number;
  occurrences: number;
  /** Up to three records that have it. */
  samples: { record_id: string; url: string }[];
  /** Against the attempt before; a `fixed` one shows the figures it had then. */
  status: 'new' | 'still' | 'fixed';
}

/** What is wrong with a source, by cause, at the end of an attempt. */
export interface FamilyReport {
  attempt_id: string;
  finished_at: string;
  records_with_errors: number;
  /** Most records first; the fixed ones last. */
  families: FamilyFigures[];
}

const maxSamples = 3;

/** What the report is made from. */
export interface FamilyReportInput {
  attempt_id: string;
  finished_at: string;
  entries: ManifestEntry[];
  /** Definitions of all families that the entries name. */
  families: Record<string, KnownFamily>;
  /** The report of the attempt before. */
  before: FamilyReport | undefined;
}

/** Counts families over the records that the listing has: held ones are not the provider's concern any more. */
export function makeFamilyReport({
  attempt_id,
  finished_at,
  entries,
  families,
  before,
}: FamilyReportInput): FamilyReport {
  const figures = new Map<string, FamilyFigures>();
  const wereThere = new Set(before?.families.filter(({ status }) => status !== 'fixed').map((one) => one.family_id));
  let recordsWithErrors = 0;
  const listed = entries.filter((entry) => entry.missing_listings === undefined);
  for (const entry of listed.sort((a, b) => (a.url < b.url ? -1 : 1))) {
    const { record_id, url } = entry;
    const counts = familyCountsOf(entry);
    if (counts.length > 0) recordsWithErrors += 1;
    for (const [family_id, occurrences] of counts) {
      const family = families[family_id];
      if (!family) continue;
      const status = wereThere.has(family_id) ? 'still' : 'new';
      const one = figures.get(family_id) ?? { family_id, ...family, records: 0, occurrences: 0, samples: [], status };
      one.records += 1;
      one.occurrences += occurrences;
      if (one.samples.length < maxSamples) one.samples.push({ record_id, url });
      figures.set(family_id, one);
    }
  }
  const present = [...figures.values()].sort((a, b) => b.records - a.records || b.occurrences - a.occurrences);
  const fixed = (before?.families ?? [])
    .filter(({ status, family_id }) => status !== 'fixed' && !figures.has(family_id))
    .map((one) => ({ ...one, status: 'fixed' as const }));
  return { attempt_id, finished_at, records_with_errors: recordsWithErrors, families: [...present, ...fixed] };
}

/** What an unreachable record's older version shows does not count while it is unreachable. */
function familyCountsOf({ state, family_counts, unreachable_family }: ManifestEntry): FamilyCount[] {
  if (state !== 'unreachable') return family_counts ?? [];
  return unreachable_family ? [[unreachable_family, 1]] : [];
}

/** The report in one line: `412 records, 1 cause`. */
export function describeFamilies({ records_with_errors, families }: FamilyReport): string {
  const causes = families.filter(({ status }) => status !== 'fixed').length;
  const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
  if (causes === 0) return 'no errors';
  return `${plural(records_with_errors, 'record')}, ${plural(causes, 'cause')}`;
}
