import type { TokenStore } from '../domain/ports.ts';
import type { Token } from '../domain/user.ts';
import { openTable } from './dynamodb.ts';

const table = openTable<Token>('tokens');

/** Ids of the tokens that were given out and not yet logged out, in DynamoDB. */
export const tokenStore: TokenStore = {
  async get(userId, tokenId) {
    return await table.get({ user_id: userId, token_id: tokenId });
  },

  async put(token) {
    await table.putIfAbsent(token);
  },

  async remove(userId, tokenId) {
    await table.remove({ user_id: userId, token_id: tokenId });
  },
};
