import { findSigningKey } from '../aws/signing-key.ts';
import { tokenStore } from '../aws/token-store.ts';
import { userStore } from '../aws/user-store.ts';
import type { ApiKey, User } from '../domain/user.ts';
import { findApiKey, isApiKey } from '../identity/api-key.ts';
import { type TokenClaims, verifyAuthToken } from '../identity/auth-token.ts';
import type { ApiRequest } from './request.ts';

/** Who a request's `X-Auth-Token` and `X-User-Id` say is calling. */
export interface Caller {
  user: User;
  token: TokenClaims;
  /** The API key that was sent in the place of an authToken. */
  apiKey?: ApiKey;
}

/**
 * The caller, when both headers are there, belong together, and the token is ours, in time and not logged out.
 * A forged or expired token is refused before anything is read.
 */
export async function authenticate({ headers }: Pick<ApiRequest, 'headers'>): Promise<Caller | undefined> {
  const authToken = headers['x-auth-token'];
  const userId = headers['x-user-id'];
  if (!authToken || !userId) return undefined;
  if (isApiKey(authToken)) return await callerFromKey(authToken, userId);
  const nowMs = Date.now();
  const token = await verifyAuthToken(authToken, { findKey: findSigningKey, nowMs });
  if (token?.user_id !== userId) return undefined;
  const [kept, user] = await Promise.all([tokenStore.get(token.user_id, token.token_id), userStore.get(token.user_id)]);
  const isSession = kept !== undefined && (kept.kind ?? 'session') === 'session';
  return isSession && user ? { user, token } : undefined;
}

async function callerFromKey(key: string, userId: string): Promise<Caller | undefined> {
  if (userId.length > maxIdLength) return undefined;
  const [apiKey, user] = await Promise.all([findApiKey(tokenStore, { key, userId }), userStore.get(userId)]);
  if (!apiKey || !user) return undefined;
  return { user, token: { user_id: userId, token_id: apiKey.token_id }, apiKey };
}

/** Of an id that is looked for, characters: it comes from a header and is no key of a table yet. */
const maxIdLength = 128;
