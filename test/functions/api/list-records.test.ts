import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordStore } from '../../../functions/aws/record-store.ts';
import type { HarvestRecord, RecordState } from '../../../functions/domain/record.ts';
import { recordIdFromUrl } from '../../../functions/ids.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { seedHarvest, seedOrganization } from '../../support/seed.ts';

const states = ['good', 'bad', 'unreachable'] as const;
let registry: TestRegistry;
let organizationId: string;

beforeAll(async () => {
  registry = await startTestRegistry();
  organizationId = (await seedOrganization())._id;
});
afterAll(() => registry.stop());

/** A record as the worker writes it. */
function recordOf(harvestId: string, name: string, said: Partial<HarvestRecord> = {}): HarvestRecord {
  const url = `http://data.example.org/iso/${name}.xml`;
  const record_id = recordIdFromUrl(url);
  const state = said.state ?? 'good';
  return {
    harvest_id: harvestId,
    record_id,
    url,
    state,
    title: name,
    services: [],
    hash_val: 'ab'.repeat(32),
    error_count: state === 'bad' ? 1 : 0,
    first_seen_at: '2026-01-02T03:04:05.000Z',
    attempt_id: 'attempt',
    ...(state === 'good' ? {} : { errors_index: `${state}#${record_id}` }),
    ...said,
  };
}

/** Every page of a walk; `between` is called with the number of pages so far. */
async function walk(
  harvestId: string,
  query: string,
  between: (pages: number) => Promise<void> = async () => {},
): Promise<{ record_id: string; title?: string; state: RecordState }[][]> {
  const pages = [];
  let next: string | undefined;
  do {
    const path = `/api/v2/harvests/${harvestId}/records?${query}${next ? `&next=${next}` : ''}`;
    const { status, json, text } = await registry.call('GET', path);
    if (status !== 200) throw new Error(`${path} answered ${status} ${text}`);
    pages.push(json.data);
    next = json.next;
    if (next) await between(pages.length);
  } while (next);
  return pages;
}

describe('GET /api/v2/harvests/{id}/records', () => {
  it.each(['all', ...states] as const)('pages through the records of a state: %s', async (state) => {
    const harvestId = (await seedHarvest(organizationId))._id;
    const seeded = Array.from({ length: 25 }, (_, n) =>
      recordOf(harvestId, `r${n}`, { state: states[n % 3] ?? 'good' }),
    );
    await recordStore.putAll(seeded);
    const wanted = seeded.filter((one) => state === 'all' || one.state === state).map((one) => one.record_id);
    for (const limit of [1, 4, 1000]) {
      const pages = await walk(harvestId, `limit=${limit}${state === 'all' ? '' : `&state=${state}`}`);
      expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(limit);
      expect(pages.flat().map((one) => one.record_id)).toEqual([...wanted].sort());
    }
  });

  it.each(['limit=3', 'limit=3&state=bad', 'limit=3&state=unreachable', 'limit=3&state=good'])(
    'meets each record that stays exactly once while a harvest is under way: %s',
    async (query) => {
      const harvestId = (await seedHarvest(organizationId))._id;
      const state = (new URLSearchParams(query).get('state') ?? 'good') as RecordState;
      const stays = Array.from({ length: 20 }, (_, n) => recordOf(harvestId, `stays${n}`, { state }));
      const goes = Array.from({ length: 10 }, (_, n) => recordOf(harvestId, `goes${n}`, { state }));
      await recordStore.putAll([...stays, ...goes]);
      const pages = await walk(harvestId, query, async (count) => {
        await recordStore.putAll(stays.map((one) => ({ ...one, title: `as of page ${count}` })));
        await recordStore.putAll([recordOf(harvestId, `new${count}`, { state })]);
        await recordStore.removeAll(
          harvestId,
          goes.splice(0, 2).map((one) => one.record_id),
        );
      });
      const met = pages.flat().map((one) => one.record_id);
      expect(new Set(met).size).toBe(met.length);
      expect(met).toEqual(expect.arrayContaining(stays.map((one) => one.record_id)));
      expect(pages.length).toBeGreaterThan(6);
    },
  );

  it('leaves out what an index that is behind still calls bad', async () => {
    const harvestId = (await seedHarvest(organizationId))._id;
    const repaired = recordOf(harvestId, 'repaired', { state: 'good' });
    await recordStore.putAll([
      { ...repaired, errors_index: `bad#${repaired.record_id}` },
      recordOf(harvestId, 'bad', { state: 'bad' }),
    ]);
    const pages = await walk(harvestId, 'state=bad');
    expect(pages.flat().map((one) => one.title)).toEqual(['bad']);
  });

  it('ends a page at 4 MB, whatever the text and however the client takes it', async () => {
    const harvestId = (await seedHarvest(organizationId))._id;
    const description = '"\\"'.repeat(3_300);
    const seeded = Array.from({ length: 260 }, (_, n) => recordOf(harvestId, `r${n}`, { description }));
    await recordStore.putAll(seeded);
    const path = `/api/v2/harvests/${harvestId}/records?limit=1000`;
    const first = await registry.call('GET', path, { headers: { 'Accept-Encoding': 'identity' } });
    expect(first.status).toBe(200);
    const bytes = Buffer.byteLength(first.text);
    expect(bytes).toBeLessThan(4_001_000);
    expect(bytes).toBeGreaterThan(3_900_000);
    const met = (await walk(harvestId, 'limit=1000')).flat();
    expect(met.map((one) => one.record_id)).toEqual(seeded.map((one) => one.record_id).sort());
  });

  it('ends a page of good records when very many others had to be passed over', async () => {
    const harvestId = (await seedHarvest(organizationId))._id;
    const description = 'x'.repeat(100_000);
    const others = Array.from({ length: 170 }, (_, n) => recordOf(harvestId, `bad${n}`, { state: 'bad', description }));
    const last = recordOf(harvestId, 'good', { record_id: 'f'.repeat(40) });
    await recordStore.putAll([...others, last]);
    const pages = await walk(harvestId, 'state=good');
    expect(pages.map((page) => page.length)).toEqual([0, 1]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=', 'limit'],
    ['limit=-1', 'limit'],
    ['next=', 'next'],
    ['next=%2B%2B', 'next'],
    [`next=${'a'.repeat(4_000)}`, 'next'],
    ['state=ugly', 'state'],
    ['state=', 'state'],
    ['state=Good', 'state'],
  ])('refuses %s and name the parameter', async (query, parameter) => {
    const { _id } = await seedHarvest(organizationId);
    const { status, json } = await registry.call('GET', `/api/v2/harvests/${_id}/records?${query}`);
    expect([status, json.code, json.parameter]).toEqual([400, 'INVALID_PARAMETER', parameter]);
  });

  it('takes a cursor that stands for no record: the walk goes on behind it', async () => {
    const harvestId = (await seedHarvest(organizationId))._id;
    await recordStore.putAll([recordOf(harvestId, 'one', { state: 'bad' })]);
    for (const [place, length] of [
      ['0', 1],
      ['g', 0],
      ['海', 0],
    ] as const) {
      for (const query of ['', '&state=bad', '&state=good']) {
        const next = Buffer.from(place).toString('base64url');
        const { json } = await registry.call('GET', `/api/v2/harvests/${harvestId}/records?next=${next}${query}`);
        expect([place, query, json.data.length]).toEqual([place, query, query === '&state=good' ? 0 : length]);
      }
    }
  });
});
