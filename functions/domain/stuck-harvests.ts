import type { Harvest } from './harvest.ts';
import type { Limits } from './limits.ts';

/** A harvest that does not get on, and since when nobody has looked after it. */
export interface StuckHarvest {
  harvest: Harvest;
  reason: string;
  /** ISO 8601; absent where nothing would ever wake it. */
  since?: string;
}

/**
 * Harvests that do not get on, the longest first: under way with a lease that has ended, or due and not started. The
 * schedule takes care of both at its next tick, so that what is found twice in a row tells that it does not run.
 */
export function stuckHarvests(harvests: readonly Harvest[], nowMs: number, limits: Limits): StuckHarvest[] {
  return harvests
    .flatMap((harvest): StuckHarvest[] => {
      const { wake_at, harvest_state, publish } = harvest;
      if (harvest_state !== 'idle') {
        if (wake_at === undefined) return [{ harvest, reason: `${harvest_state}, and nothing will wake it` }];
        if (Date.parse(wake_at) > nowMs) return [];
        return [{ harvest, reason: `${harvest_state}, and its lease has ended`, since: wake_at }];
      }
      if (!publish || wake_at === undefined) return [];
      const isOverdue = Date.parse(wake_at) + 2 * limits.scheduleEveryMs < nowMs;
      return isOverdue ? [{ harvest, reason: 'due, and not started', since: wake_at }] : [];
    })
    .sort((a, b) => (a.since ?? '').localeCompare(b.since ?? ''));
}
