import { sendDeletion } from './delete-slice.ts';
import { leaseEndsAt } from './due.ts';
import { failAttempt } from './finish-attempt.ts';
import type { FinishServices } from './finish-harvest.ts';
import type { Harvest } from './harvest.ts';
import { findOrCreateAttempt } from './pending-attempt.ts';
import { sendSlice } from './send-slice.ts';
import { startAttempt } from './trigger.ts';

/** What one tick of the schedule did. */
export interface Woken {
  started: number;
  rescued: number;
  failed: number;
  /** How long the harvest that should have been woken first had waited, seconds; 0 when none was due. */
  oldest_overdue_seconds: number;
}

/**
 * Starts what is due and rescues what is stuck: steps 1 and 8 of the story of a harvest. The index only hints; each
 * change depends on the `wake_at` that was seen.
 */
export async function wakeHarvests(services: FinishServices): Promise<Woken> {
  const woken: Woken = { started: 0, rescued: 0, failed: 0, oldest_overdue_seconds: 0 };
  for await (const hint of services.harvests.listDue(new Date(services.now()).toISOString())) {
    const harvest = await services.harvests.get(hint._id);
    if (harvest?.wake_at !== hint.wake_at) continue;
    const overdueSeconds = Math.round((services.now() - Date.parse(hint.wake_at)) / 1000);
    woken.oldest_overdue_seconds = Math.max(woken.oldest_overdue_seconds, overdueSeconds);
    if (harvest.harvest_state === 'deleting') {
      if (await sendDeletion(services, harvest)) woken.rescued += 1;
    } else if (harvest.harvest_state !== 'idle') {
      const result = await rescue(services, harvest);
      if (result) woken[result] += 1;
    } else if (harvest.publish) {
      if (await startAttempt(services, harvest, { kind: 'schedule' })) woken.started += 1;
    } else {
      await services.harvests.update(harvest._id, { wake_at: undefined }, { wake_at: harvest.wake_at });
    }
  }
  return woken;
}

/**
 * Sends the message of a stuck attempt again (a worker that finds it ended repeats the last step), or ends it when that
 * has helped three times in a row to nothing.
 */
async function rescue(services: FinishServices, harvest: Harvest): Promise<'rescued' | 'failed' | undefined> {
  const { limits } = services;
  const attempt = await findOrCreateAttempt(services.attempts, harvest, {
    attemptId: harvest.attempt_id as string,
    limits,
  });
  if (!attempt) return undefined;
  const wake_at = leaseEndsAt(services.now(), limits);
  if (!(await services.harvests.update(harvest._id, { wake_at }, { wake_at: harvest.wake_at }))) return undefined;
  const isInARow = attempt.rescued_slice === attempt.slice;
  const rescuesInRow = attempt.state === 'harvesting' ? (isInARow ? attempt.rescues_in_row : 0) + 1 : 0;
  if (rescuesInRow > limits.maxRescues) {
    await failAttempt(services, attempt, {
      code: 'HARVEST_STUCK',
      message: `The harvest did not get on: ${limits.maxRescues} times it was started again at the same place and did not come to the end of a slice.`,
    });
    return 'failed';
  }
  const change = { rescue: attempt.rescue + 1, rescues_in_row: rescuesInRow, rescued_slice: attempt.slice };
  const isOurs = await services.attempts.update(attempt, change, { rescue: attempt.rescue, slice: attempt.slice });
  if (!isOurs) return undefined;
  await sendSlice(services.queue, harvest, { ...attempt, ...change });
  return 'rescued';
}
