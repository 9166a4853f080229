import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Source, startSource } from '../../../bench/support/source.ts';
import { differences } from '../../../bench/support/stored-outcome.ts';
import { runStorm } from '../../../bench/support/storm.ts';

/** Of a slice, of its message's return and of the lease: short, with the relations of the real ones. */
const limits = {
  sliceBudgetMs: 1_500,
  commitEveryMs: 300,
  commitEveryDocuments: 40,
  queueVisibilityMs: 2_000,
  leaseMs: 6_000,
  scheduleEveryMs: 500,
  retryBackoffMs: 200,
};
const count = 600;
const kills = 4;

describe('run-harvest', () => {
  let source: Source;
  beforeAll(async () => {
    source = await startSource({ count, documents: { isReal: false, maxBytes: 4096 } });
  });
  afterAll(() => source.stop());

  it('leaves the same when its process is killed at random moments and every message comes twice', async () => {
    const { calm, storm } = await runStorm({
      endpoints: inject('endpoints'),
      prefix: `t-${randomBytes(6).toString('hex')}-`,
      source,
      limits,
      kills,
      random: Math.random,
    });
    expect(calm.attempt).toMatchObject({ state: 'ok', counters: { listed: count, added: count, fetched: count } });
    expect(storm.attempt.slice).toBeGreaterThan(1);
    expect(storm.kills).toBeGreaterThan(0);
    expect(storm.doubled).toBeGreaterThan(1);
    expect(storm.attempt.counters).toEqual(calm.attempt.counters);
    expect(calm.outcome.size).toBe(3 * count + 5);
    expect(differences(calm.outcome, storm.outcome)).toEqual([]);
  }, 90_000);
});
