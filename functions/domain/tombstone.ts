import type { Limits } from './limits.ts';
import type { ManifestEntry } from './record.ts';

/** What is remembered of a removed record, so that it comes back with its history when its document does. */
export interface Tombstone {
  record_id: string;
  first_seen_at: string;
  changed_at?: string;
  hash_val?: string;
  removed_at: string;
}

const dayMs = 24 * 60 * 60_000;

/** The tombstones that are still remembered at a time. */
export function lastingTombstones(tombstones: Tombstone[] | undefined, nowMs: number, limits: Limits): Tombstone[] {
  const oldestMs = nowMs - limits.tombstoneDays * dayMs;
  return (tombstones ?? []).filter(({ removed_at }) => Date.parse(removed_at) > oldestMs);
}

/** The tombstone of a record that is removed now. */
export function tombstoneOf(entry: ManifestEntry, removedAt: string): Tombstone {
  const { record_id, first_seen_at, changed_at, hash_val } = entry;
  return {
    record_id,
    first_seen_at,
    ...(changed_at ? { changed_at } : {}),
    ...(hash_val ? { hash_val } : {}),
    removed_at: removedAt,
  };
}
