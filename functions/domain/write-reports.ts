import { type Attempt, isFinished } from './attempt.ts';
import { familyIdOf } from './document-outcome.ts';
import { familiesOf, type KnownFamily, unreachableFamily } from './error-family.ts';
import { sarifPieces } from './error-sarif.ts';
import { csvPieces, type FaultyRecord } from './error-table.ts';
import { type FamilyReport, makeFamilyReport } from './family-report.ts';
import { type FaultyList, type FaultyPart, mergeFaultyLists } from './faulty-lists.ts';
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
  /** The faulty records that the attempt found, in the order of its slices. */
  faulty: FaultyPart[];
  /** Whether CSV and SARIF tell anything else than those in force. */
  hasChanges: boolean;
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
  if (inForce && !input.hasChanges) return inForce;
  const { objects } = services;
  const listKey = reportKey(harvest._id, attempt_id, 'faulty.json.gz');
  await objects.putList(listKey, faultyRecords(services, input));
  await objects.putText(
    reportKey(harvest._id, attempt_id, 'report.csv'),
    csvPieces(await readList(services, listKey), harvest.url),
    'text/csv; charset=utf-8',
  );
  const familyId = (record: FaultyRecord, index: number) => familyIdOfError(services, record, index);
  await objects.putText(
    reportKey(harvest._id, attempt_id, 'report.sarif'),
    sarifPieces({ faulty: await readList(services, listKey), report, familyId }),
    'application/sarif+json',
  );
  return attempt_id;
}

/**
 * The faulty records of the reports in force, brought up to date with those of this attempt, by URL: a stream of them,
 * because all together they are more than should be in memory.
 */
async function* faultyRecords(services: RunServices, input: ReportInput): AsyncGenerator<FaultyRecord> {
  const told = new Set<string>();
  for (const { record_id, state, missing_listings } of input.entries) {
    if (state !== 'good' && missing_listings === undefined) told.add(record_id);
  }
  const found = input.faulty.map(({ key, first_url }) => ({ first_url, open: () => readList(services, key) }));
  for await (const record of mergeFaultyLists([...(await listInForce(services, input)), ...found])) {
    if (told.has(record.record_id)) yield record;
  }
}

/** None where there is none yet. */
async function listInForce(services: RunServices, { harvest, attempt }: ReportInput): Promise<FaultyList[]> {
  if (!harvest.report_attempt_id) return [];
  const key = reportKey(harvest._id, harvest.report_attempt_id, 'faulty.json.gz');
  const list = await services.objects.getList<FaultyRecord>(key);
  if (list) return [{ first_url: '', open: async () => list }];
  const now = await services.attempts.get(attempt.harvest_id, attempt.attempt_id);
  if (!now || isFinished(now)) throw new Error(`Another worker has ended ${attempt.attempt_id} and removed ${key}.`);
  return [];
}

/** @throws when there is no such object */
async function readList(services: RunServices, key: string): Promise<AsyncIterable<FaultyRecord>> {
  const list = await services.objects.getList<FaultyRecord>(key);
  if (!list) throw new Error(`The faulty records ${key} are gone.`);
  return list;
}

function familyIdOfError(services: RunServices, record: FaultyRecord, index: number): string {
  const error = record.errors[index];
  const id = (key: string) => familyIdOf(services, key);
  if (!error) return id(unreachableFamily(record.fetch_failure?.code ?? '').key);
  return familiesOf([error], id).counts[0]?.[0] ?? '';
}
