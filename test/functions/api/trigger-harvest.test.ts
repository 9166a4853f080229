import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import type { User } from '../../../functions/domain/user.ts';
import { attemptEnd, idleHarvest } from '../../support/harvested.ts';
import { metadataDocument, type Provider, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';

const password = 'a long enough password';

describe('GET and POST /api/v2/harvest/{id}/harvest and the attempts', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let harvest: Harvest;
  let member: Record<string, string>;
  let memberId: string;
  const logInAs = async (said: Partial<User>) => {
    const user = await seedUser({ password, ...said });
    return { headers: await logIn(registry.call, user.email, password), user };
  };

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { loginAnswerMs: 0, fetchTries: 1 } });
    provider = await startProvider();
    provider.put('a.xml', metadataDocument('a'));
    const organization = await seedOrganization();
    harvest = await seedHarvest(organization._id, { url: provider.url });
    const { headers, user } = await logInAs({ organization_ids: [organization._id] });
    member = headers;
    memberId = user._id;
  });
  afterAll(async () => {
    await registry.stop();
    await provider.stop();
  });

  it.each([
    ['GET', 'harvest'],
    ['POST', 'harvest'],
    ['GET', 'harvests'],
    ['POST', 'harvests'],
  ])('%s /api/v2/%s/{id}/harvest starts a harvest', async (method, noun) => {
    const { status, json } = await registry.call(method, `/api/v2/${noun}/${harvest._id}/harvest`, { headers: member });
    expect(status).toBe(200);
    expect(json.status).toBe('harvesting');
    const attemptId = json.data.next_attempt_id ?? json.data.attempt_id;
    expect(json.data.attempt_url).toBe(`/api/v2/harvests/${harvest._id}/attempts/${attemptId}`);
    await attemptEnd(registry.call, json.data.attempt_url);
    await idleHarvest(registry.call, harvest._id);
  });

  it('answers with the outcome and the counters when told to wait', async () => {
    const path = `/api/v2/harvests/${harvest._id}/harvest?wait=25`;
    const { status, json } = await registry.call('POST', path, { headers: member });
    expect(status).toBe(200);
    expect(json).toMatchObject({ status: 'ok', data: { state: 'ok', counters: { listed: 1, good: 1 } } });
    await idleHarvest(registry.call, harvest._id);
  });

  it('answers harvesting when the waiting time is over first', async () => {
    provider.hasDates = false;
    provider.put('slow.xml', metadataDocument('slow'));
    provider.delayMs = 1500;
    const path = `/api/v2/harvests/${harvest._id}/harvest?wait=0.6`;
    const startedAtMs = performance.now();
    const { json } = await registry.call('POST', path, { headers: member });
    expect(performance.now() - startedAtMs).toBeGreaterThan(550);
    expect(json.status).toBe('harvesting');
    provider.delayMs = 0;
    await attemptEnd(registry.call, json.data.attempt_url);
    await idleHarvest(registry.call, harvest._id);
  });

  it.each(['soon', '-1', '', '1e3'])('refuses wait=%s and names it', async (wait) => {
    const path = `/api/v2/harvests/${harvest._id}/harvest?wait=${wait}`;
    const { status, json } = await registry.call('POST', path, { headers: member });
    expect(status).toBe(400);
    expect(json).toMatchObject({ status: 'error', code: 'INVALID_PARAMETER', parameter: 'wait' });
  });

  it('answers 404 to unknown ids', async () => {
    for (const id of ['unknown', '%00', 'x'.repeat(500)]) {
      const { status, text } = await registry.call('GET', `/api/v2/harvest/${id}/harvest`, { headers: member });
      expect([status, text]).toEqual([404, '{"status":"Not Found"}']);
    }
  });

  it('answers 401 to whoever is neither administrator nor approved member', async () => {
    const path = `/api/v2/harvest/${harvest._id}/harvest`;
    const anonymous = await registry.call('GET', path);
    expect([anonymous.status, anonymous.json.message]).toEqual([401, 'You must be logged in to do this.']);
    for (const said of [{}, { organization_ids: [harvest.organization_id], approved: false }]) {
      const { headers } = await logInAs(said);
      const { status, text } = await registry.call('GET', path, { headers });
      expect([status, text]).toEqual([401, '{"status":"Unauthorized"}']);
    }
    const { headers } = await logInAs({ roles: ['admin'] });
    const { json } = await registry.call('GET', `${path}?wait=20`, { headers });
    expect(json.status).toBe('ok');
  });

  it('tells who triggered an attempt to members only', async () => {
    const attempts = `/api/v2/harvests/${harvest._id}/attempts`;
    const publicly = await registry.call('GET', attempts);
    expect(publicly.json.data.at(-1).trigger).toEqual({ kind: 'user' });
    const asMember = await registry.call('GET', attempts, { headers: member });
    expect(asMember.json.data.at(-1).trigger).toEqual({ kind: 'user', user_id: memberId });
    const one = await registry.call('GET', asMember.json.data.at(-1).attempt_url, { headers: member });
    expect(one.json.data.trigger).toEqual({ kind: 'user', user_id: memberId });
  });

  it('pages through attempts, newest first', async () => {
    const attempts = `/api/v2/harvests/${harvest._id}/attempts`;
    const all = (await registry.call('GET', attempts)).json.data.map((one: { attempt_id: string }) => one.attempt_id);
    expect(all.length).toBeGreaterThan(3);
    expect(all).toEqual([...all].sort().reverse());
    const paged: string[] = [];
    let next: string | undefined;
    do {
      const { json } = await registry.call('GET', `${attempts}?limit=2${next ? `&next=${next}` : ''}`);
      expect(json.data.length).toBeLessThanOrEqual(2);
      for (const one of json.data) paged.push(one.attempt_id);
      next = json.next;
    } while (next);
    expect(paged).toEqual(all);
  });

  it.each(['limit=0', 'limit=x', 'limit=1.5', 'next=%2B%2B', 'next='])('refuses %s', async (query) => {
    const { status, json } = await registry.call('GET', `/api/v2/harvests/${harvest._id}/attempts?${query}`);
    expect([status, json.code]).toEqual([400, 'INVALID_PARAMETER']);
  });

  it('answers 404 with a code to unknown attempts and harvests', async () => {
    const unknownAttempt = await registry.call('GET', `/api/v2/harvests/${harvest._id}/attempts/none`);
    expect([unknownAttempt.status, unknownAttempt.json.code]).toEqual([404, 'ATTEMPT_NOT_FOUND']);
    const unknownHarvest = await registry.call('GET', '/api/v2/harvests/none/attempts');
    expect([unknownHarvest.status, unknownHarvest.json.code]).toEqual([404, 'HARVEST_NOT_FOUND']);
  });
});
