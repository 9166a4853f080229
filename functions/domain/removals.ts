import type { Limits } from './limits.ts';
import type { Plan } from './plan.ts';
import type { ManifestEntry } from './record.ts';

/** What becomes of the known records that a listing does not have. */
export interface Removals {
  /** Gone for good. */
  remove: ManifestEntry[];
  /** Kept although a complete listing lacks them: they would be too many at once. */
  hold: ManifestEntry[];
  /** Kept because the listing was not complete: nothing is known of them. */
  keep: ManifestEntry[];
}

/**
 * Step 7 of the story of a harvest: records go only when the whole listing was read, and when that would be more than a
 * tenth of the source (and more than ten), only after three complete listings in a row without them. Where somebody gave
 * the source another URL or type, what the old one had is expected to be gone: unless the new one lists nothing.
 */
export function decideRemovals(plan: Plan, limits: Limits): Removals {
  if (!plan.is_complete) return { remove: [], hold: [], keep: plan.absent };
  const missing = plan.absent.map((entry) => ({ ...entry, missing_listings: (entry.missing_listings ?? 0) + 1 }));
  const knownCount = plan.absent.length + plan.skipped.length + plan.fetches.filter((fetch) => fetch.known).length;
  const isTooMany = missing.length > limits.heldRemovalCount && missing.length > knownCount * limits.heldRemovalShare;
  const isExpected = plan.is_moved === true && plan.listed > 0;
  if (!isTooMany || isExpected) return { remove: missing, hold: [], keep: [] };
  const isOverdue = (entry: ManifestEntry) => (entry.missing_listings ?? 0) >= limits.heldRemovalListings;
  return { remove: missing.filter(isOverdue), hold: missing.filter((entry) => !isOverdue(entry)), keep: [] };
}
