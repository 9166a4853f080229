import type { Nullable, TokenStore } from '../domain/ports.ts';
import type { MailedLink, Token } from '../domain/user.ts';
import { openTable } from './dynamodb.ts';

const table = openTable<Token>('tokens');

/** Tokens, keys and links that were given out and not yet ended, in DynamoDB. */
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

  async list(userId) {
    const found: Token[] = [];
    const query = { condition: '#user = :user', names: { '#user': 'user_id' }, values: { ':user': userId } };
    for await (const token of table.query({ ...query, consistent: true })) found.push(token);
    return found;
  },

  async removeAll(userId, except) {
    const ended = (await tokenStore.list(userId)).filter(({ token_id }) => token_id !== except);
    const keys = ended.map(({ user_id, token_id }) => ({ user_id, token_id }));
    await table.writeAll([], keys);
  },

  async use({ user_id, token_id }, used_at) {
    const unused: Partial<Nullable<MailedLink>> = { kind: 'link', used_at: undefined };
    return await table.update({ user_id, token_id }, { used_at }, unused);
  },
};
