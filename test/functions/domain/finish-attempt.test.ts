import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptStore } from '../../../functions/aws/attempt-store.ts';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import { objectStore } from '../../../functions/aws/object-store.ts';
import { harvestQueue } from '../../../functions/aws/queue.ts';
import { recordStore } from '../../../functions/aws/record-store.ts';
import { type Attempt, zeroCounters } from '../../../functions/domain/attempt.ts';
import type { Outcome } from '../../../functions/domain/document-outcome.ts';
import { finishAttempt } from '../../../functions/domain/finish-attempt.ts';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import { defaultLimits } from '../../../functions/domain/limits.ts';
import { reportKey, workKey } from '../../../functions/domain/object-keys.ts';
import type { ObjectStore } from '../../../functions/domain/ports.ts';
import type { RunServices } from '../../../functions/domain/run-services.ts';
import { createSliceResults } from '../../../functions/domain/slice-results.ts';
import { newAttemptId, newToken, recordIdFromUrl, sha256 } from '../../../functions/ids.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { seedHarvest, seedOrganization } from '../../support/seed.ts';

const slices = 3;
const recordsPerSlice = 700;
/** Of one record: with 2,100 of them 8 MiB. */
const errorBytes = 4096;

/** The outcome of a document with errors; numbers are in the order of URLs. */
function faultyOutcome(sourceUrl: string, number: number): Outcome {
  const url = `${sourceUrl}${String(number).padStart(5, '0')}.xml`;
  const record_id = recordIdFromUrl(url);
  const error = { error: `${number} ${'x'.repeat(errorBytes)}`, line_number: 1, xpath: '', element: '' };
  return {
    result: {
      entry: { record_id, url, state: 'bad', error_count: 1, hash_val: 'h', first_seen_at: '2026-01-01T00:00:00.000Z' },
      change: 'added',
      wasFetched: true,
      changes_reports: true,
    },
    faulty: { record_id, url, state: 'bad', error_count: 1, errors: [error] },
  };
}

/** The object store, with the size of the largest value that was in memory for it. */
function measured(objects: ObjectStore): { objects: ObjectStore; largest: () => number } {
  let largest = 0;
  const note = <T>(value: T): T => {
    largest = Math.max(largest, JSON.stringify(value ?? null).length);
    return value;
  };
  const wrapped: ObjectStore = {
    ...objects,
    put: (key, body, about) => objects.put(key, note(body), about),
    getJson: async <T>(key: string) => note(await objects.getJson<T>(key)),
    putJson: (key, value) => objects.putJson(key, note(value)),
  };
  return { objects: wrapped, largest: () => largest };
}

describe('finishAttempt', () => {
  let registry: TestRegistry;
  let harvest: Harvest;
  let attempt: Attempt;
  const services = {
    harvests: harvestStore,
    attempts: attemptStore,
    records: recordStore,
    objects: objectStore,
    queue: harvestQueue,
    limits: defaultLimits,
    metadata: { edition: 'e' },
    now: Date.now,
    random: Math.random,
    measureEnd: () => {},
    newAttemptId,
    newToken,
    sha256,
  } as unknown as RunServices;

  beforeAll(async () => {
    registry = await startTestRegistry();
    harvest = await seedHarvest((await seedOrganization())._id);
    const attempt_id = newAttemptId(Date.now());
    const place = { harvest_id: harvest._id, attempt_id };
    const plan_key = workKey(place, 'plan', 'p');
    const plan = { listed: slices * recordsPerSlice, is_complete: true, fetches: [], skipped: [], absent: [] };
    await objectStore.putJson(plan_key, { ...plan, notices: [], families: {}, tombstones: [] });
    attempt = {
      ...place,
      state: 'harvesting',
      trigger: 'api',
      created_at: new Date().toISOString(),
      slice: slices,
      cursor: { phase: 'finish', plan_key },
      result_keys: [],
      counters: zeroCounters(),
      progress: { listed: 0, done: 0 },
      rescue: 0,
      rescues_in_row: 0,
      notices: [],
      removals_held: 0,
      expires_at: 0,
    } as unknown as Attempt;
    for (let slice = 0; slice < slices; slice += 1) {
      const results = createSliceResults(services, attempt);
      // the last ones first: documents come in any order
      for (let index = recordsPerSlice - 1; index >= 0; index -= 1) {
        await results.add(index, faultyOutcome(harvest.url, slice * recordsPerSlice + index));
      }
      const token = newToken();
      await objectStore.putJson(workKey(attempt, 'results', token), await results.end());
      attempt.result_keys.push(token);
    }
    await attemptStore.createIfAbsent(attempt);
    await harvestStore.update(harvest._id, { harvest_state: 'harvesting', attempt_id }, {});
    harvest = (await harvestStore.get(harvest._id)) as Harvest;
  });
  afterAll(() => registry.stop());

  it('tells all errors by URL without ever holding more than a part of them, and the same when it is done again', async () => {
    const { objects, largest } = measured(objectStore);
    const listedUrls = async () => {
      const told: string[] = [];
      const key = reportKey(harvest._id, attempt.attempt_id, 'faulty.json.gz');
      for await (const { url } of (await objectStore.getList<{ url: string }>(key)) ?? []) told.push(url);
      return told;
    };
    const finish = () => finishAttempt({ ...services, objects }, { harvest, attempt });
    await finish();
    const urls = Array.from(
      { length: slices * recordsPerSlice },
      (_, n) => faultyOutcome(harvest.url, n).result.entry.url,
    );
    expect(await listedUrls()).toEqual(urls);
    expect(largest()).toBeLessThan(0.15 * slices * recordsPerSlice * errorBytes);
    expect(await harvestStore.get(harvest._id)).toMatchObject({
      harvest_state: 'idle',
      report_attempt_id: attempt.attempt_id,
    });
    await finish();
    expect(await listedUrls()).toEqual(urls);
  });
});
