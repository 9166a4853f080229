import { randomBytes, timingSafeEqual } from 'node:crypto';
import { audited } from '../domain/audit.ts';
import { RegistryError } from '../domain/errors.ts';
import type { TokenStore } from '../domain/ports.ts';
import type { ApiKey, Token } from '../domain/user.ts';
import { newId, sha256 } from '../ids.ts';
import type { AccountServices } from './account-services.ts';

/** Begins every key, so that people and secret scanners know one when they see it. */
const prefix = 'ioosreg_';
/** The prefix, the key's id, and 256 random bits. */
const pattern = /^ioosreg_([2-9A-Za-z]{17})_([\w-]{43})$/;
const secretBytes = 32;
const daySeconds = 24 * 60 * 60;

/** What a new key is to be. */
export interface NewApiKey {
  user_id: string;
  name: string;
  harvest_ids?: string[] | undefined;
  expires_in_days?: number | undefined;
}

/**
 * Makes a key. What it returns is kept nowhere: only its hash is.
 * @throws `TOO_MANY_API_KEYS`
 */
export async function createApiKey(
  { tokens, audit, now, limits, actor }: Pick<AccountServices, 'tokens' | 'audit' | 'now' | 'limits' | 'actor'>,
  { user_id, name, harvest_ids, expires_in_days }: NewApiKey,
): Promise<{ key: string; kept: ApiKey }> {
  const secret = randomBytes(secretBytes).toString('base64url');
  const nowMs = now();
  const expires_at_epoch_seconds = Math.floor(nowMs / 1000) + (expires_in_days ?? 0) * daySeconds;
  const kept: ApiKey = {
    user_id,
    token_id: newId(),
    kind: 'api-key',
    name,
    secret_hash: sha256(secret),
    ...(harvest_ids ? { harvest_ids } : {}),
    created_at: new Date(nowMs).toISOString(),
    ...(expires_in_days ? { expires_at_epoch_seconds } : {}),
  };
  const after = { id: kept.token_id, name, harvest_ids: harvest_ids ?? 'all', expires_in_days };
  await audited(audit, { subject: `user#${user_id}`, actor, action: 'create-api-key', after }, async () => {
    const keys = (await tokens.list(user_id)).filter(({ kind }) => kind === 'api-key');
    if (keys.length >= limits.apiKeysPerUser) {
      throw new RegistryError('TOO_MANY_API_KEYS', `There are ${keys.length} keys already. Revoke one before.`);
    }
    await tokens.put(kept);
  });
  return { key: `${prefix}${kept.token_id}_${secret}`, kept };
}

/** Tells whether what was sent as a token is meant to be an API key. */
export function isApiKey(text: string): boolean {
  return text.startsWith(prefix);
}

/** The key that was sent, where it is one of this user's and was not revoked. */
export async function findApiKey(
  tokens: Pick<TokenStore, 'get'>,
  { key, userId }: { key: string; userId: string },
): Promise<ApiKey | undefined> {
  const [, tokenId, secret] = pattern.exec(key) ?? [];
  if (!tokenId || !secret) return undefined;
  const kept = await tokens.get(userId, tokenId);
  if (kept?.kind !== 'api-key') return undefined;
  const isRight = timingSafeEqual(Buffer.from(sha256(secret)), Buffer.from(kept.secret_hash));
  return isRight ? kept : undefined;
}

/**
 * Ends one token or key of a user.
 * @throws `TOKEN_NOT_FOUND`
 */
export async function revokeToken(
  { tokens, audit, actor }: Pick<AccountServices, 'tokens' | 'audit' | 'actor'>,
  { user_id, token_id }: Pick<Token, 'user_id' | 'token_id'>,
): Promise<void> {
  const token = token_id.length <= maxIdLength ? await tokens.get(user_id, token_id) : undefined;
  if (!token || token.kind === 'link') throw new RegistryError('TOKEN_NOT_FOUND', 'You have no such token or key.');
  const before = { id: token_id, ...(token.kind === 'api-key' ? { kind: token.kind, name: token.name } : {}) };
  await audited(audit, { subject: `user#${user_id}`, actor, action: 'revoke-token', before }, () =>
    tokens.remove(user_id, token_id),
  );
}

const maxIdLength = 128;
