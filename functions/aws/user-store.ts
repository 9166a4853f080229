import { RegistryError } from '../domain/errors.ts';
import { isAdministrator } from '../domain/permissions.ts';
import type { UserStore } from '../domain/ports.ts';
import type { User } from '../domain/user.ts';
import { administratorStore } from './administrator-store.ts';
import { claimStore } from './claim-store.ts';
import { openTable } from './dynamodb.ts';
import { isPossibleKey } from './possible-key.ts';
import { userPartition } from './tables.ts';

/** As stored: the constant partition lists all accounts by their addresses. */
type Item = User & { user_partition?: string };

const table = openTable<Item>('users');
const pageSize = 100;

/** Accounts in DynamoDB. */
export const userStore: UserStore = {
  async get(id) {
    const item = await table.get({ _id: id });
    return item && userFrom(item);
  },

  async findByLogin(login) {
    const [field, value] = 'email' in login ? ['email', login.email] : ['username', login.username];
    if (!isPossibleKey({ partitionKey: field }, { [field]: value })) return undefined;
    const found = table.query({
      index: `by-${field}`,
      condition: '#field = :value',
      names: { '#field': field },
      values: { ':value': value },
      limit: 1,
    });
    for await (const { _id } of found) return await userStore.get(_id);
    return undefined;
  },

  async create(user) {
    const claims: [string, 'EMAIL_TAKEN' | 'NAME_TAKEN'][] = [[`email#${user.email}`, 'EMAIL_TAKEN']];
    if (user.username) claims.push([`username#${user.username}`, 'NAME_TAKEN']);
    for (const [value, code] of claims) {
      const request = {
        value,
        ownerId: user._id,
        nowMs: Date.parse(user.created_at),
        ownerExists: async (ownerId: string) => (await table.get({ _id: ownerId })) !== undefined,
      };
      if (await claimStore.claim(request)) continue;
      throw new RegistryError(code, `There is an account with this ${value.split('#')[0]} already.`);
    }
    if (!(await table.putIfAbsent({ ...user, user_partition: userPartition }))) {
      throw new RegistryError('STORE_CONFLICT', `There is a user ${user._id} already.`);
    }
    if (isAdministrator(user)) await administratorStore.add(user._id);
  },

  async setPasswordHash(id, passwordHash, expected) {
    return await table.update({ _id: id }, { password_hash: passwordHash }, { password_hash: expected });
  },

  async update(id, change, expected) {
    return await table.update({ _id: id }, change, expected);
  },

  async list({ limit, after }) {
    const keys: { _id: string }[] = [];
    for await (const { _id } of table.query({ ...inOrder(after), limit })) keys.push({ _id });
    return (await table.getAll(keys)).map(userFrom);
  },

  async *listAll() {
    for (let after: string | undefined; ; ) {
      const page = await userStore.list({ limit: pageSize, after });
      yield* page;
      after = page.at(-1)?.email;
      if (after === undefined) return;
    }
  },

  async remove(user) {
    await table.remove({ _id: user._id });
    const claims = [`email#${user.email}`, ...(user.username ? [`username#${user.username}`] : [])];
    for (const claim of claims) if ((await claimStore.findOwner(claim)) === user._id) await claimStore.release(claim);
  },
};

function inOrder(after: string | undefined) {
  return {
    index: 'in-order',
    condition: after ? '#partition = :partition AND #email > :after' : '#partition = :partition',
    names: { '#partition': 'user_partition', ...(after ? { '#email': 'email' } : {}) },
    values: { ':partition': userPartition, ...(after ? { ':after': after } : {}) },
  };
}

function userFrom({ user_partition: _, ...user }: Item): User {
  return user;
}
