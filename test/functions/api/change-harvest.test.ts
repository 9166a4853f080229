import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditStore } from '../../../functions/aws/audit-store.ts';
import { claimStore } from '../../../functions/aws/claim-store.ts';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import { harvestAndWait, idleHarvest, recordsByName } from '../../support/harvested.ts';
import { metadataDocument, type Provider, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';

const password = 'a long enough password';
const dayMs = 24 * 60 * 60_000;
type Headers = Record<string, string>;

describe('PATCH /api/v2/harvests/{id}', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let harvest: Harvest;
  let organizationId: string;
  let otherId: string;
  let member: Headers;
  let both: Headers;
  let administrator: Headers;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { loginAnswerMs: 0, fetchTries: 1, maxWaitMs: 18_000 } });
    organizationId = (await seedOrganization({ name: 'PacIOOS' }))._id;
    otherId = (await seedOrganization({ name: 'GLOS' }))._id;
    const headersOf = async (said: object) =>
      await logIn(registry.call, (await seedUser({ password, ...said })).email, password);
    member = await headersOf({ organization_ids: [organizationId] });
    both = await headersOf({ organization_ids: [organizationId, otherId] });
    administrator = await headersOf({ roles: ['admin'] });
  });
  afterAll(() => registry.stop());

  beforeEach(async () => {
    provider = await startProvider();
    for (let n = 0; n < 12; n += 1) provider.put(`doc-${n}.xml`, metadataDocument(`doc-${n}`));
    harvest = await seedHarvest(organizationId, { url: provider.url, harvest_contact: 'data@example.org' });
    return () => provider.stop();
  });

  const change = (json: unknown, headers = member, query = '') =>
    registry.call('PATCH', `/api/v2/harvests/${harvest._id}${query}`, { headers, json });
  const stored = async () => (await harvestStore.get(harvest._id)) as Harvest;
  const ownerOf = (url: string) => claimStore.findOwner(`url#${url.replace(/\/$/, '')}`);

  it('changes what is named and nothing else, and null removes what may be absent', async () => {
    const { status, json } = await change({ name: 'Gliders', connections: 2, harvest_contact: null });
    expect(status).toBe(200);
    expect(json.data).toMatchObject({ name: 'Gliders', connections: 2, url: provider.url, publish: false });
    expect(json.data).not.toHaveProperty('harvest_contact');
    expect(json.data).not.toHaveProperty('probe');
    const { name: _n, harvest_contact: _c, ...kept } = harvest;
    expect(await stored()).toEqual({ ...kept, name: 'Gliders', connections: 2 });
    const form = { connections: '', harvest_interval: '3' };
    expect((await registry.call('PATCH', `/api/v2/harvests/${harvest._id}`, { headers: member, form })).status).toBe(
      200,
    );
    expect(await stored()).toEqual({ ...kept, name: 'Gliders', harvest_interval: 3 });
    const [last, first] = await auditStore.list({ subject: `harvest#${harvest._id}` }, { limit: 2 });
    expect(last).toMatchObject({ state: 'done', before: { harvest_interval: 1, connections: 2 } });
    expect(first).toMatchObject({ action: 'change-harvest', after: { name: 'Gliders', harvest_contact: null } });
  });

  it('makes a published source due when its interval says so, and one never harvested at once', async () => {
    const before = Date.now();
    expect((await change({ publish: true })).json.data.publish).toBe(true);
    expect(Date.parse((await stored()).wake_at ?? '')).toBeLessThanOrEqual(Date.now());
    await change({ publish: false });
    expect((await stored()).wake_at).toBeUndefined();
    await harvestStore.update(harvest._id, { last_started_at: new Date(before).toISOString() }, {});
    await change({ publish: true, harvest_interval: 10 });
    const dueInMs = Date.parse((await stored()).wake_at ?? '') - before;
    expect(Math.abs(dueInMs - 10 * dayMs)).toBeLessThanOrEqual(0.1 * dayMs);
    await change({ harvest_interval: 2 });
    expect(Math.abs(Date.parse((await stored()).wake_at ?? '') - before - 2 * dayMs)).toBeLessThanOrEqual(0.02 * dayMs);
  });

  it('moves to another URL after a look at it: the old one is free, and its records go with the next harvest', async () => {
    await harvestAndWait(registry.call, harvest._id, member);
    await idleHarvest(registry.call, harvest._id);
    const elsewhere = await startProvider();
    try {
      elsewhere.put('new.xml', metadataDocument('new'));
      const { status, json } = await change({ url: elsewhere.url });
      expect([status, json.data.url, json.data.probe.documents]).toEqual([200, elsewhere.url, 1]);
      expect([await ownerOf(provider.url), await ownerOf(elsewhere.url)]).toEqual([undefined, harvest._id]);
      const attempt = await harvestAndWait(registry.call, harvest._id, member);
      expect(attempt).toMatchObject({ state: 'ok', removals_held: 0, counters: { removed: 12, added: 1 } });
      expect([...(await recordsByName(harvest._id)).keys()]).toEqual(['new.xml']);
      const again = await registry.call('POST', '/api/v2/harvests', {
        headers: member,
        json: { name: 'Next', url: provider.url, harvest_type: 'WAF', organization_id: organizationId },
      });
      expect(again.status).toBe(201);
    } finally {
      await elsewhere.stop();
    }
  });

  it('keeps the old URL where the new one cannot be read, and frees the new one', async () => {
    const url = provider.url.replace('/waf/', '/nothing/');
    const { status, json } = await change({ url });
    expect([status, json.code, json.failure.code]).toEqual([422, 'PROBE_FAILED', 'SOURCE_HTTP_STATUS']);
    expect([(await stored()).url, await ownerOf(url), await ownerOf(provider.url)]).toEqual([
      provider.url,
      undefined,
      harvest._id,
    ]);
    expect((await change({ url }, member, '?force=true')).status).toBe(200);
    expect((await stored()).url).toBe(url);
  });

  it('refuses the URL of another harvest, and lets another spelling of its own pass', async () => {
    const taken = await seedHarvest(organizationId);
    const refused = await change({ url: taken.url });
    expect([refused.status, refused.json]).toMatchObject([409, { code: 'URL_TAKEN', harvest_id: taken._id }]);
    expect((await change({ url: provider.url.slice(0, -1) }, member, '?force=true')).status).toBe(200);
    expect(await ownerOf(provider.url)).toBe(harvest._id);
  });

  it('takes over the claim of a harvest that has moved on', async () => {
    const moved = await seedHarvest(organizationId);
    const nowMs = Date.now() - 16 * 60_000;
    await claimStore.release(`url#${provider.url.slice(0, -1)}/x`);
    const value = `url#${provider.url.slice(0, -1)}/x`;
    await claimStore.claim({ value, ownerId: moved._id, nowMs, ownerExists: async () => false });
    expect((await change({ url: `${provider.url}x/` }, member, '?force=true')).status).toBe(200);
    expect(await ownerOf(`${provider.url}x/`)).toBe(harvest._id);
  });

  it.each(['pending', 'harvesting'] as const)('changes neither URL nor type while an attempt is %s', async (state) => {
    await harvestStore.update(harvest._id, { harvest_state: state, attempt_id: 'A' }, {});
    for (const said of [{ url: `${provider.url}x/` }, { harvest_type: 'CSW' }]) {
      const { status, json } = await change(said);
      expect([status, json.code]).toEqual([409, 'HARVEST_UNDER_WAY']);
    }
    expect((await change({ name: 'Other', url: provider.url, harvest_type: 'WAF', publish: true })).status).toBe(200);
    expect(await stored()).toMatchObject({ name: 'Other', publish: true, harvest_state: state });
    expect(await ownerOf(`${provider.url}x/`)).toBeUndefined();
  });

  it('lets 20 changes of different fields at once all pass', async () => {
    const fields = [{ name: 'N' }, { harvest_interval: 9 }, { connections: 3 }, { publish: true }];
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => change(fields[n % 4])));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(await stored()).toMatchObject({ name: 'N', harvest_interval: 9, connections: 3, publish: true });
  });

  it('moves to another organization for members of both, and administrators', async () => {
    const refused = await change({ organization_id: otherId });
    expect([refused.status, refused.json.code]).toEqual([403, 'FORBIDDEN']);
    expect((await change({ organization_id: otherId }, both)).json.data.organization).toBe('GLOS');
    expect((await change({ name: 'Mine again' })).status).toBe(403);
    expect((await change({ organization_id: organizationId }, administrator)).status).toBe(200);
    expect((await change({ organization_id: 'nobodysOrganizat2' }, administrator)).status).toBe(404);
  });

  it('has robots.txt ignored for administrators only', async () => {
    expect((await change({ ignore_robots: true })).status).toBe(403);
    expect((await change({ ignore_robots: true }, administrator)).json.data.ignore_robots).toBe(true);
    expect((await change({ ignore_robots: true, name: 'As it is' })).status).toBe(200);
    expect((await change({ ignore_robots: false })).status).toBe(200);
  });

  it.each([
    [{}, undefined],
    [{ force: true }, undefined],
    [{ name: null }, 'name'],
    [{ publish: null }, 'publish'],
    [{ harvest_interval: 0 }, 'harvest_interval'],
    [{ harvest_interval: 1.5 }, 'harvest_interval'],
    [{ connections: 0 }, 'connections'],
    [{ url: 'http://example.org/\u0000' }, 'url'],
    [{ url: `http://example.org/${'x'.repeat(2_048)}` }, 'url'],
    [{ url: `http://example.org/${'ü'.repeat(1_000)}` }, 'url'],
    [{ name: 'a\nb' }, 'name'],
    [{ name: '\ud800' }, 'name'],
    [{ harvest_contact: 'a b@example.org' }, 'harvest_contact'],
    [{ _id: 'x' }, '_id'],
    [{ harvest_state: 'idle' }, 'harvest_state'],
  ])('refuses %.60j', async (json, field) => {
    const before = await stored();
    const answer = await change(json);
    expect([answer.status, answer.json.code, answer.json.field]).toEqual([400, 'INVALID_BODY', field]);
    expect(await stored()).toEqual(before);
  });
});
