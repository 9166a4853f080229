import { RegistryError } from '../domain/errors.ts';
import type { UserStore } from '../domain/ports.ts';
import type { User } from '../domain/user.ts';
import { claimStore } from './claim-store.ts';
import { openTable } from './dynamodb.ts';

const table = openTable<User>('users');

/** Accounts in DynamoDB. */
export const userStore: UserStore = {
  async get(id) {
    return await table.get({ _id: id });
  },

  async findByLogin(login) {
    const [field, value] = 'email' in login ? ['email', login.email] : ['username', login.username];
    const found = table.query({
      index: `by-${field}`,
      condition: '#field = :value',
      names: { '#field': field },
      values: { ':value': value },
      limit: 1,
    });
    for await (const { _id } of found) return await table.get({ _id });
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
    if (await table.putIfAbsent(user)) return;
    throw new RegistryError('STORE_CONFLICT', `There is a user ${user._id} already.`);
  },

  async setPasswordHash(id, passwordHash, expected) {
    return await table.update({ _id: id }, { password_hash: passwordHash }, { password_hash: expected });
  },
};
