import { createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { objectStore } from '../../functions/aws/object-store.ts';
import { recordStore } from '../../functions/aws/record-store.ts';
import { readVariable } from '../../functions/config.ts';
import type { Attempt } from '../../functions/domain/attempt.ts';
import { manifestKey, reportKey } from '../../functions/domain/object-keys.ts';
import type { Manifest } from '../../functions/domain/record.ts';
import { emulatorClient } from '../../infra/local/create-stores.ts';
import type { Endpoints } from '../../infra/local/emulators.ts';

/** What a harvest left, as texts that are equal when it left the same: by name, key-sorted, without ids and times of runs. */
export type StoredOutcome = Map<string, string>;

/** Ids of runs, times, and what counts the steps a run took rather than what it found. */
const ofTheRun = new Set([
  '_id',
  'harvest_id',
  'attempt_id',
  'manifest_attempt_id',
  'report_attempt_id',
  'result_keys',
]);
const ofItsSteps = new Set([
  'slice',
  'cursor',
  'rescue',
  'rescues_in_row',
  'rescued_slice',
  'since',
  'since_attempt_id',
]);
const isOfTheRun = (key: string) =>
  ofTheRun.has(key) || ofItsSteps.has(key) || /_at$|_dt$|_seconds$|^organization_id$/.test(key);

/** Reads what a harvest left in the registry whose stores this process has: figures, records, manifest, documents, reports. */
export async function readOutcome(from: {
  harvestId: string;
  attempt: Attempt;
  endpoints: Endpoints;
}): Promise<StoredOutcome> {
  const { harvestId, attempt } = from;
  const outcome: StoredOutcome = new Map();
  outcome.set('attempt', sortedJson(attempt));
  outcome.set('harvest', sortedJson(await harvestStore.get(harvestId)));
  for await (const record of recordStore.listAll(harvestId)) {
    outcome.set(`record ${record.record_id}`, digest(sortedJson(record)));
  }
  const manifest = await objectStore.getJson<Manifest>(manifestKey(harvestId, attempt.attempt_id));
  for (const entry of manifest?.entries ?? []) {
    outcome.set(`manifest ${entry.record_id}`, digest(sortedJson(entry)));
  }
  outcome.set('families', sortedJson(manifest?.families));
  const documents = `documents/${harvestId}/`;
  for await (const [name, hash] of objectHashes(documents, from.endpoints)) outcome.set(`document ${name}`, hash);
  for (const file of ['report.csv', 'report.sarif'] as const) {
    const key = reportKey(harvestId, attempt.report_attempt_id ?? '', file);
    for await (const [, hash] of objectHashes(key, from.endpoints)) outcome.set(file, hash);
  }
  return outcome;
}

/** Names of parts that differ or that only one has. */
export function differences(one: StoredOutcome, other: StoredOutcome): string[] {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter((name) => one.get(name) !== other.get(name));
}

/** Instead of a text, which would be in memory as often as there are documents. */
function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    const kept = Object.entries(part).filter(([key]) => !isOfTheRun(key));
    return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Of all objects whose keys begin so, which is left out of their names. */
async function* objectHashes(Prefix: string, { s3 }: Endpoints): AsyncGenerator<[name: string, hash: string]> {
  const client = new S3Client({ ...emulatorClient(s3), forcePathStyle: true });
  const Bucket = readVariable('BUCKET');
  let ContinuationToken: string | undefined;
  do {
    const next = ContinuationToken ? { ContinuationToken } : {};
    const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix, ...next }));
    for (const { Key = '' } of page.Contents ?? []) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      yield [Key.slice(Prefix.length), digest(bytes)];
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  client.destroy();
}
