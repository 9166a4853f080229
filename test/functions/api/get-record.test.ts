import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordStore } from '../../../functions/aws/record-store.ts';
import { newId } from '../../../functions/ids.ts';
import { harvestAndWait, idleHarvest } from '../../support/harvested.ts';
import { metadataDocument, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';

const password = 'a long enough password';

describe('GET /api/v2/harvests/{id}/records/{record_id}', () => {
  let registry: TestRegistry;
  let organizationId: string;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { loginAnswerMs: 0, fetchTries: 1 } });
    organizationId = (await seedOrganization())._id;
  });
  afterAll(() => registry.stop());

  it('tells what a harvest found, as the list does', async () => {
    const provider = await startProvider();
    provider.put('good.xml', metadataDocument('good', { title: 'A "good" title' }));
    provider.put('bad.xml', metadataDocument('bad', { isValid: false }));
    provider.put('gone.xml', metadataDocument('gone'));
    provider.answer = (request, response) => {
      if (!request.url?.endsWith('/gone.xml')) return false;
      response.writeHead(410).end();
      return true;
    };
    const harvest = await seedHarvest(organizationId, { url: provider.url.replace('//', '//someone:secret@') });
    const user = await seedUser({ password, organization_ids: [organizationId] });
    await harvestAndWait(registry.call, harvest._id, await logIn(registry.call, user.email, password));
    await idleHarvest(registry.call, harvest._id);
    await provider.stop();

    const { json, text, headers } = await registry.call('GET', `/api/v2/harvests/${harvest._id}/records`);
    expect(text).not.toContain('secret');
    const byUrl = Object.fromEntries(json.data.map((one: { url: string }) => [one.url.split('/').at(-1), one]));
    expect(byUrl['good.xml']).toMatchObject({
      record_id: expect.stringMatching(/^[0-9a-f]{40}$/),
      url: `${provider.url}good.xml`,
      state: 'good',
      title: 'A "good" title',
      description: 'Abstract of good',
      services: [],
      metadata_date: '2026-02-03',
      file_id: 'good',
      hash_val: expect.stringMatching(/^[0-9a-f]{64}$/),
      validation_errors: [],
      error_count: 0,
    });
    expect(byUrl['bad.xml']).toMatchObject({ state: 'bad', error_count: 1 });
    expect(Object.keys(byUrl['bad.xml'].validation_errors[0])).toEqual(
      expect.arrayContaining(['error', 'line_number', 'xpath', 'element', 'kind', 'advice']),
    );
    expect(byUrl['gone.xml']).toMatchObject({ state: 'unreachable', fetch_failure: { code: 'SOURCE_HTTP_STATUS' } });
    for (const [name, times] of [
      ['good.xml', ['first_seen_at', 'last_fetched_at', 'last_changed_at']],
      ['gone.xml', ['first_seen_at']],
    ] as const) {
      expect(Object.keys(byUrl[name]).filter((key) => key.endsWith('_at'))).toEqual(times);
    }
    const { record_id } = byUrl['bad.xml'];
    const one = await registry.call('GET', `/api/v2/harvests/${harvest._id}/records/${record_id}`);
    expect(one.json).toEqual({ status: 'success', data: byUrl['bad.xml'] });

    const etag = headers.get('etag') ?? '';
    const path = `/api/v2/harvests/${harvest._id}/records`;
    expect((await registry.call('GET', path, { headers: { 'If-None-Match': etag } })).status).toBe(304);
  });

  it('hides the user info of a URL that another program wrote', async () => {
    const { _id: harvest_id } = await seedHarvest(organizationId);
    const [record_id, first_seen_at] = ['0'.repeat(40), '2016-01-02T03:04:05.000Z'];
    const url = 'http://someone:secret@data.example.org/iso/a.xml';
    const record = {
      harvest_id,
      record_id,
      url,
      state: 'good',
      error_count: 0,
      first_seen_at,
      attempt_id: 'a',
    } as const;
    await recordStore.putAll([record]);
    const { json } = await registry.call('GET', `/api/v2/harvests/${harvest_id}/records/${record_id}`);
    expect(json.data.url).toBe('http://data.example.org/iso/a.xml');
  });

  it.each(['none', '%00', '%2F', 'x'.repeat(3000), encodeURIComponent('海')])(
    'answers 404 with a code to the id %s',
    async (id) => {
      const { _id } = await seedHarvest(organizationId);
      for (const [path, code] of [
        [`/api/v2/harvests/${id}/records`, 'HARVEST_NOT_FOUND'],
        [`/api/v2/harvests/${newId()}/records/${id}`, 'HARVEST_NOT_FOUND'],
        [`/api/v2/harvests/${_id}/records/${id}`, 'RECORD_NOT_FOUND'],
      ]) {
        const { status, json } = await registry.call('GET', path ?? '');
        expect([path, status, json.code]).toEqual([path, 404, code]);
      }
    },
  );
});
