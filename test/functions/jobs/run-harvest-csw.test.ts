import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attemptStore } from '../../../functions/aws/attempt-store.ts';
import { recordStore } from '../../../functions/aws/record-store.ts';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import type { HarvestRecord } from '../../../functions/domain/record.ts';
import { type CswServer, startCswServer } from '../../support/csw-server.ts';
import { attemptEnd, harvestAndWait, idleHarvest } from '../../support/harvested.ts';
import { metadataDocument } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';
import { waitFor } from '../../support/wait-for.ts';

const password = 'a long enough password';
const limits = { queueVisibilityMs: 2000, retryBackoffMs: 200, fetchBackoffMs: 20, fetchTries: 2, loginAnswerMs: 0 };

describe('run-harvest of a CSW source', () => {
  let registry: TestRegistry;
  let catalogue: CswServer;
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
    catalogue = await startCswServer();
    harvest = await seedHarvest(organizationId, { url: catalogue.url, harvest_type: 'CSW' });
  });
  afterEach(() => catalogue.stop());

  const run = () => harvestAndWait(registry.call, harvest._id, headers);
  const nameOf = (n: number) => `rec/${String(n).padStart(3, '0')}`;
  const putMany = (count: number) => {
    for (let n = 1; n <= count; n += 1) catalogue.put(nameOf(n), metadataDocument(nameOf(n)));
  };
  const records = async () => {
    const found = new Map<string, HarvestRecord>();
    for await (const record of recordStore.listAll(harvest._id)) {
      found.set(new URL(record.url).searchParams.get('id') ?? '', record);
    }
    return found;
  };

  it('keeps, validates and counts the records of its pages, and asks for none apiece', async () => {
    const askedApiece: string[] = [];
    catalogue.answer = ({ method, path }) => {
      if (method === 'GET') askedApiece.push(path);
      return false;
    };
    putMany(120);
    catalogue.put(nameOf(30), metadataDocument(nameOf(30), { isValid: false }));
    catalogue.put(nameOf(31), metadataDocument(nameOf(31), { title: 'Wind & waves' }));
    expect(await run()).toMatchObject({
      state: 'ok',
      counters: {
        listed: 120,
        fetched: 120,
        added: 120,
        updated: 0,
        unchanged: 0,
        good: 118,
        bad: 2,
        unreachable: 0,
      },
      progress: { listed: 120, done: 120 },
      notices: [],
    });
    // On a busy machine the message comes twice, and the slice is done twice.
    expect([...new Set(catalogue.requests.map(({ start }) => start))]).toEqual([1, 101]);
    expect(askedApiece).toEqual([]);
    expect(await idleHarvest(registry.call, harvest._id)).toMatchObject({ last_record_count: 120, last_bad_count: 2 });
    const kept = await records();
    expect(kept.size).toBe(120);
    const good = kept.get('rec/007');
    expect(good).toMatchObject({ state: 'good', title: 'Title of rec/007', file_id: 'rec/007', error_count: 0 });
    expect(good?.url).toMatch(/\?service=CSW&.*&request=GetRecordById&.*&id=rec%2F007$/);
    // The line is that of the record, not of the page it came with.
    expect(kept.get(nameOf(31))?.validation_errors?.[0]?.line_number).toBe(15);
  });

  it('writes nothing when nothing changed, and counts what was added, updated and removed', async () => {
    putMany(110);
    await run();
    const before = await records();
    expect((await run()).counters).toMatchObject({ listed: 110, fetched: 110, unchanged: 110, good: 110, updated: 0 });
    expect(await records()).toEqual(before);

    catalogue.put(nameOf(3), metadataDocument(nameOf(3), { title: 'Another title' }));
    catalogue.put('zz', metadataDocument('zz'));
    catalogue.records.delete(nameOf(5));
    expect(await run()).toMatchObject({
      state: 'ok',
      counters: { listed: 110, added: 1, updated: 1, unchanged: 108, removed: 1, good: 110 },
    });
    const after = await records();
    expect(after.has(nameOf(5))).toBe(false);
    expect(after.get(nameOf(3))?.title).toBe('Another title');
  });

  it('loses no record to one that makes its page fail', async () => {
    putMany(120);
    await run();
    catalogue.oddities = { failing: new Map([[nameOf(50), 'exception']]) };
    catalogue.put(nameOf(51), metadataDocument(nameOf(51), { title: 'Newer' }));
    const attempt = await run();
    expect(attempt).toMatchObject({
      state: 'partial',
      counters: { listed: 119, unchanged: 118, updated: 1, removed: 0, good: 119 },
      notices: [{ message: expect.stringContaining('record at position 50 cannot be read') }],
    });
    const kept = await records();
    expect(kept.size).toBe(120);
    expect(kept.get(nameOf(50))).toMatchObject({ state: 'good' });

    catalogue.oddities = {};
    expect(await run()).toMatchObject({ state: 'ok', counters: { listed: 120, unchanged: 120 } });
  });

  it('fails and loses nothing when the catalogue answers with a login page', async () => {
    putMany(3);
    await run();
    catalogue.answer = (_, response) => response.end('<html><form><input type="password"></form></html>') !== undefined;
    expect(await run()).toMatchObject({ state: 'fail', failure: { code: 'SOURCE_NOT_A_LISTING' } });
    expect(await idleHarvest(registry.call, harvest._id)).toMatchObject({ last_record_count: 3, last_good_count: 3 });
    expect((await records()).size).toBe(3);
  });

  it('judges records anew in the form that the catalogue sends when its wrapper declares the namespaces', async () => {
    const bare = metadataDocument('bare').replace(/ xmlns:\w+="[^"]*"/g, '');
    const names = [...metadataDocument('x').matchAll(/ xmlns:\w+="[^"]*"/g)].map(([text]) => text);
    catalogue.declarations = names.join('');
    catalogue.put('bare', bare);
    expect((await run()).counters).toMatchObject({ listed: 1, good: 1 });
    expect((await records()).get('bare')).toMatchObject({ title: 'Title of bare', error_count: 0 });
  });

  it('counts the same after its process was killed while it listed, and again while it validated', async () => {
    putMany(320);
    catalogue.put(nameOf(200), metadataDocument(nameOf(200), { isValid: false }));
    let isHeld = true;
    catalogue.answer = ({ start }) => isHeld && start >= 201;
    const trigger = await registry.call('POST', `/api/v2/harvests/${harvest._id}/harvest`, { headers });
    const { attempt_url } = trigger.json.data;
    await waitFor(() => catalogue.requests.some(({ start }) => start === 201));
    isHeld = false;
    expect(registry.killWorker()).toBe(true);
    await waitFor(async () => (await records()).size > 20, { everyMs: 5 });
    registry.killWorker();
    expect(await attemptEnd(registry.call, attempt_url)).toMatchObject({
      state: 'ok',
      counters: { listed: 320, fetched: 320, added: 320, updated: 0, unchanged: 0, good: 319, bad: 1, unreachable: 0 },
    });
    expect((await records()).size).toBe(320);
  });
});

describe('run-harvest of a CSW source in short slices', () => {
  it('counts each record once', async () => {
    const registry = await startTestRegistry({ limits: { ...limits, sliceBudgetMs: 400 } });
    const catalogue = await startCswServer();
    try {
      const organization_id = (await seedOrganization())._id;
      const user = await seedUser({ password, organization_ids: [organization_id] });
      const headers = await logIn(registry.call, user.email, password);
      const harvest = await seedHarvest(organization_id, { url: catalogue.url, harvest_type: 'CSW' });
      for (let n = 100; n < 180; n += 1) catalogue.put(`r${n}`, metadataDocument(`r${n}`));
      catalogue.oddities = { pageLimit: 10 };
      catalogue.delayMs = 200;
      const { attempt_id, counters } = await harvestAndWait(registry.call, harvest._id, headers);
      expect(counters).toMatchObject({ listed: 80, fetched: 80, added: 80, good: 80 });
      expect((await attemptStore.get(harvest._id, attempt_id))?.slice).toBeGreaterThan(3);
    } finally {
      await registry.stop();
      await catalogue.stop();
    }
  });
});
