import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import { attemptEnd, harvestAndWait, idleHarvest, recordsByName } from '../../support/harvested.ts';
import { metadataDocument, type Provider, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';
import { waitFor } from '../../support/wait-for.ts';

const password = 'a long enough password';

/** Short enough for tests; the relations between the numbers are those of the defaults. */
const limits = { queueVisibilityMs: 2000, retryBackoffMs: 200, fetchBackoffMs: 20, fetchTries: 2, loginAnswerMs: 0 };

describe('run-harvest', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let headers: Record<string, string>;
  let organizationId: string;
  let harvest: Harvest;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits });
    organizationId = (await seedOrganization())._id;
    const user = await seedUser({ password, organization_ids: [organizationId] });
    headers = await logIn(registry.call, user.email, password);
  });
  afterAll(() => registry.stop());

  beforeEach(async () => {
    provider = await startProvider();
    harvest = await seedHarvest(organizationId, { url: provider.url });
  });
  afterEach(() => provider.stop());

  const run = () => harvestAndWait(registry.call, harvest._id, headers);
  const trigger = () => registry.call('GET', `/api/v2/harvest/${harvest._id}/harvest`, { headers });
  const putMany = (count: number) => {
    for (let n = 0; n < count; n += 1) provider.put(`doc-${n}.xml`, metadataDocument(`doc-${n}`));
  };

  it('lists, fetches, validates, keeps and counts', async () => {
    putMany(30);
    provider.put('no date.xml', metadataDocument('no-date', { isValid: false }));
    provider.put('broken.xml', '<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd">\n<gmd:a>\n</gmd:b>');
    provider.put('page.html', '<p>not a document</p>');
    const attempt = await run();
    expect(attempt).toMatchObject({
      state: 'ok',
      counters: { listed: 32, fetched: 32, added: 32, updated: 0, unchanged: 0, good: 30, bad: 2, unreachable: 0 },
      progress: { listed: 32, done: 32 },
    });
    expect(await idleHarvest(registry.call, harvest._id)).toMatchObject({
      last_record_count: 32,
      last_good_count: 30,
      last_bad_count: 2,
      last_harvest_status: 'ok',
      last_harvest_dt: attempt.finished_at,
    });
    const records = await recordsByName(harvest._id);
    expect(records.size).toBe(32);
    expect(records.get('doc-7.xml')).toMatchObject({
      state: 'good',
      title: 'Title of doc-7',
      description: 'Abstract of doc-7',
      file_id: 'doc-7',
      metadata_date: '2026-02-03',
      url: `${provider.url}doc-7.xml`,
      error_count: 0,
    });
    const broken = records.get('broken.xml');
    expect(broken).toMatchObject({ state: 'bad' });
    expect(broken?.validation_errors?.[0]?.line_number).toBe(3);
    expect(records.get('no date.xml')?.error_count).toBe(1);
  });

  it('asks for nothing that the listing says is unchanged', async () => {
    putMany(10);
    await run();
    provider.requests.length = 0;
    const attempt = await run();
    expect(attempt.counters).toMatchObject({ listed: 10, fetched: 0, unchanged: 10, good: 10, added: 0, updated: 0 });
    expect(provider.requests.filter(({ path }) => path.endsWith('.xml'))).toEqual([]);
  });

  it('transfers no body twice when the listing has no dates', async () => {
    provider.hasDates = false;
    putMany(10);
    await run();
    provider.requests.length = 0;
    const attempt = await run();
    expect(attempt.counters).toMatchObject({ listed: 10, fetched: 0, unchanged: 10, good: 10 });
    expect(provider.requests.filter(({ path }) => path.endsWith('.xml')).map(({ status }) => status)).toEqual(
      Array.from({ length: 10 }, () => 304),
    );
  });

  it('counts what was added, updated and removed', async () => {
    putMany(12);
    await run();
    provider.put('doc-3.xml', metadataDocument('doc-3', { title: 'Another title' }), '2026-03-03T03:03:03Z');
    provider.put('doc-12.xml', metadataDocument('doc-12'));
    provider.files.delete('doc-5.xml');
    const attempt = await run();
    expect(attempt.counters).toMatchObject({ listed: 12, added: 1, updated: 1, unchanged: 10, removed: 1, good: 12 });
    const records = await recordsByName(harvest._id);
    expect(records.has('doc-5.xml')).toBe(false);
    expect(records.get('doc-3.xml')?.title).toBe('Another title');
    expect(records.size).toBe(12);
  });

  it('sees a change made in the very minute of the first harvest, which the listing cannot tell', async () => {
    const now = new Date().toISOString();
    provider.put('a.xml', metadataDocument('a', { title: 'First title' }), now);
    await run();
    provider.put('a.xml', metadataDocument('a', { title: 'Other title' }), now);
    const attempt = await run();
    expect(attempt.counters).toMatchObject({ updated: 1 });
    expect((await recordsByName(harvest._id)).get('a.xml')?.title).toBe('Other title');
  });

  it('keeps the last version of an unreachable document, and takes it up again', async () => {
    putMany(5);
    await run();
    provider.put('doc-2.xml', metadataDocument('doc-2', { title: 'Newer' }), '2026-03-03T03:03:03Z');
    provider.answer = (request, response) => {
      if (!request.url?.endsWith('doc-2.xml')) return false;
      response.writeHead(500).end();
      return true;
    };
    const attempt = await run();
    expect(attempt).toMatchObject({ state: 'partial', counters: { listed: 5, good: 4, bad: 0, unreachable: 1 } });
    expect(await idleHarvest(registry.call, harvest._id)).toMatchObject({ last_good_count: 4, last_bad_count: 1 });
    const kept = (await recordsByName(harvest._id)).get('doc-2.xml');
    expect(kept).toMatchObject({ state: 'unreachable', title: 'Title of doc-2' });
    expect(kept?.fetch_failure?.message).toContain('500');

    provider.answer = () => false;
    expect((await run()).counters).toMatchObject({ updated: 1, good: 5, unreachable: 0 });
    const back = (await recordsByName(harvest._id)).get('doc-2.xml');
    expect(back).toMatchObject({ state: 'good', title: 'Newer' });
    expect(back?.fetch_failure).toBeUndefined();
  });

  it('restores the state of a document that comes back unchanged', async () => {
    putMany(2);
    provider.hasDates = false;
    await run();
    provider.answer = (request, response) => {
      if (!request.url?.endsWith('doc-1.xml')) return false;
      response.writeHead(404).end();
      return true;
    };
    await run();
    provider.answer = () => false;
    expect(await run()).toMatchObject({ state: 'ok', counters: { good: 2, unchanged: 2, fetched: 0 } });
    expect((await recordsByName(harvest._id)).get('doc-1.xml')?.state).toBe('good');
  });

  it.each([
    ['404', (_: unknown, response: import('node:http').ServerResponse) => response.writeHead(404).end('gone')],
    ['500', (_: unknown, response: import('node:http').ServerResponse) => response.writeHead(500).end()],
    [
      'a login page with status 200',
      (_: unknown, response: import('node:http').ServerResponse) =>
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<html><form action="/login"><input type="password" name="p"></form></html>'),
    ],
    [
      'an endless redirect',
      (request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) =>
        response.writeHead(302, { location: request.url ?? '/' }).end(),
    ],
    ['a closed connection', (_: unknown, response: import('node:http').ServerResponse) => response.destroy()],
  ])('fails and loses nothing when the listing answers %s', async (_, answer) => {
    putMany(4);
    const before = await run();
    provider.answer = (request, response) => {
      if (request.url !== '/waf/') return false;
      answer(request, response);
      return true;
    };
    const attempt = await run();
    expect(attempt.state).toBe('fail');
    expect(attempt.failure.code).toMatch(/^SOURCE_/);
    expect(attempt.failure.message).toContain(provider.url);
    const after = await idleHarvest(registry.call, harvest._id);
    expect(after).toMatchObject({
      last_harvest_status: 'fail',
      last_record_count: 4,
      last_good_count: 4,
      last_bad_count: 0,
      last_harvest_dt: attempt.finished_at,
    });
    expect(after.last_harvest_dt > before.finished_at).toBe(true);
    expect((await recordsByName(harvest._id)).size).toBe(4);

    provider.answer = () => false;
    provider.requests.length = 0;
    expect((await run()).counters).toMatchObject({ listed: 4, unchanged: 4, good: 4, fetched: 0 });
    expect(provider.requests.filter(({ path }) => path.endsWith('.xml'))).toEqual([]);
  });

  it('holds removals of more than a tenth until three complete listings in a row lack them', async () => {
    putMany(40);
    await run();
    for (let n = 0; n < 15; n += 1) provider.files.delete(`doc-${n}.xml`);
    for (const _ of [1, 2]) {
      const held = await run();
      expect(held).toMatchObject({
        state: 'partial',
        removals_held: 15,
        counters: { listed: 25, good: 25, removed: 0 },
      });
      expect((await recordsByName(harvest._id)).size).toBe(40);
    }
    expect(await run()).toMatchObject({ state: 'ok', removals_held: 0, counters: { removed: 15, good: 25 } });
    expect((await recordsByName(harvest._id)).size).toBe(25);
  });

  it("keeps to the provider's robots.txt, says so, and passes it over where he has agreed", async () => {
    putMany(3);
    provider.answer = (request, response) => {
      if (request.url !== '/robots.txt') return false;
      response.end('User-agent: *\nDisallow: /waf/\n');
      return true;
    };
    const attempt = await run();
    expect(attempt).toMatchObject({ state: 'fail', failure: { code: 'SOURCE_ROBOTS_DISALLOWED' } });
    expect(attempt.failure.message).toContain('robots.txt');
    await harvestStore.update(harvest._id, { ignore_robots: true }, {});
    expect(await run()).toMatchObject({ state: 'ok', counters: { good: 3 } });
  });

  it('opens no more connections than the harvest allows', async () => {
    putMany(12);
    provider.delayMs = 30;
    let underWay = 0;
    let most = 0;
    provider.answer = (_, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      response.on('close', () => {
        underWay -= 1;
      });
      return false;
    };
    await harvestStore.update(harvest._id, { connections: 2 }, {});
    expect(await run()).toMatchObject({ state: 'ok', counters: { good: 12 } });
    expect(most).toBe(2);
  });

  it('gives one attempt to many triggers at once', async () => {
    putMany(3);
    const answers = await Promise.all(Array.from({ length: 12 }, trigger));
    const ids = new Set(answers.map(({ json }) => json.data.next_attempt_id ?? json.data.attempt_id));
    expect(answers.every(({ json }) => json.status === 'harvesting')).toBe(true);
    const first = answers.filter(({ json }) => json.data.next_attempt_id === undefined);
    expect(new Set(first.map(({ json }) => json.data.attempt_id)).size).toBe(1);
    expect(ids.size).toBeLessThanOrEqual(2);
    await attemptEnd(registry.call, answers.at(-1)?.json.data.attempt_url);
  });

  it('lets a trigger while harvesting lead to a second attempt that sees what was added meanwhile', async () => {
    putMany(20);
    provider.delayMs = 300;
    const first = (await trigger()).json.data;
    await waitFor(() => provider.requests.some(({ path }) => path.endsWith('.xml')));
    provider.put('late.xml', metadataDocument('late'));
    const second = (await trigger()).json.data;
    expect(second).toMatchObject({ attempt_id: first.attempt_id, state: 'harvesting' });
    expect(second.next_attempt_id > first.attempt_id).toBe(true);
    const third = (await trigger()).json.data;
    expect(third.next_attempt_id).toBe(second.next_attempt_id);
    const pending = await registry.call('GET', second.attempt_url);
    expect(pending.json.data.state).toBe('pending');

    expect((await attemptEnd(registry.call, first.attempt_url)).counters).toMatchObject({ listed: 20 });
    expect((await attemptEnd(registry.call, second.attempt_url)).counters).toMatchObject({ listed: 21, added: 1 });
    const { json } = await registry.call('GET', `/api/v2/harvests/${harvest._id}/attempts`);
    expect(json.data.map((attempt: { attempt_id: string }) => attempt.attempt_id)).toEqual([
      second.next_attempt_id,
      first.attempt_id,
    ]);
  });

  it('counts the same after its process was killed in the middle', async () => {
    putMany(120);
    provider.put('bad.xml', metadataDocument('bad', { isValid: false }));
    provider.delayMs = 60;
    const { attempt_url } = (await trigger()).json.data;
    await waitFor(() => provider.requests.length > 40);
    expect(registry.killWorker()).toBe(true);
    expect(await attemptEnd(registry.call, attempt_url)).toMatchObject({
      state: 'ok',
      counters: { listed: 121, added: 121, updated: 0, unchanged: 0, good: 120, bad: 1, unreachable: 0 },
    });
    expect((await recordsByName(harvest._id)).size).toBe(121);
  });
});
