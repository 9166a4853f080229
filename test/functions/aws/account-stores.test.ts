import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administratorStore } from '../../../functions/aws/administrator-store.ts';
import { counterStore } from '../../../functions/aws/counter-store.ts';
import { tokenStore } from '../../../functions/aws/token-store.ts';
import { userStore } from '../../../functions/aws/user-store.ts';
import { newId } from '../../../functions/ids.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { seedUser } from '../../support/seed.ts';

const expires_at_epoch_seconds = Math.floor(Date.now() / 1000) + 3600;
const created_at = new Date().toISOString();

describe('the stores of accounts', () => {
  let registry: TestRegistry;

  beforeAll(async () => {
    registry = await startTestRegistry();
  });
  afterAll(() => registry.stop());

  it('know administrators from their creation, and let the last one stay', async () => {
    expect(await administratorStore.remove('nobody at all')).toBe(false);
    const users = await Promise.all(
      [1, 2, 3].map(() => seedUser({ password: 'not used here', roles: ['admin'], password_hash: '-' })),
    );
    await seedUser({ password: 'not used here', password_hash: '-', roles: ['admin'], approved: false });
    const ids = users.map(({ _id }) => _id);
    expect((await administratorStore.list()).sort()).toEqual(ids.toSorted());
    const removed = await Promise.all(ids.map((id) => administratorStore.remove(id)));
    expect(removed.filter((isOut) => isOut)).toHaveLength(2);
    const [left = ''] = await administratorStore.list();
    expect(await administratorStore.remove(left)).toBe(false);
    expect(await administratorStore.remove('somebody who is none')).toBe(true);
    expect(await administratorStore.list()).toEqual([left]);
  });

  it('list accounts by address, page by page, and free address and name of a removed one', async () => {
    for (const email of ['zz-c@example.org', 'zz-a@example.org', 'zz-b@example.org']) {
      await seedUser({ email, password: 'not used here', password_hash: '-' });
    }
    const first = await userStore.list({ limit: 2, after: 'zy' });
    expect(first.map(({ email }) => email)).toEqual(['zz-a@example.org', 'zz-b@example.org']);
    expect(first[0]).not.toHaveProperty('user_partition');
    const rest = await userStore.list({ limit: 2, after: 'zz-b@example.org' });
    expect(rest.map(({ email }) => email)).toEqual(['zz-c@example.org']);
    const [gone] = rest;
    if (gone) await userStore.remove(gone);
    await seedUser({ email: 'zz-c@example.org', password: 'not used here', password_hash: '-' });
    const all: string[] = [];
    for await (const { email } of userStore.listAll()) all.push(email);
    expect(all.filter((email) => email.startsWith('zz-'))).toHaveLength(3);
    expect(all).toEqual(all.toSorted());
  });

  it('use a link once, and end all tokens of a user but one', async () => {
    const user_id = newId();
    const session = { user_id, token_id: 'session', created_at, expires_at_epoch_seconds };
    const link = {
      user_id,
      token_id: 'link',
      kind: 'link',
      purpose: 'reset-password',
      email: 'a@example.org',
      created_at,
      expires_at_epoch_seconds,
    } as const;
    await tokenStore.put(session);
    await tokenStore.put(link);
    const used = await Promise.all([1, 2, 3].map(() => tokenStore.use(link, created_at)));
    expect(used.filter((isFirst) => isFirst)).toHaveLength(1);
    expect(await tokenStore.use({ ...link, token_id: 'session' }, created_at)).toBe(false);
    expect(await tokenStore.use({ ...link, token_id: 'unknown' }, created_at)).toBe(false);
    await tokenStore.removeAll(user_id, 'session');
    expect(await tokenStore.list(user_id)).toEqual([session]);
  });

  it('read counters, known or not', async () => {
    await counterStore.increment('known', expires_at_epoch_seconds);
    expect(await counterStore.read(['unknown', 'known'])).toEqual([0, 1]);
  });
});
