import { createHash } from 'node:crypto';
import { expect, inject } from 'vitest';
import type { Environment } from '../../functions/config.ts';
import type { Counters } from '../../functions/domain/attempt.ts';
import { isRegistryError } from '../../functions/domain/errors.ts';
import type { Harvest } from '../../functions/domain/harvest.ts';
import type { Limits } from '../../functions/domain/limits.ts';
import type { PublicRecord } from '../../functions/domain/public-record.ts';
import { startRegistry } from '../../infra/local/start-registry.ts';
import { client } from '../support/client.ts';
import { checkAgainstDescription } from '../support/described-answers.ts';
import { type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.ts';
import { attemptEnd, idleHarvest } from '../support/harvested.ts';
import { metadataDocument, type Provider, startProvider } from '../support/provider.ts';
import type { TestRegistry } from '../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../support/seed.ts';

/** A registry whose every word to DynamoDB, SQS and S3 goes through a proxy that can be told to fail. */
export interface Stage {
  registry: TestRegistry;
  dynamodb: FaultyProxy;
  /** SQS and S3: one emulator is both. */
  others: FaultyProxy;
  headers: Record<string, string>;
  organizationId: string;
  stop(): Promise<void>;
}

export interface StageOptions {
  limits?: Partial<Limits>;
  environment?: Environment;
  workers?: number;
}

const password = 'a long enough password';

/** Starts a registry behind proxies; a process has one at a time. */
export async function startStage({ limits = {}, environment = {}, workers = 2 }: StageOptions = {}): Promise<Stage> {
  const endpoints = inject('endpoints');
  const [dynamodb, others] = await Promise.all([startFaultyProxy(endpoints.dynamodb), startFaultyProxy(endpoints.sqs)]);
  const registry = await startRegistry({
    limits: { retryBackoffMs: 0, fetchBackoffMs: 10, fetchTries: 2, loginAnswerMs: 0, ...limits },
    workers,
    emulators: {
      endpoints: { dynamodb: dynamodb.url, sqs: others.url, s3: others.url },
      prefix: `f-${createHash('sha1').update(dynamodb.url).digest('hex').slice(0, 8)}-${process.pid}-`,
    },
    environment: { LOG_LEVEL: 'error', ...environment },
  });
  const call = client(registry.url, checkAgainstDescription);
  const organizationId = (await seedOrganization())._id;
  const user = await seedUser({ password, organization_ids: [organizationId] });
  return {
    registry: { ...registry, call },
    dynamodb,
    others,
    headers: await logIn(call, user.email, password),
    organizationId,
    async stop() {
      await registry.stop();
      await Promise.all([dynamodb.stop(), others.stop()]);
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: an answer of the API
type Attempt = any;

/**
 * A source that was harvested once and has changed since: of its twelve documents two are bad, `changed.xml` has a new
 * version, `gone.xml` is gone and `new.xml` is new.
 */
export interface Scene {
  stage: Stage;
  provider: Provider;
  harvest: Harvest;
  /** What GET answered about the harvest and its records before the fault. */
  before: { harvest: Attempt; records: Map<string, PublicRecord> };
  /** Starts a harvest as a data manager would; the address of its attempt. */
  trigger(): Promise<string>;
  /** Waits until an attempt has ended and the harvest is idle. */
  end(attemptUrl: string): Promise<Attempt>;
  records(): Promise<Map<string, PublicRecord>>;
  stop(): Promise<void>;
}

/** The counters of a harvest of the changed source that nothing disturbs. */
export const undisturbed: Partial<Counters> = {
  listed: 12,
  added: 1,
  updated: 1,
  unchanged: 10,
  removed: 1,
  good: 10,
  bad: 2,
  unreachable: 0,
};

/** Sets the scene. `host` is the provider's address, `name` what the source's URL has instead of it. */
export async function setScene(
  stage: Stage,
  { host = '127.0.0.1', name = host }: { host?: string; name?: string } = {},
): Promise<Scene> {
  const provider = await startProvider({ host });
  for (let n = 1; n <= 10; n += 1) provider.put(`doc-${n}.xml`, metadataDocument(`doc-${n}`, { isValid: n > 2 }));
  provider.put('changed.xml', metadataDocument('changed'));
  provider.put('gone.xml', metadataDocument('gone'));
  const url = provider.url.replace(host, name);
  const harvest = await seedHarvest(stage.organizationId, { url }).catch(async (error: unknown) => {
    await provider.stop();
    // A port that an earlier provider had: its source is still registered.
    if (isRegistryError(error, 'URL_TAKEN')) return undefined;
    throw error;
  });
  if (!harvest) return await setScene(stage, { host, name });
  const { call } = stage.registry;
  const scene: Scene = {
    stage,
    provider,
    harvest,
    before: { harvest: undefined, records: new Map() },
    async trigger() {
      const { json, status, text } = await call('POST', `/api/v2/harvests/${harvest._id}/harvest`, stage);
      if (status !== 200) throw new Error(`The trigger answered ${status} ${text}`);
      return json.data.attempt_url;
    },
    async end(attemptUrl) {
      const attempt = await attemptEnd(call, attemptUrl);
      await idleHarvest(call, harvest._id);
      return attempt;
    },
    async records() {
      const { json } = await call('GET', `/api/v2/harvests/${harvest._id}/records?limit=100`);
      const records: PublicRecord[] = json.data;
      return new Map(records.map((record) => [record.url.split('/').at(-1) ?? '', record]));
    },
    stop: () => provider.stop(),
  };
  expect(await scene.end(await scene.trigger())).toMatchObject({ state: 'ok', counters: { listed: 12, good: 10 } });
  scene.before = { harvest: await idleHarvest(call, harvest._id), records: await scene.records() };
  provider.put('changed.xml', metadataDocument('changed', { title: 'A new title' }), '2026-03-03T03:03:03Z');
  provider.put('new.xml', metadataDocument('new'));
  provider.files.delete('gone.xml');
  return scene;
}

/** What holds after every fault: no known record is lost, the counters add up, and the harvest is not stuck. */
export async function checkSource({ stage, harvest, before, records }: Scene, attempt: Attempt): Promise<void> {
  const told = await idleHarvest(stage.registry.call, harvest._id);
  const kept = await records();
  expect(told.last_good_count + told.last_bad_count).toBe(told.last_record_count);
  expect(told).toMatchObject({ last_harvest_status: attempt.state, last_harvest_dt: attempt.finished_at });
  const { listed, good, bad, unreachable, removed } = attempt.counters;
  if (attempt.state === 'fail') {
    const { last_record_count, last_good_count, last_bad_count } = before.harvest;
    expect(told).toMatchObject({ last_record_count, last_good_count, last_bad_count });
    expect(attempt.failure.message).toMatch(/^\S.*\.$/);
  } else {
    expect(good + bad + unreachable).toBe(listed);
    expect(told).toMatchObject({ last_record_count: listed, last_good_count: good });
  }
  for (const [name, record] of before.records) {
    if (name === 'gone.xml' && removed === 1) continue;
    expect(kept.get(name), `${name} is still known`).toMatchObject({ hash_val: expect.any(String) });
    if (kept.get(name)?.state === 'unreachable') expect(kept.get(name)?.hash_val).toBe(record.hash_val);
  }
}

/** When the fault is over, one more harvest brings the registry to exactly what the provider has. */
export async function checkHealing(scene: Scene): Promise<void> {
  const { stage, provider } = scene;
  provider.answer = () => false;
  stage.dynamodb.clear();
  stage.others.clear();
  const attempt = await scene.end(await scene.trigger());
  const listed = provider.files.size;
  expect(attempt).toMatchObject({ state: 'ok', removals_held: 0, counters: { listed, unreachable: 0 } });
  await checkSource({ ...scene, before: { ...scene.before, records: new Map() } }, attempt);
  const hashes = [...provider.files].map(([name, { body }]) => [name, createHash('sha256').update(body).digest('hex')]);
  const kept = [...(await scene.records())].map(([name, { hash_val }]) => [name, hash_val]);
  expect(kept.sort()).toEqual(hashes.sort());
}
