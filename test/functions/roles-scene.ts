import { decodeJwt } from 'jose';
import { attemptStore } from '../../functions/aws/attempt-store.ts';
import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { probeStore } from '../../functions/aws/probe-store.ts';
import { tokenStore } from '../../functions/aws/token-store.ts';
import { zeroCounters } from '../../functions/domain/attempt.ts';
import type { User } from '../../functions/domain/user.ts';
import { createLink } from '../../functions/identity/mailed-link.ts';
import { digestOf, hashPassword } from '../../functions/identity/password.ts';
import { newAttemptId, newId } from '../../functions/ids.ts';
import { keyHeaders, tokenHeaders } from '../support/credentials.ts';
import { seedHarvest, seedOrganization, seedUser } from '../support/seed.ts';

/** Who may be calling. */
export const callers = [
  'public',
  'unverified',
  'unapproved',
  'member',
  'stranger',
  'administrator',
  'expired',
  'revoked',
  'keyInScope',
  'keyOutOfScope',
] as const;
export type Caller = (typeof callers)[number];

/** Whoever is calling, and what he sends to say so. */
export interface Calling {
  user: User;
  headers: Record<string, string>;
}

/** What one call, or many that change nothing, find in the registry. */
export interface Scene {
  organizationId: string;
  /** Neither harvests nor members. */
  emptyOrganizationId: string;
  /** Of the organization; ended, with removals that are held. */
  harvestId: string;
  attemptId: string;
  recordId: string;
  /** Asked for by the caller. */
  probeId: string;
  /** Asked for by somebody else. */
  othersProbeId: string;
  /** Somebody else's account, which is verified and waits for approval, and one of his tokens. */
  someoneId: string;
  someonesTokenId: string;
  /** Of mails: to somebody who has registered, and to the one above. */
  verifyToken: string;
  resetToken: string;
  /** Another one of the caller than that which he calls with. */
  ownTokenId: string;
  caller: Calling;
}

/** Everybody's. */
export const password = 'wren maple copper 41';
const password_hash = await hashPassword(digestOf(password));
const hourMs = 60 * 60_000;

/** An organization and its two harvests, of which one is what calls are about. */
export type Place = Pick<Scene, 'organizationId' | 'harvestId' | 'attemptId' | 'recordId'> & { otherId: string };

/** Makes an organization with two harvests. */
export async function seedPlace(url?: string): Promise<Place> {
  const { _id: organizationId } = await seedOrganization();
  const [{ _id: harvestId }, { _id: otherId }] = await Promise.all([
    seedHarvest(organizationId, url === undefined ? {} : { url }),
    seedHarvest(organizationId),
  ]);
  return { organizationId, harvestId, otherId, attemptId: await seedAttempt(harvestId), recordId: '0'.repeat(40) };
}

/** Makes a scene of its own for one caller, unless told where. */
export async function seedScene(caller: Caller, where?: Place): Promise<Scene> {
  const { otherId, ...place } = where ?? (await seedPlace());
  const [empty, someone, newcomer, calling] = await Promise.all([
    seedOrganization(),
    seedUser({ password, password_hash, approved: false }),
    seedUser({ password, password_hash, approved: false, verified: false }),
    seedCaller(caller, { ...place, otherId }),
  ]);
  const link = { nowMs: Date.now(), validMs: hourMs };
  const [verifyToken, resetToken, probeId, othersProbeId, someones, another] = await Promise.all([
    createLink(tokenStore, { ...link, user_id: newcomer._id, email: newcomer.email, purpose: 'verify-email' }),
    createLink(tokenStore, { ...link, user_id: someone._id, email: someone.email, purpose: 'reset-password' }),
    seedProbe(calling.user._id),
    seedProbe(someone._id),
    tokenHeaders(someone._id),
    tokenHeaders(calling.user._id),
  ]);
  return {
    ...place,
    emptyOrganizationId: empty._id,
    probeId,
    othersProbeId,
    someoneId: someone._id,
    someonesTokenId: tokenIdOf(someones),
    verifyToken,
    resetToken,
    ownTokenId: tokenIdOf(another),
    caller: calling,
  };
}

/** The id of the token that headers carry. */
function tokenIdOf(headers: Record<string, string>): string {
  return decodeJwt(headers['X-Auth-Token'] ?? '').jti ?? '';
}

async function seedCaller(caller: Caller, { organizationId, harvestId, otherId }: Place): Promise<Calling> {
  const said: Partial<User> = { organization_ids: [organizationId] };
  if (caller === 'unverified') Object.assign(said, { verified: false, approved: false });
  if (caller === 'unapproved') Object.assign(said, { approved: false });
  if (caller === 'administrator') Object.assign(said, { roles: ['admin'], organization_ids: [] });
  if (caller === 'stranger') said.organization_ids = [(await seedOrganization())._id];
  const user = await seedUser({ password, password_hash, ...said });
  return { user, headers: await headersOf(caller, user._id, { harvestId, otherId }) };
}

async function headersOf(
  caller: Caller,
  userId: string,
  { harvestId, otherId }: Pick<Place, 'harvestId' | 'otherId'>,
): Promise<Record<string, string>> {
  if (caller === 'public') return {};
  // What a script sends that does not look at the answer of its login, which was refused.
  if (caller === 'unverified') return { 'X-Auth-Token': 'null', 'X-User-Id': userId };
  if (caller === 'keyInScope') return await keyHeaders(userId, [harvestId]);
  if (caller === 'keyOutOfScope') return await keyHeaders(userId, [otherId]);
  const headers = await tokenHeaders(userId, caller === 'expired' ? { validMs: -1000 } : {});
  if (caller === 'revoked') await tokenStore.remove(userId, tokenIdOf(headers));
  return headers;
}

async function seedAttempt(harvest_id: string): Promise<string> {
  const nowMs = Date.now();
  const attempt_id = newAttemptId(nowMs);
  const trigger = { kind: 'user', user_id: 'whoStartedIt22222' } as const;
  await attemptStore.createIfAbsent({
    harvest_id,
    attempt_id,
    state: 'partial',
    trigger,
    created_at: new Date(nowMs).toISOString(),
    slice: 1,
    cursor: { phase: 'list' },
    result_keys: [],
    counters: zeroCounters(),
    progress: { listed: 30, done: 30 },
    rescue: 0,
    rescues_in_row: 0,
    notices: [],
    removals_held: 20,
    expires_at_epoch_seconds: Math.floor((nowMs + hourMs) / 1000),
  });
  await harvestStore.update(harvest_id, { attempt_id, attempt_trigger: trigger }, {});
  return attempt_id;
}

async function seedProbe(asked_by: string): Promise<string> {
  const probe_id = `${newId()}${newId()}`;
  await probeStore.put({
    probe_id,
    token: probe_id,
    asked_by,
    url: 'http://127.0.0.1:9/',
    harvest_type: 'WAF',
    sample_size: 0,
    state: 'ok',
    created_at: new Date().toISOString(),
    result: { documents: 3, is_complete: true, seconds: 1, notices: [] },
    expires_at_epoch_seconds: Math.floor((Date.now() + hourMs) / 1000),
  });
  return probe_id;
}
