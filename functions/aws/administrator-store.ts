import type { AdministratorStore } from '../domain/ports.ts';
import { openTable } from './dynamodb.ts';

interface Administrators {
  claim: string;
  user_ids: Set<string>;
}

const table = openTable<Administrators>('claims');
/** One item for all, so that one condition can see that somebody is left. */
const key = { claim: 'administrators' };

/** Ids of the administrators in DynamoDB: one item that holds a set. */
export const administratorStore: AdministratorStore = {
  async add(userId) {
    await table.addToSet(key, 'user_ids', userId);
  },

  async remove(userId) {
    return await table.takeFromSet(key, 'user_ids', userId);
  },

  async list() {
    return [...((await table.get(key))?.user_ids ?? [])];
  },
};
