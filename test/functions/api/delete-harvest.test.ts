import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attemptStore } from '../../../functions/aws/attempt-store.ts';
import { auditStore } from '../../../functions/aws/audit-store.ts';
import { claimStore } from '../../../functions/aws/claim-store.ts';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import { objectFolders } from '../../../functions/aws/object-folders.ts';
import { objectStore } from '../../../functions/aws/object-store.ts';
import { harvestQueue } from '../../../functions/aws/queue.ts';
import { recordStore } from '../../../functions/aws/record-store.ts';
import { deleteSlice } from '../../../functions/domain/delete-slice.ts';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import { defaultLimits } from '../../../functions/domain/limits.ts';
import type { HarvestRecord } from '../../../functions/domain/record.ts';
import type { RunServices } from '../../../functions/domain/run-services.ts';
import { emulatorClient } from '../../../infra/local/create-stores.ts';
import { harvestAndWait, idleHarvest, recordsByName } from '../../support/harvested.ts';
import { metadataDocument, type Provider, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';
import { waitFor } from '../../support/wait-for.ts';

const password = 'a long enough password';
const dayMs = 24 * 60 * 60_000;
type Headers = Record<string, string>;

describe('DELETE /api/v2/harvests/{id}', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let harvest: Harvest;
  let organizationId: string;
  let member: Headers;
  let s3: S3Client;

  beforeAll(async () => {
    registry = await startTestRegistry({
      limits: { loginAnswerMs: 0, fetchTries: 1, queueVisibilityMs: 2_000, retryBackoffMs: 1_000 },
    });
    organizationId = (await seedOrganization())._id;
    const { email } = await seedUser({ password, organization_ids: [organizationId] });
    member = await logIn(registry.call, email, password);
    s3 = new S3Client({ ...emulatorClient(registry.environment.S3_ENDPOINT ?? ''), forcePathStyle: true });
  });
  afterAll(async () => {
    s3.destroy();
    await registry.stop();
  });

  beforeEach(async () => {
    provider = await startProvider();
    for (let n = 0; n < 5; n += 1) provider.put(`doc-${n}.xml`, metadataDocument(`doc-${n}`, { isValid: n > 0 }));
    harvest = await seedHarvest(organizationId, { url: provider.url });
    return () => provider.stop();
  });

  const path = () => `/api/v2/harvests/${harvest._id}`;
  const remove = (headers = member) => registry.call('DELETE', path(), { headers });
  const run = async () => {
    await harvestAndWait(registry.call, harvest._id, member);
    await idleHarvest(registry.call, harvest._id);
  };

  /** Everything that names the harvest, wherever things are kept. */
  async function whatIsLeft() {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: registry.environment.BUCKET ?? '' }));
    return {
      harvest: await harvestStore.get(harvest._id),
      records: (await recordsByName(harvest._id)).size,
      attempts: (await attemptStore.list(harvest._id, { limit: 10 })).length,
      objects: Contents.flatMap(({ Key }) => (Key?.includes(harvest._id) ? [Key] : [])),
      claim: await claimStore.findOwner(`url#${provider.url.slice(0, -1)}`),
    };
  }
  const nothing = { harvest: undefined, records: 0, attempts: 0, objects: [], claim: undefined };
  const untilGone = () => waitFor(async () => !(await whatIsLeft()).claim, { limitMs: 15_000 });

  it('takes away all that a harvest has, and frees its URL', async () => {
    await run();
    provider.put('doc-1.xml', metadataDocument('doc-1', { title: 'Other' }), '2026-02-02T03:04:05Z');
    await run();
    const before = await whatIsLeft();
    expect([before.records, before.attempts, before.claim]).toEqual([5, 2, harvest._id]);
    const kinds = new Set(before.objects.map((key) => key.split('/')[0]));
    expect([...kinds].sort()).toEqual(['documents', 'manifests', 'plans', 'reports']);
    const answer = await remove();
    expect(answer.status).toBe(202);
    expect(answer.json.data).toEqual({ harvest_id: harvest._id, harvest_state: 'deleting' });
    await untilGone();
    expect(await whatIsLeft()).toEqual(nothing);
    expect((await registry.call('GET', path())).status).toBe(404);
    expect((await remove()).json.code).toBe('HARVEST_NOT_FOUND');
    const [entry] = await auditStore.list({ subject: `harvest#${harvest._id}` }, { limit: 5 });
    expect(entry).toMatchObject({ action: 'delete-harvest', state: 'done', before: { url: provider.url } });
    const again = await registry.call('POST', '/api/v2/harvests', {
      headers: member,
      json: { name: 'Again', url: provider.url, harvest_type: 'WAF', organization_id: organizationId },
    });
    expect(again.status).toBe(201);
  });

  it('ends an attempt that is under way with its slice, and nothing of it comes after', async () => {
    provider.delayMs = 600;
    await registry.call('POST', `${path()}/harvest`, { headers: member });
    await waitFor(async () => (await harvestStore.get(harvest._id))?.harvest_state === 'harvesting');
    expect((await remove()).status).toBe(202);
    for (const [method, url] of [
      ['POST', `${path()}/harvest`],
      ['PATCH', path()],
    ] as const) {
      const refused = await registry.call(method, url, { headers: member, json: { name: 'Late' } });
      expect([refused.status, refused.json.code]).toEqual([409, 'HARVEST_DELETING']);
    }
    expect((await registry.call('GET', path())).json.data.harvest_state).toBe('deleting');
    expect((await remove()).status).toBe(202);
    await untilGone();
    expect(await whatIsLeft()).toEqual(nothing);
  });

  it('gets done when the worker is killed in the middle', async () => {
    await run();
    await recordStore.putAll(Array.from({ length: 2_000 }, (_, n) => bareRecord(n)));
    await remove();
    await waitFor(async () => !(await recordStore.get(harvest._id, bareRecord(0).record_id)), { everyMs: 5 });
    expect(registry.killWorker()).toBe(true);
    const half = await whatIsLeft();
    expect(half.records).toBeGreaterThan(0);
    expect(half.harvest?.harvest_state).toBe('deleting');
    await untilGone();
    expect(await whatIsLeft()).toEqual(nothing);
  }, 25_000);

  it('is rescued by the schedule when its message was never sent', async () => {
    await run();
    const change = { harvest_state: 'deleting', wake_at: new Date().toISOString() } as const;
    await harvestStore.update(harvest._id, change, {});
    await registry.tick(new Date(Date.now() + 1000));
    await untilGone();
    expect(await whatIsLeft()).toEqual(nothing);
  });

  it('leaves nothing behind wherever it is broken off, when it is done again', async () => {
    let steps = 0;
    for (let at = 0; at <= steps; at += 1) {
      await fill();
      const broken = servicesThatFailAt(at);
      await deleteSlice(broken.services, message()).catch(() => {});
      steps = Math.max(steps, broken.calls());
      const left = await whatIsLeft();
      if (left.harvest) expect([at, left.harvest.wake_at, left.claim]).toEqual([at, lease, harvest._id]);
      await deleteSlice(servicesThatFailAt(Number.POSITIVE_INFINITY).services, message());
      expect([at, await whatIsLeft()]).toEqual([at, nothing]);
    }
    expect(steps).toBeGreaterThan(10);
  });

  it('goes on in the next slice when its time is over', async () => {
    await fill();
    const { services } = servicesThatFailAt(Number.POSITIVE_INFINITY);
    await deleteSlice({ ...services, sliceEndsAtMs: 0 }, message());
    expect((await harvestStore.get(harvest._id))?.wake_at).not.toBe(lease);
    await untilGone();
    expect(await whatIsLeft()).toEqual(nothing);
  });

  it('is for members of the organization', async () => {
    const { email } = await seedUser({ password });
    const answer = await remove(await logIn(registry.call, email, password));
    expect([answer.status, answer.json.code]).toEqual([403, 'FORBIDDEN']);
    expect((await remove({})).status).toBe(401);
    expect((await harvestStore.get(harvest._id))?.harvest_state).toBe('idle');
  });

  const lease = new Date(Date.now() + dayMs).toISOString();
  const message = () => ({ kind: 'delete' as const, harvest_id: harvest._id, url: provider.url });

  function bareRecord(n: number): HarvestRecord {
    const record_id = n.toString(16).padStart(40, '0');
    const at = '2026-01-01T00:00:00.000Z';
    const fixed = { state: 'good', error_count: 0, first_seen_at: at, attempt_id: 'A' } as const;
    return { harvest_id: harvest._id, record_id, url: `${provider.url}${n}.xml`, ...fixed };
  }

  /** A harvest that is to go, with something of every kind. */
  async function fill() {
    await harvestStore.remove(harvest._id, {});
    await harvestStore.create({ ...harvest, harvest_state: 'deleting', wake_at: lease });
    const nowMs = Date.now();
    const value = `url#${provider.url.slice(0, -1)}`;
    await claimStore.claim({ value, ownerId: harvest._id, nowMs, ownerExists: async () => true });
    await recordStore.putAll([bareRecord(1), bareRecord(2)]);
    const attempt = { harvest_id: harvest._id, attempt_id: 'A', trigger: { kind: 'operator' } } as const;
    await attemptStore.createIfAbsent({ ...attempt, expires_at_epoch_seconds: nowMs } as never);
    for (const kind of ['documents', 'plans', 'manifests', 'reports']) {
      await objectStore.putJson(`${kind}/${harvest._id}/x`, 1);
    }
  }

  /** The real stores, of which one call fails before it is made, or after, in turn. */
  function servicesThatFailAt(at: number) {
    let calls = 0;
    const failing = <T extends object>(store: T): T =>
      new Proxy(store, {
        get: (target, name) => {
          const method = Reflect.get(target, name);
          if (typeof method !== 'function' || name === 'listFrom') return method;
          return async (...args: unknown[]) => {
            if (calls++ === at) throw new Error('broken off before');
            const result = await method.apply(target, args);
            if (calls++ === at) throw new Error('broken off after');
            return result;
          };
        },
      });
    const services = {
      harvests: failing(harvestStore),
      attempts: failing(attemptStore),
      records: failing(recordStore),
      claims: failing(claimStore),
      folders: failing(objectFolders),
      queue: harvestQueue,
      limits: defaultLimits,
      now: Date.now,
      sliceEndsAtMs: Number.POSITIVE_INFINITY,
    } as unknown as RunServices;
    return { services, calls: () => calls };
  }
});
