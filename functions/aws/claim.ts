import { openTable } from './dynamodb.ts';

/** Who owns a unique value. */
interface Claim {
  claim: string;
  owner_id: string;
  claimed_at: string;
}

/** After this long a claim whose owner does not exist is a crash's left-over, ms. */
const orphanAfterMs = 15 * 60_000;

const table = openTable<Claim>('claims');

/** A value to claim: `value` is e.g. `email#a@example.org`; `ownerExists` looks for the owner of an existing claim. */
export interface ClaimRequest {
  value: string;
  ownerId: string;
  nowMs: number;
  ownerExists(ownerId: string): Promise<boolean>;
}

/**
 * Claims a unique value before its owner is written; tells whether it is ours now. A claim that a crash left without an
 * owner is taken over by a conditional write after 15 minutes.
 */
export async function claimValue(request: ClaimRequest): Promise<boolean> {
  const claimed_at = new Date(request.nowMs).toISOString();
  if (await table.putIfAbsent({ claim: request.value, owner_id: request.ownerId, claimed_at })) return true;
  const existing = await table.get({ claim: request.value });
  if (!existing) return await claimValue(request);
  if (existing.owner_id === request.ownerId) return true;
  const isYoung = request.nowMs - Date.parse(existing.claimed_at) < orphanAfterMs;
  if (isYoung || (await request.ownerExists(existing.owner_id))) return false;
  return await table.update(
    { claim: request.value },
    { owner_id: request.ownerId, claimed_at },
    { owner_id: existing.owner_id, claimed_at: existing.claimed_at },
  );
}

/** The owner of a claimed value. */
export async function findClaimOwner(value: string): Promise<string | undefined> {
  return (await table.get({ claim: value }))?.owner_id;
}

/** Gives a value back. */
export async function releaseClaim(value: string): Promise<void> {
  await table.remove({ claim: value });
}
