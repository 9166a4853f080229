import type { Harvest } from './harvest.ts';
import type { Limits } from './limits.ts';

const dayMs = 24 * 60 * 60_000;

/**
 * When an idle harvest is due next, ISO 8601; undefined when it is not published.
 * `random` in [0, 1) spreads the sources on both sides of the nominal time, so that they neither wake together nor drift.
 */
export function nextDueAt(
  harvest: Pick<Harvest, 'publish' | 'harvest_interval'>,
  startedAtMs: number,
  { limits, random }: { limits: Limits; random: number },
): string | undefined {
  if (!harvest.publish) return undefined;
  const jitter = limits.scheduleJitter * (2 * random - 1);
  return new Date(startedAtMs + harvest.harvest_interval * dayMs * (1 + jitter)).toISOString();
}

/** When the lease of an attempt ends that shows life now, ISO 8601. */
export function leaseEndsAt(nowMs: number, limits: Limits): string {
  return new Date(nowMs + limits.leaseMs).toISOString();
}
