import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptStore } from '../../../functions/aws/attempt-store.ts';
import { claimStore } from '../../../functions/aws/claim-store.ts';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import { objectStore } from '../../../functions/aws/object-store.ts';
import { organizationStore } from '../../../functions/aws/organization-store.ts';
import { recordStore } from '../../../functions/aws/record-store.ts';
import { tokenStore } from '../../../functions/aws/token-store.ts';
import { userStore } from '../../../functions/aws/user-store.ts';
import { type Attempt, zeroCounters } from '../../../functions/domain/attempt.ts';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import type { HarvestRecord } from '../../../functions/domain/record.ts';
import type { User } from '../../../functions/domain/user.ts';
import { newAttemptId, newId } from '../../../functions/ids.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';

const now = '2026-01-02T03:04:05.678Z';

function harvestWith(said: Partial<Harvest> = {}): Harvest {
  const _id = newId();
  const fixed = { harvest_type: 'WAF', harvest_state: 'idle', publish: false, harvest_interval: 1 } as const;
  return { _id, name: _id, url: `http://x/${_id}/`, organization_id: 'o', created_at: now, ...fixed, ...said };
}

function attemptWith(said: Partial<Attempt>): Attempt {
  return {
    harvest_id: 'h',
    attempt_id: newAttemptId(Date.now()),
    state: 'pending',
    trigger: { kind: 'operator' },
    created_at: now,
    slice: 0,
    cursor: { phase: 'list' },
    result_keys: [],
    counters: zeroCounters(),
    progress: { listed: 0, done: 0 },
    rescue: 0,
    rescues_in_row: 0,
    notices: [],
    removals_held: 0,
    expires_at_epoch_seconds: Math.floor(Date.now() / 1000) + 1000,
    ...said,
  };
}

function userWith(said: Partial<User> = {}): User {
  const _id = newId();
  const fixed = { verified: true, approved: true, roles: ['member' as const], organization_ids: [] };
  return {
    _id,
    name: 'n',
    email: `${_id.toLowerCase()}@x.org`,
    password_hash: 'h',
    created_at: now,
    ...fixed,
    ...said,
  };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('the stores', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startTestRegistry({ workers: 0 });
  });
  afterAll(() => registry.stop());

  describe('of harvests', () => {
    it('gives back what was put, and undefined for what is absent', async () => {
      const harvest = harvestWith({ harvest_contact: 'a@b.org', wake_at: now });
      await harvestStore.create(harvest);
      expect(await harvestStore.get(harvest._id)).toEqual(harvest);
      expect(await harvestStore.get('none')).toBeUndefined();
      await expect(harvestStore.create(harvest)).rejects.toMatchObject({ code: 'STORE_CONFLICT' });
    });

    it('changes and removes fields only when every expected field is as seen', async () => {
      const harvest = harvestWith({ wake_at: now });
      await harvestStore.create(harvest);
      const table: [Parameters<typeof harvestStore.update>[2], boolean][] = [
        [{ harvest_state: 'pending' }, false],
        [{ harvest_state: 'idle', attempt_id: 'x' }, false],
        [{ wake_at: undefined }, false],
        [{ harvest_state: 'idle', wake_at: now, attempt_id: undefined }, true],
      ];
      for (const [expected, isDone] of table) {
        expect(await harvestStore.update(harvest._id, { name: 'new', harvest_contact: undefined }, expected)).toBe(
          isDone,
        );
        expect((await harvestStore.get(harvest._id))?.name).toBe(isDone ? 'new' : harvest.name);
      }
    });

    it('creates nothing by updating what is not there', async () => {
      expect(await harvestStore.update('none', { name: 'x' }, {})).toBe(false);
      expect(await harvestStore.get('none')).toBeUndefined();
    });

    it('lets one of many equal updates win', async () => {
      const harvest = harvestWith();
      await harvestStore.create(harvest);
      const change = { harvest_state: 'pending', attempt_id: 'a' } as const;
      const won = await Promise.all(
        Array.from({ length: 20 }, () => harvestStore.update(harvest._id, change, { harvest_state: 'idle' })),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
    });

    it('finds what is due, earliest first, and nothing that sleeps', async () => {
      const [late, early, future, asleep] = [
        harvestWith({ wake_at: '2001-01-02T00:00:00.000Z' }),
        harvestWith({ wake_at: '2001-01-01T00:00:00.000Z' }),
        harvestWith({ wake_at: '2001-01-03T00:00:00.000Z' }),
        harvestWith({ wake_at: '2001-01-01T00:00:00.000Z' }),
      ];
      for (const harvest of [late, early, future, asleep]) await harvestStore.create(harvest);
      await harvestStore.update(asleep._id, { wake_at: undefined }, {});
      const due = await all(harvestStore.listDue('2001-01-02T12:00:00.000Z'));
      expect(due.map(({ _id }) => _id)).toEqual([early._id, late._id]);
      await harvestStore.update(asleep._id, { wake_at: '2001-01-01T12:00:00.000Z' }, {});
      expect(await all(harvestStore.listDue('2001-01-02T00:00:00.000Z'))).toHaveLength(3);
    });

    it('lists every page of a table larger than one', async () => {
      const before = (await harvestStore.list()).length;
      const long = 'x'.repeat(300_000);
      await Promise.all(Array.from({ length: 8 }, () => harvestStore.create(harvestWith({ name: long }))));
      expect(await harvestStore.list()).toHaveLength(before + 8);
    });
  });

  describe('of attempts', () => {
    it('lists newest first, page by page', async () => {
      const ids = Array.from({ length: 7 }, (_, n) => newAttemptId(1_700_000_000_000 + n * 1000));
      for (const attempt_id of ids) await attemptStore.createIfAbsent(attemptWith({ harvest_id: 'paged', attempt_id }));
      const first = await attemptStore.list('paged', { limit: 3 });
      const before = first.at(-1)?.attempt_id ?? '';
      const second = await attemptStore.list('paged', { limit: 10, before });
      expect([...first, ...second].map(({ attempt_id }) => attempt_id)).toEqual([...ids].reverse());
    });

    it('does not write over an attempt that is there', async () => {
      const attempt = attemptWith({ harvest_id: 'kept' });
      await attemptStore.createIfAbsent(attempt);
      await attemptStore.createIfAbsent({ ...attempt, state: 'fail' });
      expect((await attemptStore.get('kept', attempt.attempt_id))?.state).toBe('pending');
    });

    it('counts a slice once however often it is committed', async () => {
      const attempt = attemptWith({ harvest_id: 'slices' });
      await attemptStore.createIfAbsent(attempt);
      const commits = [1, 2, 3].map((good) =>
        attemptStore.update(attempt, { slice: 1, counters: { ...zeroCounters(), good } }, { slice: 0 }),
      );
      expect((await Promise.all(commits)).filter(Boolean)).toHaveLength(1);
    });

    it('treats what is past its time as gone', async () => {
      const attempt = attemptWith({ harvest_id: 'old', expires_at_epoch_seconds: Math.floor(Date.now() / 1000) - 1 });
      await attemptStore.createIfAbsent(attempt);
      expect(await attemptStore.get('old', attempt.attempt_id)).toBeUndefined();
      expect(await attemptStore.list('old', { limit: 10 })).toEqual([]);
    });
  });

  describe('of records', () => {
    const recordWith = (n: number): HarvestRecord => ({
      harvest_id: 'many',
      record_id: String(n).padStart(4, '0'),
      url: `http://x/${n}.xml`,
      state: 'good',
      services: [],
      error_count: 0,
      first_seen_at: now,
      attempt_id: 'a',
    });

    it('writes, lists and removes more than one batch', async () => {
      const records = Array.from({ length: 130 }, (_, n) => recordWith(n));
      await recordStore.putAll(records);
      expect(await all(recordStore.listAll('many'))).toEqual(records);
      await recordStore.removeAll(
        'many',
        records.slice(1).map(({ record_id }) => record_id),
      );
      expect(await all(recordStore.listAll('many'))).toEqual([records[0]]);
      expect(await recordStore.get('many', '0000')).toEqual(records[0]);
    });
  });

  describe('of users, tokens and organizations', () => {
    it('finds users by e-mail and by name', async () => {
      const user = userWith({ username: 'captain' });
      await userStore.create(user);
      expect(await userStore.findByLogin({ email: user.email })).toEqual(user);
      expect(await userStore.findByLogin({ username: 'captain' })).toEqual(user);
      expect(await userStore.findByLogin({ email: 'captain' })).toBeUndefined();
    });

    it('gives an e-mail and a name to one of many', async () => {
      const users = Array.from({ length: 10 }, () => userWith({ email: 'same@x.org' }));
      const created = await Promise.allSettled(users.map((user) => userStore.create(user)));
      expect(created.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await expect(userStore.create(userWith({ email: 'same@x.org' }))).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
      await expect(userStore.create(userWith({ username: 'captain' }))).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    });

    it('replaces a password hash only when it is the one that was seen', async () => {
      const user = userWith();
      await userStore.create(user);
      expect(await userStore.setPasswordHash(user._id, 'new', 'other')).toBe(false);
      expect(await userStore.setPasswordHash(user._id, 'new', 'h')).toBe(true);
      expect((await userStore.get(user._id))?.password_hash).toBe('new');
    });

    it('keeps tokens until they are removed or expire', async () => {
      const token = { user_id: 'u', token_id: 't', created_at: now, expires_at_epoch_seconds: Date.now() / 1000 + 9 };
      await tokenStore.put(token);
      await tokenStore.put({ ...token, token_id: 'expired', expires_at_epoch_seconds: 1 });
      expect(await tokenStore.get('u', 't')).toEqual(token);
      expect(await tokenStore.get('u', 'expired')).toBeUndefined();
      await tokenStore.remove('u', 't');
      expect(await tokenStore.get('u', 't')).toBeUndefined();
    });

    it('keeps organizations', async () => {
      const organization = { _id: newId(), name: 'GLOS', created_at: now };
      await organizationStore.create(organization);
      expect(await organizationStore.get(organization._id)).toEqual(organization);
      expect(await organizationStore.list()).toContainEqual(organization);
    });
  });

  describe('of claims', () => {
    const claim = (value: string, ownerId: string, said: { nowMs?: number; owners?: string[] } = {}) =>
      claimStore.claim({
        value,
        ownerId,
        nowMs: said.nowMs ?? 0,
        ownerExists: async (id) => said.owners?.includes(id) ?? false,
      });

    it('gives a value to one owner, who may claim it again, until it is released', async () => {
      const won = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => claim('url#1', owner)));
      expect(won.filter(Boolean)).toHaveLength(1);
      const owner = (await claimStore.findOwner('url#1')) ?? '';
      expect(await claim('url#1', owner)).toBe(true);
      await claimStore.release('url#1');
      expect(await claim('url#1', 'z')).toBe(true);
    });

    it('claims values of any length, and tells long ones apart by their end', async () => {
      const long = `url#https://data.example.org/${'%C3%A9'.repeat(2000)}`;
      expect(await claim(`${long}a`, 'one')).toBe(true);
      expect(await claim(`${long}a`, 'two')).toBe(false);
      expect(await claim(`${long}b`, 'two')).toBe(true);
      expect(await claimStore.findOwner(`${long}a`)).toBe('one');
      await claimStore.release(`${long}a`);
      expect(await claimStore.findOwner(`${long}a`)).toBeUndefined();
    });

    it('lets a claim without an owner be taken over after 15 minutes, and no other', async () => {
      await claim('url#2', 'crashed');
      expect(await claim('url#2', 'next', { nowMs: 14 * 60_000 })).toBe(false);
      expect(await claim('url#2', 'next', { nowMs: 16 * 60_000, owners: ['crashed'] })).toBe(false);
      expect(await claim('url#2', 'next', { nowMs: 16 * 60_000 })).toBe(true);
      expect(await claimStore.findOwner('url#2')).toBe('next');
    });
  });

  describe('of objects', () => {
    it('gives back JSON, undefined for what is absent, and removes several at once', async () => {
      await objectStore.putJson('plans/a', { text: 'é海', list: [1, 2] });
      expect(await objectStore.getJson('plans/a')).toEqual({ text: 'é海', list: [1, 2] });
      expect(await objectStore.getJson('plans/none')).toBeUndefined();
      await objectStore.removeAll(['plans/a', 'plans/none']);
      expect(await objectStore.getJson('plans/a')).toBeUndefined();
    });
  });
});
