import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { attemptStore } from '../../../functions/aws/attempt-store.ts';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import { routes } from '../../../functions/routes.ts';
import { createStores } from '../../../infra/local/create-stores.ts';
import { type DemoSource, startDemoSource } from '../../../infra/local/demo-source.ts';
import { environmentFile } from '../../../infra/local/environment-file.ts';
import { handlerFile, loadHandler } from '../../../infra/local/lambda.ts';
import { type Registry, startRegistry } from '../../../infra/local/start-registry.ts';
import { addHarvest } from '../../../infra/ops/add-harvest.ts';
import { addOrganization } from '../../../infra/ops/add-organization.ts';
import { startHarvest } from '../../../infra/ops/harvest.ts';
import { client } from '../../support/client.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { waitFor } from '../../support/wait-for.ts';

const documents = new URL('../../fixtures/demo-waf/', import.meta.url);
const stops: (() => Promise<unknown>)[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-registry-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function start(options: Parameters<typeof startTestRegistry>[0] = {}): Promise<TestRegistry> {
  const registry = await startTestRegistry(options);
  stops.push(registry.stop);
  return registry;
}

/** A source of two documents, one good and one malformed, and its harvest. */
async function addSource({ publish = false } = {}): Promise<{ source: DemoSource; harvestId: string }> {
  for (const name of ['great_lakes_buoy_45029.xml', 'station_retired.xml']) {
    await copyFile(new URL(name, documents), join(folder, name));
  }
  const source = await startDemoSource({ folder });
  stops.push(source.stop);
  const organization = await addOrganization({ name: 'Test' });
  const harvest = await addHarvest({
    name: 'Test WAF',
    url: source.url,
    harvest_type: 'WAF',
    organization_id: organization._id,
    publish,
    harvest_interval: 1,
  });
  return { source, harvestId: harvest._id };
}

async function harvest(harvestId: string) {
  return await attemptEnds(harvestId, (await startHarvest(harvestId)).attempt_id);
}

/** Waits until an attempt has ended and its harvest says so, too. */
async function attemptEnds(harvestId: string, attemptId: string) {
  await waitFor(async () => {
    const { harvest_state, last_started_at } = (await harvestStore.get(harvestId)) ?? {};
    return harvest_state === 'idle' && last_started_at;
  });
  return await attemptStore.get(harvestId, attemptId);
}

describe('startRegistry', () => {
  it('serves the functions of routes.ts, and the unrouted one', async () => {
    const { call } = await start();
    expect(await call('GET', '/api/v1/Harvests')).toMatchObject({ status: 200, json: { status: 'success', data: [] } });
    expect((await call('GET', '/api/v1/Harvests/')).json).toEqual({ status: 'success', data: [] });
    expect((await call('GET', '/api/v1/nothing')).status).toBe(404);
  });

  it.each(routes.map(({ handler }) => handler))('finds the handler of %s', async (name) => {
    expect(await loadHandler(handlerFile('api', name))).toBeTypeOf('function');
  });

  it('harvests a source through the queue, in a worker process', async () => {
    const registry = await start();
    const { harvestId } = await addSource();
    expect(registry.workerPids()).toEqual([]);
    expect(await harvest(harvestId)).toMatchObject({ state: 'ok', counters: { listed: 2, good: 1, bad: 1 } });
    const [usage] = await registry.workerUsage();
    expect(usage?.pid).toBe(registry.workerPids()[0]);
    expect(registry.killWorker()).toBe(true);
    expect(await harvest(harvestId)).toMatchObject({ state: 'ok', counters: { fetched: 0, unchanged: 2 } });
  });

  it('plays the schedule at a given time', async () => {
    const registry = await start();
    const { harvestId } = await addSource({ publish: true });
    await registry.tick(new Date(Date.now() - 86_400_000));
    expect((await harvestStore.get(harvestId))?.attempt_id).toBeUndefined();
    await registry.tick(new Date(Date.now() + 86_400_000));
    const attemptId = await waitFor(async () => (await harvestStore.get(harvestId))?.attempt_id);
    expect((await attemptEnds(harvestId, attemptId))?.state).toBe('ok');
  });

  it('passes the limits on to the functions and the queue', async () => {
    const { environment } = await start({ limits: { queueVisibilityMs: 2_000 } });
    expect(JSON.parse(environment.LIMITS ?? '')).toEqual({ queueVisibilityMs: 2_000 });
  });

  it('keeps everything in its data folder, and leaves the variables there for the commands while it runs', async () => {
    const dataFolder = join(folder, 'data');
    const registry = await startRegistry({ dataFolder });
    stops.push(registry.stop);
    const left = JSON.parse(await readFile(join(dataFolder, environmentFile), 'utf8'));
    expect(left).toEqual(registry.environment);
    const key = await readFile(join(dataFolder, 'signing-key'), 'utf8');
    expect(key).toMatch(/^[\w-]{64}\n$/);
    await registry.stop();
    expect(existsSync(join(dataFolder, environmentFile))).toBe(false);
    expect((await readdir(dataFolder)).sort()).toEqual(['dynamodb', 'objects', 'queues', 'signing-key']);
  });

  it('leaves nothing running when it cannot have its port', async () => {
    const { url } = await start();
    const dataFolder = join(folder, 'data');
    const port = Number(new URL(url).port);
    await expect(startRegistry({ dataFolder, port })).rejects.toThrow(`Port ${port} is in use`);
    expect(existsSync(join(dataFolder, 'registry.lock'))).toBe(false);
  });

  it('stops within two seconds although a client waits', async () => {
    const registry: Registry = await start();
    const { harvestId } = await addSource();
    await startHarvest(harvestId);
    await client(registry.url)('GET', '/api/v1/Harvests');
    const startedAt = performance.now();
    await registry.stop();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await expect(fetch(registry.url)).rejects.toThrow();
  });

  it('leaves the stores of another registry alone', async () => {
    await start();
    await addSource();
    const limits = { queueVisibilityMs: 1_000, maxReceiveCount: 1 } as Parameters<typeof createStores>[0]['limits'];
    await createStores({ endpoints: inject('endpoints'), prefix: `o-${crypto.randomUUID()}-`, limits });
    expect(await harvestStore.list()).toHaveLength(1);
    await start();
    expect(await harvestStore.list()).toHaveLength(0);
  });
});
