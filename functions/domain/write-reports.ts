import type { Attempt } from './attempt.ts';
import type { ErrorFamily, KnownFamily } from './error-family.ts';
import { familiesOf, unreachableFamily } from './error-family.ts';
import { sarifPieces } from './error-sarif.ts';
import { csvPieces, type FaultyRecord } from './error-table.ts';
import { type FamilyReport, makeFamilyReport } from './family-report.ts';
import { familyIdOf, type Result } from './fetch-document.ts';
import type { Harvest } from './harvest.ts';
import { reportKey } from './object-keys.ts';
import type { ManifestEntry } from './record.ts';
import type { RunServices } from './run-services.ts';

/** What the reports of an attempt are made from. */
export interface ReportInput {
  harvest: Harvest;
  attempt: Attempt;
  finishedAt: string;
  /** The new manifest's. */
  entries: ManifestEntry[];
  families: Record<string, KnownFamily>;
  results: Result[];
  hasRemovals: boolean;
}

/**
 * Writes what is told of a harvest's errors: the families always, CSV and SARIF when anything they tell has changed.
 * Returns the attempt whose CSV and SARIF are in force.
 */
export async function writeReports(services: RunServices, input: ReportInput): Promise<string> {
  const { harvest, attempt, entries, families } = input;
  const before = harvest.manifest_attempt_id
    ? await services.objects.getJson<FamilyReport>(
        reportKey(harvest._id, harvest.manifest_attempt_id, 'families.json.gz'),
      )
    : undefined;
  const { attempt_id } = attempt;
  const report = makeFamilyReport({ attempt_id, finished_at: input.finishedAt, entries, families, before });
  await services.objects.putJson(reportKey(harvest._id, attempt_id, 'families.json.gz'), report);

  const inForce = harvest.report_attempt_id;
  if (inForce && !input.hasRemovals && !input.results.some(changesReports)) return inForce;
  const faulty = await faultyRecords(services, input);
  await services.objects.putJson(reportKey(harvest._id, attempt_id, 'faulty.json.gz'), faulty);
  await services.objects.put(
    reportKey(harvest._id, attempt_id, 'report.csv'),
    bytesFrom(csvPieces(faulty, harvest.url)),
    'text/csv; charset=utf-8',
  );
  const familyId = (record: FaultyRecord, index: number) => familyIdOfError(services, record, index);
  await services.objects.put(
    reportKey(harvest._id, attempt_id, 'report.sarif'),
    bytesFrom(sarifPieces({ faulty, report, familyId })),
    'application/sarif+json',
  );
  return attempt_id;
}

/** Encodes a text piece by piece: whole, it would be in memory twice. */
function bytesFrom(pieces: Iterable<string>): Uint8Array {
  const encoder = new TextEncoder();
  const encoded = Array.from(pieces, (piece) => encoder.encode(piece));
  const bytes = new Uint8Array(encoded.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of encoded) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** An unchanged document tells the reports nothing, unless it was unreachable until now. */
function changesReports({ change, faulty }: Result): boolean {
  return faulty !== undefined || change === 'added' || change === 'updated';
}

/** The faulty records of the reports in force, brought up to date with the results of this attempt, by URL. */
async function faultyRecords(
  services: RunServices,
  { harvest, entries, results }: ReportInput,
): Promise<FaultyRecord[]> {
  const inForce = harvest.report_attempt_id;
  const before = inForce
    ? await services.objects.getJson<FaultyRecord[]>(reportKey(harvest._id, inForce, 'faulty.json.gz'))
    : undefined;
  const byId = new Map(before?.map((record) => [record.record_id, record]));
  for (const { faulty } of results) if (faulty) byId.set(faulty.record_id, faulty);
  return entries
    .filter(({ state, missing_listings }) => state !== 'good' && missing_listings === undefined)
    .map(({ record_id }) => byId.get(record_id))
    .filter((record) => record !== undefined)
    .sort((a, b) => (a.url < b.url ? -1 : 1));
}

function familyIdOfError(services: RunServices, record: FaultyRecord, index: number): string {
  const error = record.errors[index];
  const id = (key: string) => familyIdOf(services, key);
  if (!error) return id(unreachableFamily(record.fetch_failure?.code ?? '').key);
  return familiesOf([error], id).counts[0]?.[0] ?? '';
}

/** The definitions that the entries need: the known ones stay known since then, the others since this attempt. */
export function knownFamilies(
  before: Record<string, KnownFamily>,
  found: Record<string, ErrorFamily>[],
  since: { since_attempt_id: string; since: string },
): Record<string, KnownFamily> {
  const families = { ...before };
  for (const definitions of found) {
    for (const [id, family] of Object.entries(definitions)) families[id] ??= { ...family, ...since };
  }
  return families;
}
