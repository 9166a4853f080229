import type { Attempt } from './attempt.ts';
import { leaseEndsAt, nextDueAt } from './due.ts';
import type { Harvest, Outcome } from './harvest.ts';
import type { Nullable } from './ports.ts';
import { announce, type TriggerServices } from './trigger.ts';

/** What ending an attempt needs. */
export interface FinishServices extends TriggerServices {
  /** In [0, 1). */
  random(): number;
  /** Called once with each attempt that has ended and whose end the harvest now tells. */
  measureEnd(attempt: Attempt): void;
}

/**
 * The last write of a harvest's story: figures, state and next due time, on condition that the harvest still points to
 * this finished attempt. Turns the flag of a waiting trigger into the next pending attempt. Safe to repeat.
 */
export async function finishHarvest(services: FinishServices, attempt: Attempt): Promise<void> {
  for (;;) {
    const harvest = await services.harvests.get(attempt.harvest_id);
    if (!harvest || harvest.harvest_state === 'deleting') return;
    if (harvest.attempt_id !== attempt.attempt_id || harvest.harvest_state === 'idle') {
      if (harvest.harvest_state === 'pending') await announce(services, harvest);
      return;
    }
    const change = { ...figuresOf(attempt), ...nextStateOf(services, harvest) };
    const seen = {
      attempt_id: attempt.attempt_id,
      harvest_state: harvest.harvest_state,
      next_attempt_id: harvest.next_attempt_id,
      publish: harvest.publish,
      harvest_interval: harvest.harvest_interval,
    };
    if (!(await services.harvests.update(harvest._id, change, seen))) continue;
    services.measureEnd(attempt);
    if (harvest.next_attempt_id) await announce(services, { ...harvest, ...change } as Harvest);
    return;
  }
}

/**
 * A failed attempt changes no figure: those of the last run that saw the source stay. Records may have been written all
 * the same, by a slice that was never committed: the next plan looks.
 */
function figuresOf(attempt: Attempt): Partial<Nullable<Harvest>> {
  const { counters, state } = attempt;
  const ended = { last_harvest_dt: attempt.finished_at, last_harvest_status: state as Outcome };
  if (state === 'fail') return { ...ended, manifest_stale: true };
  return {
    ...ended,
    last_record_count: counters.listed,
    last_good_count: counters.good,
    last_bad_count: counters.bad + counters.unreachable,
    manifest_attempt_id: attempt.attempt_id,
    report_attempt_id: attempt.report_attempt_id,
    manifest_stale: undefined,
  };
}

function nextStateOf(services: FinishServices, harvest: Harvest): Partial<Nullable<Harvest>> {
  const nowMs = services.now();
  if (harvest.next_attempt_id) {
    return {
      harvest_state: 'pending',
      attempt_id: harvest.next_attempt_id,
      attempt_trigger: harvest.next_attempt_trigger,
      attempt_created_at: harvest.next_attempt_created_at,
      next_attempt_id: undefined,
      next_attempt_trigger: undefined,
      next_attempt_created_at: undefined,
      wake_at: leaseEndsAt(nowMs, services.limits),
    };
  }
  const startedAtMs = harvest.last_started_at ? Date.parse(harvest.last_started_at) : nowMs;
  const random = services.random();
  return {
    harvest_state: 'idle',
    wake_at: nextDueAt(harvest, startedAtMs, { limits: services.limits, random }),
  };
}
