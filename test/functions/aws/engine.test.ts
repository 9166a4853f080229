import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { counterStore } from '../../../functions/aws/counter-store.ts';
import { openTable } from '../../../functions/aws/dynamodb.ts';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import { recordStore } from '../../../functions/aws/record-store.ts';
import { userStore } from '../../../functions/aws/user-store.ts';
import { setEnvironment } from '../../../functions/config.ts';
import { defaultLimits } from '../../../functions/domain/limits.ts';
import { createStores } from '../../../infra/local/create-stores.ts';
import { answersError, type FaultyProxy, losesAnswer, startFaultyProxy } from '../../support/faulty-proxy.ts';

/** An item of any of the tables below: the engine looks at no attribute but the keys. */
type Item = Record<string, string | number>;

const tokens = openTable<Item>('tokens');
const records = openTable<Item>('records');
const organizations = openTable<Item>('organizations');
const maxItemBytes = 400 * 1024;

/** An item that takes so many bytes: names of attributes count as their values do. */
function organizationOf(bytes: number, _id: string): Item {
  return { _id, name: 'x'.repeat(bytes - '_id'.length - _id.length - 'name'.length) };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** These run on the embedded engine in `npm test`, and on DynamoDB Local in the project of that name. */
describe('the engine below the stores', () => {
  let proxy: FaultyProxy;
  beforeAll(async () => {
    const endpoints = inject('endpoints');
    proxy = await startFaultyProxy(endpoints.dynamodb);
    const prefix = `t-${randomBytes(6).toString('hex')}-`;
    const environment = await createStores({ endpoints, prefix, limits: defaultLimits });
    setEnvironment({ ...environment, DYNAMODB_ENDPOINT: proxy.url });
  });
  afterEach(() => proxy.clear());
  afterAll(() => proxy.stop());

  describe('time to live', () => {
    it('is over for every way of reading as soon as the time has come, though the item is still there', async () => {
      const now = Math.floor(Date.now() / 1000);
      const key = (token_id: string) => ({ user_id: 'u', token_id });
      await tokens.writeAll(
        [
          { ...key('gone'), expires_at_epoch_seconds: now - 1 },
          { ...key('alive'), expires_at_epoch_seconds: now + 1000 },
          key('forever'),
        ],
        [],
      );
      expect(await tokens.get(key('gone'))).toBeUndefined();
      const idsOf = (items: Item[]) => items.map(({ token_id }) => token_id).sort();
      expect(idsOf(await tokens.getAll([key('gone'), key('alive'), key('forever')]))).toEqual(['alive', 'forever']);
      expect(idsOf(await tokens.scan())).toEqual(['alive', 'forever']);
      const query = { condition: '#user = :user', names: { '#user': 'user_id' }, values: { ':user': 'u' } };
      expect(idsOf(await all(tokens.query(query)))).toEqual(['alive', 'forever']);
    });
  });

  describe('keys', () => {
    const long = 'é'.repeat(1025);

    it.each(['', long])('that no item can have find nothing instead of failing', async (id) => {
      expect(await harvestStore.get(id)).toBeUndefined();
      expect(await recordStore.get('h', id)).toBeUndefined();
      expect(await userStore.findByLogin({ email: id })).toBeUndefined();
      expect(await userStore.findByLogin({ username: id })).toBeUndefined();
      const known = { harvest_id: 'h', record_id: 'known' };
      await records.putIfAbsent(known);
      expect(await records.getAll([{ harvest_id: 'h', record_id: id }, known])).toEqual([known]);
    });

    it('of 2048 and 1024 bytes are those of an item', async () => {
      const key = { harvest_id: 'é'.repeat(1024), record_id: 'é'.repeat(512) };
      expect(await records.putIfAbsent({ ...key })).toBe(true);
      expect(await records.get(key)).toEqual(key);
    });

    it('of an index bring an item into it, and take it out when they are removed', async () => {
      const key = { harvest_id: 'sparse', record_id: 'r' };
      const listed = () => all(recordStore.listFrom('sparse', { after: undefined, state: 'bad', pageSize: 10 }));
      await records.putIfAbsent({ ...key });
      expect(await listed()).toEqual([]);
      await records.update(key, { errors_index: 'bad#r' }, {});
      expect(await listed()).toMatchObject([key]);
      await records.update(key, { errors_index: undefined } as Partial<Item>, { errors_index: 'bad#r' });
      expect(await listed()).toEqual([]);
    });
  });

  describe('conditions', () => {
    it('that fail are an answer, not an error, and nothing is written', async () => {
      const _id = 'conditional';
      expect(await organizations.putIfAbsent({ _id, name: 'first' })).toBe(true);
      expect(await organizations.putIfAbsent({ _id, name: 'second' })).toBe(false);
      expect(await organizations.update({ _id }, { name: 'third' }, { name: 'second' })).toBe(false);
      expect(await organizations.update({ _id: 'absent' }, { name: 'third' }, {})).toBe(false);
      expect(await organizations.removeIf({ _id }, { name: 'second' })).toBe(false);
      expect(await organizations.get({ _id })).toEqual({ _id, name: 'first' });
      expect(await organizations.get({ _id: 'absent' })).toBeUndefined();
      expect(await organizations.removeIf({ _id }, { name: 'first' })).toBe(true);
    });

    it('are kept when the answer is lost: the second try of the same write is refused', async () => {
      proxy.inject({
        operation: 'PutItem',
        has: ['lost'],
        act: losesAnswer,
      });
      expect(await organizations.putIfAbsent({ _id: 'lost' })).toBe(false);
      expect(await organizations.get({ _id: 'lost' })).toEqual({ _id: 'lost' });
      expect(proxy.faultsMet()).toBe(1);
    });

    it('give calls at the same time each a sum of their own', async () => {
      const soon = Math.floor(Date.now() / 1000) + 60;
      const sums = await Promise.all(Array.from({ length: 25 }, () => counterStore.increment('one', soon)));
      expect(sums.sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, n) => n + 1));
    });
  });

  describe('throttling', () => {
    const item = { _id: 'throttled', name: 'n' };
    const key = { _id: 'throttled' };
    const calls: [string, () => Promise<unknown>, unknown][] = [
      ['PutItem', () => organizations.putIfAbsent(item), false],
      ['GetItem', () => organizations.get(key), item],
      ['UpdateItem', () => organizations.update(key, { name: 'n' }, { name: 'n' }), true],
      ['BatchWriteItem', () => organizations.writeAll([{ _id: 'another' }], []), undefined],
      ['BatchGetItem', () => organizations.getAll([key]), [item]],
      ['Query', () => userStore.findByLogin({ email: 'nobody@example.org' }), undefined],
      ['DeleteItem', () => organizations.removeIf({ _id: 'absent' }, item), false],
    ];
    const faults = ['ProvisionedThroughputExceededException', 'ThrottlingException'];

    it.each(faults)('%s is waited out by every kind of call', async (fault) => {
      await organizations.putIfAbsent(item);
      for (const [operation] of calls) proxy.inject({ operation, times: 1, act: answersError(400, fault) });
      const answers = await Promise.all(calls.map(([, call]) => call()));
      expect(answers).toEqual(calls.map(([, , expected]) => expected));
      expect(proxy.faultsMet()).toBe(calls.length);
    });
  });

  describe('sizes', () => {
    it('a query follows its pages of 1 MB, and reads no page more than it has to', async () => {
      const items = Array.from({ length: 8 }, (_, n) => ({
        harvest_id: 'pages',
        record_id: `${n}`,
        url: 'x'.repeat(300_000),
      }));
      await records.writeAll(items, []);
      let pages = 0;
      proxy.inject({
        operation: 'Query',
        times: 9,
        act: (passing, forward) => {
          pages += 1;
          return forward(passing);
        },
      });
      expect(await all(recordStore.listAll('pages'))).toEqual(items);
      expect([2, 3]).toContain(pages); // an engine may only see at the end of a full page that it was the last
    });

    it('an item takes 400 KB and not a byte more, however it is written', async () => {
      const largest = organizationOf(maxItemBytes, 'largest');
      expect(await organizations.putIfAbsent(largest)).toBe(true);
      expect(await organizations.get({ _id: 'largest' })).toEqual(largest);
      const tooLarge = { name: 'ValidationException', message: expect.stringContaining('size') };
      const larger = organizationOf(maxItemBytes + 1, 'larger');
      await expect(organizations.putIfAbsent(larger)).rejects.toMatchObject(tooLarge);
      await expect(organizations.writeAll([larger], [])).rejects.toMatchObject(tooLarge);
      await expect(organizations.update({ _id: 'largest' }, { n: 1 }, {})).rejects.toMatchObject(tooLarge);
      expect(await organizations.get({ _id: 'largest' })).toEqual(largest);
    });
  });
});
