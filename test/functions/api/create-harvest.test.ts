import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditStore } from '../../../functions/aws/audit-store.ts';
import { claimStore } from '../../../functions/aws/claim-store.ts';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import { userStore } from '../../../functions/aws/user-store.ts';
import { setEnvironment } from '../../../functions/config.ts';
import type { User } from '../../../functions/domain/user.ts';
import { startCswServer } from '../../support/csw-server.ts';
import { startErddapServer } from '../../support/erddap-server.ts';
import { attemptEnd } from '../../support/harvested.ts';
import { metadataDocument, type Provider, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedOrganization, seedUser } from '../../support/seed.ts';
import { waitFor } from '../../support/wait-for.ts';

const password = 'a long enough password';
type Headers = Record<string, string>;

const limits = { loginAnswerMs: 0, fetchTries: 1, maxWaitMs: 18_000 };

describe('POST /api/v2/harvests', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let organizationId: string;
  let userId: string;
  let email: string;
  let member: Headers;
  let administrator: Headers;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits });
    organizationId = (await seedOrganization({ name: 'PacIOOS' }))._id;
    const user = await seedUser({ password, organization_ids: [organizationId] });
    const chief = await seedUser({ password, roles: ['admin'] });
    userId = user._id;
    email = user.email;
    member = await logIn(registry.call, user.email, password);
    administrator = await logIn(registry.call, chief.email, password);
  });
  afterAll(() => registry.stop());

  beforeEach(async () => {
    provider = await startProvider();
    for (let n = 0; n < 3; n += 1) provider.put(`doc-${n}.xml`, metadataDocument(`doc-${n}`, { isValid: n > 0 }));
    return () => provider.stop();
  });

  const body = (said: object = {}) => ({
    name: 'Buoys',
    url: provider.url,
    harvest_type: 'WAF',
    organization_id: organizationId,
    ...said,
  });
  const create = (said: object = {}, { headers = member, query = '' } = {}) =>
    registry.call('POST', `/api/v2/harvests${query}`, { headers, json: body(said) });
  const stored = async () => (await harvestStore.list()).filter(({ url }) => url.startsWith(provider.url.slice(0, -4)));

  it('registers a source after a look at it, and tells the public nothing of its contact', async () => {
    const answer = await create({ harvest_contact: 'Data@Example.org', connections: 4, harvest_interval: 7 });
    expect(answer.status).toBe(201);
    const { data } = answer.json;
    expect(answer.headers.get('location')).toBe(`/api/v2/harvests/${data._id}`);
    expect(data).toMatchObject({
      name: 'Buoys',
      publish: false,
      harvest_state: 'idle',
      organization: 'PacIOOS',
      harvest_contact: 'data@example.org',
      connections: 4,
      probe: { state: 'ok', documents: 3, is_complete: true, listing_kind: expect.any(String) },
    });
    expect(data).not.toHaveProperty('attempt');
    const path = `/api/v2/harvests/${data._id}`;
    const asManager = (await registry.call('GET', path, { headers: member })).json.data;
    expect(asManager).toMatchObject({ organization_id: organizationId, harvest_contact: 'data@example.org' });
    const asAnyone = (await registry.call('GET', path)).json.data;
    expect(Object.keys(asAnyone)).not.toContain('harvest_contact');
    const listed = (await registry.call('GET', '/api/v2/harvests')).json.data;
    expect(listed.find(({ _id }: { _id: string }) => _id === data._id)).toEqual(asAnyone);
    expect(await auditStore.list({ subject: `harvest#${data._id}` }, { limit: 5 })).toMatchObject([
      {
        action: 'create-harvest',
        state: 'done',
        actor: { kind: 'user', user_id: userId },
        after: { url: provider.url, connections: 4 },
      },
    ]);
  });

  it('starts a published one at once, from a form too', async () => {
    const form: Record<string, string> = { ...body(), publish: 'true', harvest_interval: '2', connections: '' };
    const { status, json } = await registry.call('POST', '/api/v2/harvests', { headers: member, form });
    expect([status, json.data.publish, json.data.harvest_interval]).toEqual([201, true, 2]);
    expect(json.data.harvest_contact).toBe(email);
    expect(json.data.attempt).toMatchObject({ harvest_id: json.data._id, state: 'pending' });
    expect(await attemptEnd(registry.call, json.data.attempt.attempt_url)).toMatchObject({
      state: 'ok',
      trigger: { kind: 'user' },
      counters: { listed: 3, good: 2, bad: 1 },
    });
  });

  it('refuses a source that cannot be read, saying why, unless it is forced', async () => {
    provider.answer = (_, response) => {
      response.writeHead(404).end('gone');
      return true;
    };
    const refused = await create();
    expect(refused.status).toBe(422);
    expect(refused.json).toMatchObject({ code: 'PROBE_FAILED', failure: { code: 'SOURCE_HTTP_STATUS' } });
    expect(await stored()).toEqual([]);
    const forced = await create({}, { query: '?force=true' });
    expect(forced.status).toBe(201);
    expect(forced.json.data.probe).toMatchObject({ state: 'fail', failure: { code: 'SOURCE_HTTP_STATUS' } });
    expect(await stored()).toHaveLength(1);
  });

  it('looks again after a refusal: the source may be there by now', async () => {
    let isDown = true;
    provider.answer = (_, response) => {
      if (isDown) response.writeHead(503, { 'retry-after': '0' }).end('later');
      return isDown;
    };
    expect((await create()).status).toBe(422);
    isDown = false;
    expect((await create()).status).toBe(201);
  });

  it('answers 202 when the look takes longer, and the same request goes on where that one ended', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    provider.answer = (request, response) => {
      if (request.url !== '/waf/') return false;
      void held.then(() =>
        response
          .setHeader('content-type', 'text/html')
          .end(
            '<html><head><title>Index of /waf</title></head><body><h1>Index of /waf</h1><pre><a href="a.xml">a.xml</a>  2026-01-02 03:04  5</pre></body></html>',
          ),
      );
      return true;
    };
    setEnvironment({ LIMITS: JSON.stringify({ ...limits, maxWaitMs: 100 }) });
    const first = await create();
    setEnvironment({ LIMITS: JSON.stringify(limits) });
    expect(first.status).toBe(202);
    const { probe_url } = first.json.data;
    expect(first.headers.get('location')).toBe(probe_url);
    expect(await stored()).toEqual([]);
    release();
    await waitFor(async () => (await registry.call('GET', probe_url, { headers: member })).json.data.state === 'ok');
    expect((await registry.call('GET', probe_url, { headers: administrator })).status).toBe(200);
    const second = await create();
    expect([second.status, second.json.data.probe.probe_url]).toEqual([201, probe_url]);
    expect(provider.requests.filter(({ path }) => path === '/waf/')).toHaveLength(1);
  }, 20_000);

  it('keeps the URL of a harvest that was forced while others of the same person were refused', async () => {
    provider.answer = (_, response) => {
      setTimeout(() => response.writeHead(404).end('gone'), 300);
      return true;
    };
    setEnvironment({ LIMITS: JSON.stringify({ ...limits, maxWaitMs: 1 }) });
    expect((await create()).status).toBe(202);
    setEnvironment({ LIMITS: JSON.stringify(limits) });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => create({ force: n % 2 === 0 }).then(({ status }) => status)),
    );
    expect(answers.filter((status) => status === 201)).toHaveLength(1);
    const [harvest, ...others] = await stored();
    expect(others).toEqual([]);
    expect(await claimStore.findOwner(`url#${provider.url.slice(0, -1)}`)).toBe(harvest?._id);
  });

  it('tells in a dry run what a harvest would find, and stores nothing', async () => {
    const { status, json } = await create({}, { query: '?dry_run=true' });
    expect([status, json.data.state, json.data.documents]).toEqual([200, 'ok', 3]);
    const byName = json.data.sample.map((one: { url: string; valid: boolean; error_count: number }) => [
      one.url.split('/').at(-1),
      one.valid,
      one.error_count,
    ]);
    expect(byName.sort()).toEqual([
      ['doc-0.xml', false, 1],
      ['doc-1.xml', true, 0],
      ['doc-2.xml', true, 0],
    ]);
    const [bad] = json.data.sample.filter(({ valid }: { valid: boolean }) => !valid);
    expect(bad.errors[0]).toMatchObject({ element: expect.stringContaining('gmd:'), line_number: expect.any(Number) });
    expect(await stored()).toEqual([]);
    expect((await create({ dry_run: true })).status).toBe(200);
    expect((await create()).status).toBe(201);
  });

  it('validates 20 documents of many in a dry run', async () => {
    for (let n = 3; n < 60; n += 1) provider.put(`doc-${n}.xml`, metadataDocument(`doc-${n}`));
    const { json } = await create({}, { query: '?dry_run=true' });
    expect([json.data.documents, json.data.sample.length]).toEqual([60, 20]);
  });

  it('looks at a catalogue and at an ERDDAP by their own ways', async () => {
    const catalogue = await startCswServer();
    const erddap = await startErddapServer();
    try {
      for (let n = 0; n < 25; n += 1)
        catalogue.records.set(`id-${n}`, metadataDocument(`id-${n}`).replace(/^.*\n/, ''));
      erddap.datasets.set('buoy', { document: metadataDocument('buoy') });
      for (const [harvest_type, url, documents, sampled] of [
        ['CSW', catalogue.url, 25, 20],
        ['ERDDAP-WAF', erddap.url, 1, 1],
      ] as const) {
        const { status, json } = await create({ harvest_type, url, dry_run: true });
        expect([harvest_type, status, json.data?.documents]).toEqual([harvest_type, 200, documents]);
        expect(json.data.sample.filter(({ valid }: { valid: boolean }) => valid)).toHaveLength(sampled);
      }
      const { json } = await create({ harvest_type: 'CSW', dry_run: true });
      expect([json.code, json.failure.code]).toEqual(['PROBE_FAILED', expect.stringMatching(/^SOURCE_/)]);
    } finally {
      await catalogue.stop();
      await erddap.stop();
    }
  });

  it('gives one of 200 who ask for one URL at once the harvest, and tells the others whose it is', async () => {
    const port = new URL(provider.url).port;
    const spellings = [
      `http://127.0.0.1:${port}/waf/`,
      `HTTP://127.0.0.1:${port}/waf`,
      `http://127.0.0.1:${port}/x/../waf/#top`,
      `http://127.0.0.1:${port}/w%61f/`,
    ];
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        create({ url: spellings[n % 4] }, { headers: n % 2 === 0 ? member : administrator }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array.from({ length: 199 }, () => 409)]);
    const [harvest, ...others] = await stored();
    expect(others).toEqual([]);
    for (const { status, json } of answers) {
      if (status === 409) expect(json).toMatchObject({ code: 'URL_TAKEN', harvest_id: harvest?._id });
    }
    expect((await create()).json.message).toContain('"Buoys"');
  }, 30_000);

  it('takes over a claim that a crash left, after 15 minutes', async () => {
    const value = `url#${provider.url.slice(0, -1)}`;
    const claim = { value, ownerId: 'neverWritten22222', ownerExists: async () => false };
    await claimStore.claim({ ...claim, nowMs: Date.now() - 14 * 60_000 });
    expect((await create()).json).toMatchObject({ code: 'URL_TAKEN', harvest_id: 'neverWritten22222' });
    await claimStore.release(value);
    await claimStore.claim({ ...claim, nowMs: Date.now() - 16 * 60_000 });
    expect((await create()).status).toBe(201);
  });

  it('names every wrong field, and those that nobody knows', async () => {
    const { status, json } = await create({
      name: ' ',
      url: 'ftp://example.org/',
      harvest_type: 'FTP',
      publish: 'perhaps',
      harvest_interval: 400,
      connections: 65,
      harvest_contact: 'nobody',
      colour: 'blue',
    });
    expect([status, json.code]).toEqual([400, 'INVALID_BODY']);
    expect(json.fields.map(({ field }: { field: string }) => field).sort()).toEqual([
      'colour',
      'connections',
      'harvest_contact',
      'harvest_interval',
      'harvest_type',
      'name',
      'publish',
      'url',
    ]);
    for (const { field, message } of json.fields) expect(message).toContain(field);
  });

  it('is for approved members of the organization and administrators', async () => {
    const other = await seedOrganization();
    const callers: [string, Partial<User>][] = [
      ['unverified', { verified: false, organization_ids: [organizationId] }],
      ['unapproved', { approved: false, organization_ids: [organizationId] }],
      ['of another organization', { organization_ids: [other._id] }],
      ['an unapproved administrator', { approved: false, roles: ['admin'] }],
    ];
    for (const [who, said] of callers) {
      const { email, _id } = await seedUser({ password, ...said, verified: true });
      const headers = await logIn(registry.call, email, password);
      if (said.verified === false) await userStore.update(_id, { verified: false }, {});
      const answer = await create({}, { headers });
      expect([who, answer.status, answer.json.code]).toEqual([who, 403, 'FORBIDDEN']);
    }
    expect((await create({}, { headers: {} })).status).toBe(401);
    expect((await create({ ignore_robots: true })).status).toBe(403);
    expect((await create({ organization_id: 'nobodysOrganizat2' }, { headers: administrator })).status).toBe(404);
    expect((await create({ ignore_robots: true }, { headers: administrator })).status).toBe(201);
  });

  it('hides the look at a source from others', async () => {
    const { json } = await create({}, { query: '?dry_run=true' });
    const stranger = await seedUser({ password });
    const headers = await logIn(registry.call, stranger.email, password);
    const answer = await registry.call('GET', json.data.probe_url, { headers });
    expect([answer.status, answer.json.code]).toEqual([404, 'PROBE_NOT_FOUND']);
  });
});
