import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import { harvestAndWait, idleHarvest, recordsByName } from '../../support/harvested.ts';
import { metadataDocument, type Provider, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';
import { waitFor } from '../../support/wait-for.ts';

const password = 'a long enough password';

describe('POST /api/v2/harvests/{id}/attempts/{attempt_id}/removals', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let harvest: Harvest;
  let headers: Record<string, string>;
  let organizationId: string;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { loginAnswerMs: 0, fetchTries: 1 } });
    organizationId = (await seedOrganization())._id;
    const user = await seedUser({ password, organization_ids: [organizationId] });
    headers = await logIn(registry.call, user.email, password);
  });
  afterAll(() => registry.stop());

  const run = async () => {
    const attempt = await harvestAndWait(registry.call, harvest._id, headers);
    await idleHarvest(registry.call, harvest._id);
    return attempt;
  };
  const decide = (attemptUrl: string, json: unknown, as = headers) =>
    registry.call('POST', `${attemptUrl}/removals`, { headers: as, json });
  const decided = async (attemptUrl: string) =>
    await waitFor(async () => {
      const { data } = (await registry.call('GET', attemptUrl)).json;
      return data.removals_decision?.outcome && data;
    });

  /** 30 documents, of which 20 vanish. */
  beforeEach(async () => {
    provider = await startProvider();
    harvest = await seedHarvest(organizationId, { url: provider.url });
    for (let n = 0; n < 30; n += 1) provider.put(`doc-${n}.xml`, metadataDocument(`doc-${n}`));
    await run();
    for (let n = 0; n < 20; n += 1) provider.files.delete(`doc-${n}.xml`);
    return () => provider.stop();
  });

  it('removes the held records when told to apply, and they come back with their history', async () => {
    const before = await recordsByName(harvest._id);
    const attempt = await run();
    expect(attempt).toMatchObject({ state: 'partial', removals_held: 20 });
    const answer = await decide(attempt.attempt_url, { decision: 'apply' });
    expect(answer.status).toBe(200);
    expect(answer.json.data).toMatchObject({ removals_held: 20, removals_decision: { decision: 'apply' } });
    expect(answer.text).not.toContain('user_id');
    const after = await decided(attempt.attempt_url);
    expect(after).toMatchObject({
      state: 'ok',
      removals_held: 0,
      counters: { removed: 20, good: 10 },
      removals_decision: { decision: 'apply', outcome: 'done' },
    });
    expect((await recordsByName(harvest._id)).size).toBe(10);
    expect(await idleHarvest(registry.call, harvest._id)).toMatchObject({ last_harvest_status: 'ok' });
    expect(await run()).toMatchObject({ state: 'ok', removals_held: 0, counters: { removed: 0, good: 10 } });

    provider.put('doc-3.xml', metadataDocument('doc-3'));
    provider.put('doc-4.xml', metadataDocument('doc-4', { title: 'Changed meanwhile' }));
    expect((await run()).counters).toMatchObject({ added: 2, good: 12 });
    const back = await recordsByName(harvest._id);
    const times = (name: string, records: typeof back) => {
      const { first_seen_at, last_changed_at } = records.get(name) ?? {};
      return { first_seen_at, last_changed_at };
    };
    expect(times('doc-3.xml', back)).toEqual(times('doc-3.xml', before));
    expect(back.get('doc-4.xml')?.first_seen_at).toBe(before.get('doc-4.xml')?.first_seen_at);
    expect(times('doc-4.xml', back).last_changed_at).not.toBe(times('doc-4.xml', before).last_changed_at);
  });

  it('keeps the held records when told so, and counts listings anew', async () => {
    await run();
    const second = await run();
    await decide(second.attempt_url, { decision: 'keep' });
    expect(await decided(second.attempt_url)).toMatchObject({
      state: 'ok',
      removals_held: 0,
      counters: { removed: 0 },
    });
    expect((await recordsByName(harvest._id)).size).toBe(30);
    for (const _ of [1, 2]) expect(await run()).toMatchObject({ state: 'partial', removals_held: 20 });
    expect(await run()).toMatchObject({ state: 'ok', counters: { removed: 20 } });
  });

  it('takes the same decision twice for one, and refuses the other one', async () => {
    const attempt = await run();
    await Promise.all([1, 2, 3].map(() => decide(attempt.attempt_url, { decision: 'apply' })));
    expect(await decided(attempt.attempt_url)).toMatchObject({ counters: { removed: 20 } });
    expect((await decide(attempt.attempt_url, { decision: 'apply' })).status).toBe(200);
    const other = await decide(attempt.attempt_url, { decision: 'keep' });
    expect([other.status, other.json.code]).toEqual([409, 'REMOVALS_DECIDED']);
  });

  it('refuses an attempt that is not the newest, has not ended or holds nothing', async () => {
    const held = await run();
    provider.delayMs = 1000;
    provider.put('slow.xml', metadataDocument('slow'));
    const trigger = await registry.call('POST', `/api/v2/harvests/${harvest._id}/harvest`, { headers });
    const underWay = trigger.json.data.attempt_url;
    for (const url of [held.attempt_url, underWay]) {
      const { status, json } = await decide(url, { decision: 'apply' });
      expect([status, json.code]).toEqual([409, 'ATTEMPT_NOT_NEWEST']);
    }
    await idleHarvest(registry.call, harvest._id);
    expect((await decide(held.attempt_url, { decision: 'apply' })).json.code).toBe('ATTEMPT_NOT_NEWEST');
    for (let n = 0; n < 20; n += 1) provider.put(`doc-${n}.xml`, metadataDocument(`doc-${n}`));
    provider.delayMs = 0;
    const complete = await run();
    expect((await decide(complete.attempt_url, { decision: 'apply' })).json.code).toBe('NO_REMOVALS_HELD');
    expect((await recordsByName(harvest._id)).size).toBe(31);
  });

  it('lets a decision that comes too late change nothing', async () => {
    const attempt = await run();
    // A run that began between the decision and its message: between two of its slices, the message has its turn.
    await decideWhileIdleAndRunAfterwards(attempt.attempt_url);
    expect(await decided(attempt.attempt_url)).toMatchObject({
      removals_held: 20,
      removals_decision: { outcome: 'outdated' },
    });
    expect((await recordsByName(harvest._id)).size).toBe(30);
  });

  async function decideWhileIdleAndRunAfterwards(attemptUrl: string): Promise<void> {
    const busy = provider;
    busy.answer = (_, response) => {
      setTimeout(() => response.destroy(), 700);
      return true;
    };
    const other = await seedHarvest(organizationId, { url: `${provider.url}?other` }); // keeps the host's group busy
    await registry.call('POST', `/api/v2/harvests/${other._id}/harvest`, { headers });
    await waitFor(async () => (await harvestStore.get(other._id))?.harvest_state === 'harvesting');
    expect((await decide(attemptUrl, { decision: 'apply' })).status).toBe(200);
    await harvestStore.update(harvest._id, { harvest_state: 'harvesting' }, {});
  }

  it.each([
    [{}, 'decision'],
    [{ decision: 'maybe' }, 'decision'],
    [{ decision: ['apply'] }, 'decision'],
  ])('refuses the body %j and names the field', async (json, field) => {
    const attempt = await run();
    const answer = await decide(attempt.attempt_url, json);
    expect([answer.status, answer.json.code, answer.json.field]).toEqual([400, 'INVALID_BODY', field]);
  });

  it('answers 401 to strangers and 404 to what does not exist', async () => {
    const attempt = await run();
    const stranger = await seedUser({ password });
    const theirs = await logIn(registry.call, stranger.email, password);
    expect((await decide(attempt.attempt_url, { decision: 'apply' }, theirs)).status).toBe(401);
    expect((await decide(attempt.attempt_url, { decision: 'apply' }, {})).status).toBe(401);
    const unknown = await decide(`/api/v2/harvests/${harvest._id}/attempts/none`, { decision: 'apply' });
    expect([unknown.status, unknown.json.code]).toEqual([404, 'ATTEMPT_NOT_FOUND']);
    expect((await decide('/api/v2/harvests/none/attempts/none', { decision: 'apply' })).status).toBe(404);
    expect((await recordsByName(harvest._id)).size).toBe(30);
  });
});
