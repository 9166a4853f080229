import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { seedHarvest, seedOrganization } from '../../support/seed.ts';

describe('GET /api/v1/Harvests and /api/v1/Harvests/{id}', () => {
  let registry: TestRegistry;
  let harvestedId: string;
  let newId: string;

  beforeAll(async () => {
    registry = await startTestRegistry();
    const organization = await seedOrganization({
      name: 'PacIOOS',
      ckan_harvest_url: 'http://catalog.example.org/harvest/pacioos-waf',
    });
    const harvested = await seedHarvest(organization._id, {
      name: 'B source',
      url: 'http://someone:secret@data.example.org/iso/',
      harvest_contact: 'contact@example.org',
    });
    harvestedId = harvested._id;
    const figures = {
      last_harvest_dt: '2026-04-27T00:05:01.717Z',
      last_record_count: 802,
      last_good_count: 801,
      last_bad_count: 1,
      last_harvest_status: 'ok',
    } as const;
    await harvestStore.update(harvestedId, figures, {});
    newId = (await seedHarvest(organization._id, { name: 'A source' }))._id;
  });
  afterAll(() => registry.stop());

  it('lists harvests by name, with keys in the order of the contract and without what does not exist yet', async () => {
    const { status, json, headers } = await registry.call('GET', '/api/v1/Harvests');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json');
    expect(Object.keys(json)).toEqual(['status', 'data']);
    expect(json.data.map((harvest: { _id: string }) => harvest._id)).toEqual([newId, harvestedId]);
    const fixed = ['_id', 'harvest_type', 'name', 'url', 'publish', 'harvest_interval', 'organization'];
    expect(Object.keys(json.data[0])).toEqual([...fixed, 'ckan_harvest_url', 'harvest_state']);
    const counts = ['last_record_count', 'last_good_count', 'last_bad_count', 'last_harvest_status'];
    expect(Object.keys(json.data[1])).toEqual([
      ...fixed,
      'last_harvest_dt',
      'ckan_harvest_url',
      ...counts,
      'harvest_state',
    ]);
  });

  it('shows neither the contact nor the user info of the source', async () => {
    const { text } = await registry.call('GET', '/api/v1/Harvests');
    expect(text).not.toContain('contact@example.org');
    expect(text).not.toContain('secret');
    expect(text).toContain('http://data.example.org/iso/');
  });

  it('answers one harvest, also with a trailing slash', async () => {
    for (const path of [`/api/v1/Harvests/${harvestedId}`, `/api/v1/Harvests/${harvestedId}/`]) {
      const { status, json } = await registry.call('GET', path);
      expect(status).toBe(200);
      expect(json.data).toMatchObject({ _id: harvestedId, organization: 'PacIOOS', last_good_count: 801 });
    }
  });

  it.each(['nothing', '%00', '%2F..%2F', "'", encodeURIComponent('海'), 'x'.repeat(3000), '%zz'])(
    'answers 404 Item not found to the id %s',
    async (id) => {
      const { status, text } = await registry.call('GET', `/api/v1/Harvests/${id}`);
      expect(status).toBe(404);
      expect(text).toBe('{"status":"fail","message":"Item not found"}');
    },
  );

  it('answers 304 to a client that has it already, and 200 after a change', async () => {
    const first = await registry.call('GET', '/api/v1/Harvests');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/".+"$/);
    for (const tag of [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']) {
      const answer = await registry.call('GET', '/api/v1/Harvests', { headers: { 'If-None-Match': tag } });
      expect([tag, answer.status, answer.text]).toEqual([tag, 304, '']);
      expect(answer.headers.get('etag')).toBe(etag);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    }
    await harvestStore.update(newId, { name: 'A renamed source' }, {});
    const changed = await registry.call('GET', '/api/v1/Harvests', { headers: { 'If-None-Match': etag } });
    expect(changed.status).toBe(200);
  });

  it('compresses with what the client prefers', async () => {
    const organization = await seedOrganization();
    for (let n = 0; n < 5; n += 1) await seedHarvest(organization._id);
    const plain = await registry.call('GET', '/api/v1/Harvests', { headers: { 'accept-encoding': 'identity' } });
    const cases: [string, string | undefined][] = [
      ['gzip', 'gzip'],
      ['gzip, deflate, br', 'br'],
      ['br;q=0.5, gzip', 'gzip'],
      ['br;q=0, gzip;q=0', undefined],
      ['deflate', undefined],
      ['*', 'br'],
    ];
    for (const [accept, expected] of cases) {
      const answer = await request(`${registry.url}/api/v1/Harvests`, { headers: { 'accept-encoding': accept } });
      const bytes = Buffer.from(await answer.body.arrayBuffer());
      expect([accept, answer.headers['content-encoding']]).toEqual([accept, expected]);
      const text = expected === 'br' ? brotliDecompressSync(bytes) : expected === 'gzip' ? gunzipSync(bytes) : bytes;
      expect(text.toString('utf8')).toBe(plain.text);
      expect(answer.headers.vary).toBe('Accept-Encoding');
    }
  });
});
