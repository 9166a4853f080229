import { beingDeleted } from './delete-harvest.ts';
import { leaseEndsAt } from './due.ts';
import { RegistryError } from './errors.ts';
import type { Harvest, Trigger } from './harvest.ts';
import type { Limits } from './limits.ts';
import { findOrCreateAttempt } from './pending-attempt.ts';
import type { AttemptStore, Clock, HarvestQueue, HarvestStore } from './ports.ts';
import { sendSlice } from './send-slice.ts';

/** What starting an attempt needs. */
export interface TriggerServices {
  harvests: HarvestStore;
  attempts: AttemptStore;
  queue: HarvestQueue;
  now: Clock;
  limits: Limits;
  /** An attempt id that sorts by the given time. */
  newAttemptId(nowMs: number): string;
}

/** The attempt a trigger led to. With `next_attempt_id`, `attempt_id` is the one under way that it will follow. */
export interface Triggered {
  harvest_id: string;
  attempt_id: string;
  next_attempt_id?: string;
  state: 'pending' | 'harvesting';
}

/**
 * Starts an attempt, joins the pending one, or has one follow the one under way: step 1 of the story of a harvest.
 * Each round is one conditional update; losing it to another trigger or to the worker means looking again.
 * @throws `HARVEST_NOT_FOUND`, `HARVEST_DELETING`
 */
export async function triggerHarvest(
  services: TriggerServices,
  harvestId: string,
  trigger: Trigger,
): Promise<Triggered> {
  for (;;) {
    const harvest = await services.harvests.get(harvestId);
    if (!harvest) throw new RegistryError('HARVEST_NOT_FOUND', `There is no harvest ${harvestId}.`);
    if (harvest.harvest_state === 'deleting') throw beingDeleted(harvest);
    if (harvest.harvest_state === 'pending') return await announce(services, harvest);
    const triggered =
      harvest.harvest_state === 'idle'
        ? await startAttempt(services, harvest, trigger)
        : await followAttempt(services, harvest, trigger);
    if (triggered) return triggered;
  }
}

/**
 * Moves an idle harvest to pending with a new attempt; undefined when it was no longer as seen.
 * The update depends on the `wake_at` that was seen, so that of two schedules one starts it.
 */
export async function startAttempt(
  services: TriggerServices,
  harvest: Harvest,
  trigger: Trigger,
): Promise<Triggered | undefined> {
  const nowMs = services.now();
  const change = {
    harvest_state: 'pending',
    attempt_id: services.newAttemptId(nowMs),
    attempt_trigger: trigger,
    attempt_created_at: new Date(nowMs).toISOString(),
    wake_at: leaseEndsAt(nowMs, services.limits),
  } satisfies Partial<Harvest>;
  const seen = { harvest_state: 'idle', wake_at: harvest.wake_at } as const;
  if (!(await services.harvests.update(harvest._id, change, seen))) return undefined;
  return await announce(services, { ...harvest, ...change });
}

/**
 * Writes the attempt of a pending harvest and sends its message. Safe to repeat: the attempt is put if absent, the queue
 * drops the second message, and a worker that gets one all the same finds the slice done.
 */
export async function announce(services: TriggerServices, harvest: Harvest): Promise<Triggered> {
  const attempt_id = harvest.attempt_id as string;
  const attempt = await findOrCreateAttempt(services.attempts, harvest, {
    attemptId: attempt_id,
    limits: services.limits,
  });
  if (attempt) await sendSlice(services.queue, harvest, attempt);
  return { harvest_id: harvest._id, attempt_id, state: 'pending' };
}

/** Sets the flag that makes an attempt follow the one under way; undefined when that one has ended meanwhile. */
async function followAttempt(
  services: TriggerServices,
  harvest: Harvest,
  trigger: Trigger,
): Promise<Triggered | undefined> {
  const answer = { harvest_id: harvest._id, attempt_id: harvest.attempt_id as string, state: 'harvesting' } as const;
  if (harvest.next_attempt_id) return { ...answer, next_attempt_id: harvest.next_attempt_id };
  const nowMs = services.now();
  const next_attempt_id = services.newAttemptId(nowMs);
  const change = {
    next_attempt_id,
    next_attempt_trigger: trigger,
    next_attempt_created_at: new Date(nowMs).toISOString(),
  };
  const seen = { harvest_state: 'harvesting', attempt_id: harvest.attempt_id, next_attempt_id: undefined } as const;
  if (!(await services.harvests.update(harvest._id, change, seen))) return undefined;
  return { ...answer, next_attempt_id };
}
