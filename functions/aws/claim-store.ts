import { createHash } from 'node:crypto';
import type { ClaimRequest, ClaimStore } from '../domain/ports.ts';
import { openTable } from './dynamodb.ts';

interface Claim {
  claim: string;
  owner_id: string;
  claimed_at: string;
}

/** After this long a claim whose owner does not exist is a crash's left-over, ms. */
const orphanAfterMs = 15 * 60_000;

const table = openTable<Claim>('claims');

/** A longer value is claimed by its SHA-256: a key has 2048 bytes, and a URL with escapes may have more. */
const maxKeyBytes = 1024;

function keyOf(value: string): string {
  if (Buffer.byteLength(value) <= maxKeyBytes) return value;
  return `${value.slice(0, value.indexOf('#'))}#sha256-${createHash('sha256').update(value).digest('hex')}`;
}

/** Claims on unique values in DynamoDB. */
export const claimStore: ClaimStore = {
  async claim(request: ClaimRequest): Promise<boolean> {
    const claimed_at = new Date(request.nowMs).toISOString();
    if (await table.putIfAbsent({ claim: keyOf(request.value), owner_id: request.ownerId, claimed_at })) return true;
    const existing = await table.get({ claim: keyOf(request.value) });
    if (!existing) return await claimStore.claim(request);
    const isOurs = existing.owner_id === request.ownerId;
    const isYoung = request.nowMs - Date.parse(existing.claimed_at) < orphanAfterMs;
    if (!isOurs && (isYoung || (await request.ownerExists(existing.owner_id)))) return false;
    // One's own claim is young again: whoever comes back for it has the whole time once more.
    const isClaimed = await table.update(
      { claim: keyOf(request.value) },
      { owner_id: request.ownerId, claimed_at },
      { owner_id: existing.owner_id, claimed_at: existing.claimed_at },
    );
    return isClaimed || (isOurs && (await claimStore.findOwner(request.value)) === request.ownerId);
  },

  async findOwner(value) {
    return (await table.get({ claim: keyOf(value) }))?.owner_id;
  },

  async release(value, ownerId) {
    await table.removeIf({ claim: keyOf(value) }, ownerId === undefined ? {} : { owner_id: ownerId });
  },
};
