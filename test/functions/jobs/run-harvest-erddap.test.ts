import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import { type ErddapServer, part3Document, startErddapServer } from '../../support/erddap-server.ts';
import { harvestAndWait, idleHarvest, recordsByName } from '../../support/harvested.ts';
import { metadataDocument } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';

const password = 'a long enough password';
const limits = { queueVisibilityMs: 2000, retryBackoffMs: 200, fetchBackoffMs: 20, fetchTries: 2, loginAnswerMs: 0 };

describe('run-harvest of an ERDDAP-WAF source', () => {
  let registry: TestRegistry;
  let erddap: ErddapServer;
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
    erddap = await startErddapServer();
    harvest = await seedHarvest(organizationId, { url: erddap.url, harvest_type: 'ERDDAP-WAF' });
  });
  afterEach(() => erddap.stop());

  const run = () => {
    erddap.paths.length = 0;
    return harvestAndWait(registry.call, harvest._id, headers);
  };
  const putMany = (count: number) => {
    for (let n = 0; n < count; n += 1) erddap.datasets.set(`set_${n}`, { document: metadataDocument(`set_${n}`) });
  };
  const records = () => recordsByName(harvest._id);

  it.each(['old', 'new'] as const)('keeps, validates and counts what the %s page lists', async (page) => {
    erddap.page = page;
    putMany(20);
    erddap.datasets.set('no_date', { document: metadataDocument('no_date', { isValid: false }) });
    erddap.datasets.set('broken', { document: '<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd">' });
    expect(await run()).toMatchObject({
      state: 'ok',
      counters: { listed: 22, fetched: 22, added: 22, good: 20, bad: 2, unreachable: 0 },
      notices: [],
    });
    expect((await records()).get('set_7_iso19115.xml')).toMatchObject({
      state: 'good',
      title: 'Title of set_7',
      url: `${erddap.url}set_7_iso19115.xml`,
    });

    expect((await run()).counters).toMatchObject({ listed: 22, fetched: 0, unchanged: 22, good: 20, bad: 2 });
    expect(erddap.paths.filter((path) => path.endsWith('_iso19115.xml'))).toEqual([]);
  });

  it('counts what was added, updated and removed, also what only the table names', async () => {
    putMany(12);
    erddap.notOnPage.add('set_1');
    await run();
    const document = metadataDocument('set_3', { title: 'Another title' });
    erddap.datasets.set('set_3', { document, modified: '08-Jan-2026 10:00' });
    erddap.datasets.set('set_1', { document: metadataDocument('set_1', { title: 'Another, too' }) });
    erddap.datasets.set('set_12', { document: metadataDocument('set_12') });
    erddap.datasets.delete('set_5');
    expect((await run()).counters).toMatchObject({ listed: 12, added: 1, updated: 2, unchanged: 9, removed: 1 });
    expect((await records()).get('set_1_iso19115.xml')?.title).toBe('Another, too');
  });

  it('loses nothing while the page, the table or both cannot be read', async () => {
    putMany(5);
    erddap.notOnPage.add('set_1');
    await run();
    const failing = (part: RegExp) => {
      erddap.answer = (path, response) => part.test(path) && response.writeHead(500).end() !== undefined;
    };
    failing(/allDatasets/);
    expect(await run()).toMatchObject({ state: 'partial', counters: { listed: 4, removed: 0 } });
    failing(/\/xml\/$/);
    expect(await run()).toMatchObject({ state: 'partial', counters: { listed: 5, unchanged: 5, removed: 0 } });
    failing(/allDatasets|\/xml\/$/);
    expect(await run()).toMatchObject({ state: 'fail' });
    expect((await records()).size).toBe(5);
    erddap.answer = () => false;
    expect(await run()).toMatchObject({ state: 'ok', counters: { listed: 5, unchanged: 5 } });
  });

  describe('of documents in ISO 19115-3', () => {
    const put = (id: string, kind: 'tabledap' | 'griddap', forms: Record<string, string>, modified?: string) =>
      erddap.datasets.set(id, { document: part3Document(id, kind), kind, forms, ...(modified ? { modified } : {}) });
    const form = (id: string, title = `Title of ${id}`) => metadataDocument(id, { title });

    it('asks for the forms that are judged, keeps the records under their own address, and says so', async () => {
      putMany(2);
      put('table', 'tabledap', { '.iso19115_2': form('table'), '.iso19139_2007': form('wrong') });
      put('grid', 'griddap', { '.iso19139_2007': form('grid') });
      put('bare', 'tabledap', {});
      const attempt = await run();
      expect(attempt).toMatchObject({
        state: 'ok',
        counters: { listed: 5, added: 5, good: 4, bad: 1, unreachable: 0 },
        notices: [{ code: 'OTHER_FORM_READ', count: 2 }],
      });
      expect(attempt.notices[0].message).toMatch(/^2 documents are served .*ISO 19115-3/);
      const kept = await records();
      expect(kept.get('table_iso19115.xml')).toMatchObject({
        url: `${erddap.url}table_iso19115.xml`,
        title: 'Title of table',
        form_url: `${erddap.base}/tabledap/table.iso19115_2`,
      });
      expect(kept.get('grid_iso19115.xml')).toMatchObject({ title: 'Title of grid', state: 'good' });
      expect(kept.get('bare_iso19115.xml')).toMatchObject({ state: 'bad' });
      expect(kept.get('set_1_iso19115.xml')?.form_url).toBeUndefined();
      expect(await idleHarvest(registry.call, harvest._id)).toMatchObject({ last_good_count: 4, last_bad_count: 1 });
    });

    it('remembers the address, and says so again when nothing changed', async () => {
      put('table', 'tabledap', { '.iso19115_2': form('table') }, '01-Jan-2026 00:00');
      await run();
      const again = await run();
      expect(again).toMatchObject({ counters: { unchanged: 1, fetched: 0 }, notices: [{ count: 1 }] });
      put('table', 'tabledap', { '.iso19115_2': form('table', 'Newer') }, '02-Jan-2026 00:00');
      expect((await run()).counters).toMatchObject({ updated: 1, good: 1 });
      const asked = erddap.paths.filter((path) => path.includes('table_') || path.includes('table.'));
      expect([...new Set(asked)]).toEqual(['/erddap/tabledap/table.iso19115_2']);
    });

    it('takes the document itself again when the server makes it in a judged form', async () => {
      erddap.lastModified = 'Thu, 01 Jan 2026 00:00:00 GMT';
      put('table', 'tabledap', { '.iso19115_2': form('table') }, '01-Jan-2026 00:00');
      await run();
      erddap.datasets.set('table', { document: form('table', 'Its own'), modified: '02-Jan-2026 00:00' });
      expect(await run()).toMatchObject({ counters: { updated: 1, good: 1 }, notices: [] });
      const record = (await records()).get('table_iso19115.xml');
      expect(record?.title).toBe('Its own');
      expect(record?.form_url).toBeUndefined();
    });

    it('keeps the last version when the other form cannot be had for the trouble the server has', async () => {
      put('table', 'tabledap', { '.iso19115_2': form('table') }, '01-Jan-2026 00:00');
      await run();
      put('table', 'tabledap', { '.iso19115_2': form('table', 'Newer') }, '02-Jan-2026 00:00');
      erddap.answer = (path, response) => path.includes('iso19115_2') && response.writeHead(500).end() !== undefined;
      expect(await run()).toMatchObject({ state: 'partial', counters: { unreachable: 1 } });
      expect((await records()).get('table_iso19115.xml')).toMatchObject({ title: 'Title of table' });
      erddap.answer = () => false;
      expect((await run()).counters).toMatchObject({ updated: 1, good: 1, unreachable: 0 });
    });
  });
});
