import { type Attempt, zeroCounters } from './attempt.ts';
import type { Harvest } from './harvest.ts';
import type { Limits } from './limits.ts';
import type { AttemptStore } from './ports.ts';

const daySeconds = 24 * 60 * 60;

/**
 * Finds an attempt, and where a crash left it unwritten, writes it from what the harvest says of it.
 * Undefined when there is neither.
 */
export async function findOrCreateAttempt(
  attempts: AttemptStore,
  harvest: Harvest,
  { attemptId, limits }: { attemptId: string; limits: Limits },
): Promise<Attempt | undefined> {
  const found = await attempts.get(harvest._id, attemptId);
  if (found) return found;
  const pending = pendingAttemptOf(harvest, attemptId, limits);
  if (!pending) return undefined;
  await attempts.createIfAbsent(pending);
  return await attempts.get(harvest._id, attemptId);
}

function pendingAttemptOf(harvest: Harvest, attemptId: string, limits: Limits): Attempt | undefined {
  if (
    attemptId === harvest.attempt_id &&
    (harvest.harvest_state === 'pending' || harvest.harvest_state === 'harvesting')
  ) {
    return pendingAttempt(harvest, attemptId, {
      trigger: harvest.attempt_trigger,
      createdAt: harvest.attempt_created_at,
      limits,
    });
  }
  if (attemptId === harvest.next_attempt_id) {
    return pendingAttempt(harvest, attemptId, {
      trigger: harvest.next_attempt_trigger,
      createdAt: harvest.next_attempt_created_at,
      limits,
    });
  }
  return undefined;
}

function pendingAttempt(
  harvest: Harvest,
  attemptId: string,
  {
    trigger,
    createdAt,
    limits,
  }: { trigger: Attempt['trigger'] | undefined; createdAt: string | undefined; limits: Limits },
): Attempt {
  const created_at = createdAt ?? harvest.created_at;
  return {
    harvest_id: harvest._id,
    attempt_id: attemptId,
    state: 'pending',
    trigger: trigger ?? { kind: 'operator' },
    created_at,
    slice: 0,
    cursor: { phase: 'list' },
    result_keys: [],
    counters: zeroCounters(),
    progress: { listed: 0, done: 0 },
    rescue: 0,
    rescues_in_row: 0,
    notices: [],
    removals_held: 0,
    expires_at_epoch_seconds: Math.floor(Date.parse(created_at) / 1000) + limits.attemptDays * daySeconds,
  };
}
