import { currentSigningKey } from '../../functions/aws/signing-key.ts';
import { tokenStore } from '../../functions/aws/token-store.ts';
import { defaultLimits } from '../../functions/domain/limits.ts';
import { auditServices } from '../../functions/http/audit-services.ts';
import { createApiKey } from '../../functions/identity/api-key.ts';
import { signAuthToken } from '../../functions/identity/auth-token.ts';
import { newId } from '../../functions/ids.ts';

const hourMs = 60 * 60_000;

/** Headers that authenticate an account by a token of its own, made without a login; `validMs` below zero: expired. */
export async function tokenHeaders(user_id: string, { validMs = hourMs } = {}): Promise<Record<string, string>> {
  const token_id = newId();
  const nowMs = Date.now();
  // The item outlives the token, so that what refuses an expired one is the token itself.
  const expires_at_epoch_seconds = Math.floor((nowMs + hourMs) / 1000);
  await tokenStore.put({ user_id, token_id, created_at: new Date(nowMs).toISOString(), expires_at_epoch_seconds });
  const signed = { key: await currentSigningKey(), nowMs, expiresAtMs: nowMs + validMs };
  return { 'X-Auth-Token': await signAuthToken({ user_id, token_id }, signed), 'X-User-Id': user_id };
}

/** Headers that authenticate an account by an API key for these harvests. */
export async function keyHeaders(user_id: string, harvest_ids: string[]): Promise<Record<string, string>> {
  const services = { tokens: tokenStore, audit: auditServices(), now: Date.now, limits: defaultLimits };
  const actor = { kind: 'user', user_id } as const;
  const { key } = await createApiKey({ ...services, actor }, { user_id, name: 'A key', harvest_ids });
  return { 'X-Auth-Token': key, 'X-User-Id': user_id };
}
