import { findSigningKey } from '../aws/signing-key.ts';
import { tokenStore } from '../aws/token-store.ts';
import { userStore } from '../aws/user-store.ts';
import type { User } from '../domain/user.ts';
import { type TokenClaims, verifyAuthToken } from '../identity/auth-token.ts';
import type { ApiRequest } from './request.ts';

/** Who a request's `X-Auth-Token` and `X-User-Id` say is calling. */
export interface Caller {
  user: User;
  token: TokenClaims;
}

/**
 * The caller, when both headers are there, belong together, and the token is ours, in time and not logged out.
 * A forged or expired token is refused before anything is read.
 */
export async function authenticate({ headers }: Pick<ApiRequest, 'headers'>): Promise<Caller | undefined> {
  const authToken = headers['x-auth-token'];
  const userId = headers['x-user-id'];
  if (!authToken || !userId) return undefined;
  const nowMs = Date.now();
  const token = await verifyAuthToken(authToken, { findKey: findSigningKey, nowMs });
  if (token?.user_id !== userId) return undefined;
  const [kept, user] = await Promise.all([tokenStore.get(token.user_id, token.token_id), userStore.get(token.user_id)]);
  return kept && user ? { user, token } : undefined;
}
