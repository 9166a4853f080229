import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import { harvestAndWait, idleHarvest } from '../../support/harvested.ts';
import { metadataDocument, type Provider, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';

const password = 'a long enough password';

describe('GET /api/v2/harvests/{id}/errors, report.csv and report.sarif', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let harvest: Harvest;
  let headers: Record<string, string>;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { loginAnswerMs: 0, fetchTries: 1 } });
    provider = await startProvider();
    const organization = await seedOrganization();
    harvest = await seedHarvest(organization._id, { url: provider.url });
    const user = await seedUser({ password, organization_ids: [organization._id] });
    headers = await logIn(registry.call, user.email, password);
  });
  afterAll(async () => {
    await registry.stop();
    await provider.stop();
  });

  const path = (file: string) => `/api/v2/harvests/${harvest._id}/${file}`;
  const run = async () => {
    const attempt = await harvestAndWait(registry.call, harvest._id, headers);
    await idleHarvest(registry.call, harvest._id);
    return attempt;
  };
  const report = async () => (await registry.call('GET', path('errors'))).json.data;
  const file = async (name: string) => {
    const { status, headers: answered } = await registry.call('GET', path(name));
    expect(status).toBe(302);
    return await fetch(answered.get('location') ?? '');
  };

  it('answers 404 before the first harvest, and to unknown ids', async () => {
    for (const name of ['errors', 'report.csv', 'report.sarif']) {
      const { status, json } = await registry.call('GET', path(name));
      expect([name, status, json.code]).toEqual([name, 404, 'REPORT_NOT_FOUND']);
      const unknown = await registry.call('GET', `/api/v2/harvests/none/${name}`);
      expect([name, unknown.status, unknown.json.code]).toEqual([name, 404, 'HARVEST_NOT_FOUND']);
    }
  });

  it('groups equal errors over the harvest', async () => {
    for (let n = 0; n < 5; n += 1) provider.put(`good-${n}.xml`, metadataDocument(`good-${n}`));
    for (let n = 0; n < 4; n += 1) provider.put(`undated ${n}.xml`, metadataDocument(`u-${n}`, { isValid: false }));
    for (const day of ['01', '02']) {
      const body = metadataDocument(`day-${day}`, { title: '=1+1' }).replace('2026-01-01', `2026-01-${day} 00:00:00`);
      provider.put(`day-${day}.xml`, body);
    }
    provider.put('cut.xml', metadataDocument('cut').slice(0, 900));
    const attempt = await run();
    expect(attempt.counters).toMatchObject({ listed: 12, good: 5, bad: 7 });

    const { summary, families, records_with_errors, attempt_id } = await report();
    expect(summary).toBe('7 records, 3 causes');
    expect(records_with_errors).toBe(7);
    expect(attempt_id).toBe(attempt.attempt_id);
    expect(families[0]).toMatchObject({
      kind: 'MISSING_ELEMENT',
      element: 'gmd:identificationInfo',
      parent: 'gmd:MD_Metadata',
      records: 4,
      occurrences: 4,
      status: 'new',
      since_attempt_id: attempt.attempt_id,
    });
    expect(families[0].samples.map(({ url }: { url: string }) => url)).toEqual(
      [0, 1, 2].map((n) => `${provider.url}undated%20${n}.xml`),
    );
    expect(families[1]).toMatchObject({ kind: 'BAD_DATE', element: 'gco:Date', records: 2 });
    expect(families[1].error).toContain("'…' is not a valid value");
    expect(families[2]).toMatchObject({ kind: 'MALFORMED_XML', records: 1 });
  });

  it('tells new, still and fixed against the attempt before, and since when', async () => {
    const first = await report();
    provider.put('cut.xml', metadataDocument('cut'), '2026-05-05T05:05:05Z');
    provider.put('worse.xml', metadataDocument('worse').replace('2026-02-03', 'yesterday'));
    const attempt = await run();
    const { families, summary } = await report();
    expect(summary).toBe('7 records, 3 causes');
    const byKind = (kind: string, parent: string) =>
      families.find((one: { kind: string; parent: string }) => one.kind === kind && one.parent === parent);
    expect(byKind('MISSING_ELEMENT', 'gmd:MD_Metadata')).toMatchObject({
      status: 'still',
      since_attempt_id: first.attempt_id,
      records: 4,
    });
    expect(byKind('BAD_DATE', 'gmd:dateStamp')).toMatchObject({ status: 'new', since_attempt_id: attempt.attempt_id });
    expect(families.at(-1)).toMatchObject({ kind: 'MALFORMED_XML', status: 'fixed', records: 1 });

    await run();
    const third = await report();
    expect(third.families.map(({ status }: { status: string }) => status)).toEqual(['still', 'still', 'still']);
  });

  it('redirects to a table with one line for each error', async () => {
    const answer = await file('report.csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const text = await answer.text();
    const lines = text.trim().split('\r\n');
    expect(lines[0]?.replace('\ufeff', '')).toBe(
      'document,state,line,element,what to do,error,kind,xpath,title,file_id,url,record_id',
    );
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual([
      'day-01.xml',
      'day-02.xml',
      ...[0, 1, 2, 3].map((n) => `undated ${n}.xml`),
      'worse.xml',
    ]);
    expect(lines[1]).toContain(",'=1+1,");
  });

  it('redirects to SARIF 2.1.0 whose results name rules that exist', async () => {
    // biome-ignore lint/suspicious/noExplicitAny: a SARIF log
    const sarif = (await (await file('report.sarif')).json()) as any;
    expect(sarif.version).toBe('2.1.0');
    const [{ tool, results }] = sarif.runs;
    const rules = new Set(tool.driver.rules.map(({ id }: { id: string }) => id));
    expect(results).toHaveLength(7);
    for (const { ruleId } of results) expect(rules).toContain(ruleId);
    const [{ physicalLocation }] = results[0].locations;
    expect(physicalLocation.artifactLocation.uri).toBe(`${provider.url}day-01.xml`);
    expect(physicalLocation.region.startLine).toBeGreaterThan(1);
  });

  it('counts an unreachable document as such, and what it showed before when it is back', async () => {
    provider.answer = (request, response) => {
      if (!request.url?.endsWith('day-01.xml')) return false;
      response.writeHead(503).end();
      return true;
    };
    provider.put('day-01.xml', provider.files.get('day-01.xml')?.body ?? '', '2026-06-06T06:06:06Z');
    await run();
    const during = await report();
    const unreachable = during.families.find(({ kind }: { kind: string }) => kind === 'UNREACHABLE');
    expect(unreachable).toMatchObject({ records: 1, status: 'new' });
    expect(await (await file('report.csv')).text()).toContain('day-01.xml,unreachable,,,');

    provider.answer = () => false;
    await run();
    const after = await report();
    expect(after.families.find(({ kind }: { kind: string }) => kind === 'UNREACHABLE').status).toBe('fixed');
    const csv = await (await file('report.csv')).text();
    expect(csv).toContain('day-01.xml,bad,');
    expect(csv).not.toContain('unreachable');
  });

  it('is cheap and the same when nothing changed, and gone records leave it', async () => {
    const before = await (await file('report.csv')).text();
    await run();
    expect(await (await file('report.csv')).text()).toBe(before);
    provider.files.delete('worse.xml');
    await run();
    expect(await (await file('report.csv')).text()).not.toContain('worse.xml');
  });
});
