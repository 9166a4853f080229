import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptStore } from '../../../functions/aws/attempt-store.ts';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import { startHarvest } from '../../../infra/ops/harvest.ts';
import { attemptEnd, idleHarvest } from '../../support/harvested.ts';
import { metadataDocument, type Provider, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { seedHarvest, seedOrganization } from '../../support/seed.ts';

const dayMs = 24 * 60 * 60_000;
const limits = { fetchTries: 1 };

async function stored(id: string): Promise<Harvest> {
  const harvest = await harvestStore.get(id);
  if (!harvest) throw new Error(`There is no harvest ${id}.`);
  return harvest;
}

const attemptUrl = (harvest: Harvest) => `/api/v2/harvests/${harvest._id}/attempts/${harvest.attempt_id}`;

describe('schedule-harvests', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let organizationId: string;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits });
    provider = await startProvider();
    provider.put('a.xml', metadataDocument('a'));
    organizationId = (await seedOrganization())._id;
  });
  afterAll(async () => {
    await registry.stop();
    await provider.stop();
  });

  const seed = (name: string, said: Partial<Harvest> = {}) =>
    seedHarvest(organizationId, { url: `${provider.url}?${name}`, ...said });

  it('starts a published source when it is due, and again a day later, give or take the jitter', async () => {
    const { _id } = await seed('due', { publish: true });
    await registry.tick();
    const started = await stored(_id);
    expect(started.attempt_trigger).toEqual({ kind: 'schedule' });
    expect((await attemptEnd(registry.call, attemptUrl(started))).state).toBe('ok');
    await idleHarvest(registry.call, _id);
    const harvested = await stored(_id);
    const wakesAfterMs = Date.parse(harvested.wake_at ?? '') - Date.parse(harvested.last_started_at ?? '');
    expect(Math.abs(wakesAfterMs - dayMs)).toBeLessThanOrEqual(0.01 * dayMs);

    await registry.tick(new Date(Date.now() + 0.9 * dayMs));
    expect((await stored(_id)).attempt_id).toBe(harvested.attempt_id);
    await registry.tick(new Date(Date.now() + 1.1 * dayMs));
    const again = await stored(_id);
    expect(again.attempt_id).not.toBe(harvested.attempt_id);
    await attemptEnd(registry.call, attemptUrl(again));
  });

  it('keeps to the interval in days', async () => {
    const { _id } = await seed('weekly', { publish: true, harvest_interval: 7 });
    await registry.tick();
    await attemptEnd(registry.call, attemptUrl(await stored(_id)));
    await idleHarvest(registry.call, _id);
    const { wake_at, last_started_at } = await stored(_id);
    const wakesAfterMs = Date.parse(wake_at ?? '') - Date.parse(last_started_at ?? '');
    expect(Math.abs(wakesAfterMs - 7 * dayMs)).toBeLessThanOrEqual(0.07 * dayMs);
  });

  it('leaves unpublished sources alone', async () => {
    const { _id } = await seed('unpublished');
    await registry.tick(new Date(Date.now() + 400 * dayMs));
    expect(await stored(_id)).toMatchObject({ harvest_state: 'idle' });
    expect((await stored(_id)).attempt_id).toBeUndefined();
  });

  it('starts a source once when two schedules wake at the same time', async () => {
    const { _id } = await seed('twice', { publish: true });
    await Promise.all([registry.tick(), registry.tick()]);
    await attemptEnd(registry.call, attemptUrl(await stored(_id)));
    await idleHarvest(registry.call, _id);
    expect(await attemptStore.list(_id, { limit: 5 })).toHaveLength(1);
  });

  it('sends the message of a pending attempt again when it was lost before the attempt was even written', async () => {
    const { _id } = await seed('lost');
    const now = new Date().toISOString();
    const change = { harvest_state: 'pending', attempt_id: 'LOST', attempt_created_at: now, wake_at: now } as const;
    await harvestStore.update(_id, { ...change, attempt_trigger: { kind: 'operator' } }, {});
    await registry.tick();
    const attempt = await attemptEnd(registry.call, `/api/v2/harvests/${_id}/attempts/LOST`);
    expect(attempt).toMatchObject({ state: 'ok', trigger: { kind: 'operator' }, counters: { good: 1 } });
  });

  it('repeats the last step for an attempt that ended while its harvest was not told', async () => {
    const { _id } = await seed('untold');
    const { attempt_id } = await startHarvest(_id);
    await attemptEnd(registry.call, `/api/v2/harvests/${_id}/attempts/${attempt_id}`);
    await idleHarvest(registry.call, _id);
    const now = new Date().toISOString();
    const untold = { harvest_state: 'harvesting', wake_at: now, last_good_count: undefined } as const;
    await harvestStore.update(_id, untold, {});
    await registry.tick();
    expect(await idleHarvest(registry.call, _id)).toMatchObject({ last_good_count: 1, last_harvest_status: 'ok' });
    expect((await stored(_id)).wake_at).toBeUndefined();
  });
});

describe('schedule-harvests without workers', () => {
  let registry: TestRegistry;
  let organizationId: string;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits, workers: 0 });
    organizationId = (await seedOrganization())._id;
  });
  afterAll(() => registry.stop());

  it('ends an attempt with a reason after three rescues in a row, and none is counted while it is pending', async () => {
    const { _id } = await seedHarvest(organizationId);
    const { attempt_id } = await startHarvest(_id);
    let time = Date.now();
    const tickAfterLease = async () => {
      time += 21 * 60_000;
      await registry.tick(new Date(time));
    };
    for (let n = 0; n < 5; n += 1) await tickAfterLease();
    expect(await attemptStore.get(_id, attempt_id)).toMatchObject({ state: 'pending', rescue: 5, rescues_in_row: 0 });

    const key = { harvest_id: _id, attempt_id };
    await attemptStore.update(key, { state: 'harvesting' }, {});
    await harvestStore.update(_id, { harvest_state: 'harvesting' }, {});
    for (let n = 1; n <= 2; n += 1) await tickAfterLease();
    expect(await attemptStore.get(_id, attempt_id)).toMatchObject({ state: 'harvesting', rescues_in_row: 2 });
    await attemptStore.update(key, { slice: 1 }, {});
    for (let n = 1; n <= 3; n += 1) await tickAfterLease();
    expect(await attemptStore.get(_id, attempt_id)).toMatchObject({ state: 'harvesting', rescues_in_row: 3 });
    await tickAfterLease();
    expect(await attemptStore.get(_id, attempt_id)).toMatchObject({
      state: 'fail',
      failure: { code: 'HARVEST_STUCK' },
    });
    expect(await stored(_id)).toMatchObject({
      harvest_state: 'idle',
      last_harvest_status: 'fail',
      manifest_stale: true,
    });
  });
});
