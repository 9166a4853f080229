import { type Attempt, isFinished } from './attempt.ts';
import { deleteSlice } from './delete-slice.ts';
import { leaseEndsAt } from './due.ts';
import { finishHarvest } from './finish-harvest.ts';
import type { Harvest } from './harvest.ts';
import { findOrCreateAttempt } from './pending-attempt.ts';
import type { HarvestMessage } from './ports.ts';
import { applyRemovalsDecision } from './removals-decision.ts';
import { runProbe } from './run-probe.ts';
import type { RunServices } from './run-services.ts';
import { runSlice } from './run-slice.ts';
import { sendSlice } from './send-slice.ts';

/**
 * Acts on one message. Whatever was delivered twice, late or after a crash: the attempt says what is to be done, the
 * message only that somebody should look.
 */
export async function runMessage(services: RunServices, message: HarvestMessage): Promise<void> {
  if (message.kind === 'removals') return await applyRemovalsDecision(services, message);
  if (message.kind === 'probe') return await runProbe(services, message);
  if (message.kind === 'delete') return await deleteSlice(services, message);
  const harvest = await services.harvests.get(message.harvest_id);
  if (!harvest || harvest.harvest_state === 'deleting') return;
  const attempt = await findOrCreateAttempt(services.attempts, harvest, {
    attemptId: message.attempt_id,
    limits: services.limits,
  });
  if (!attempt) return;
  if (isFinished(attempt) || harvest.attempt_id !== attempt.attempt_id) return await finishHarvest(services, attempt);
  if (message.slice < attempt.slice) return await sendSlice(services.queue, harvest, attempt);
  const begun = await beginAttempt(services, harvest, attempt);
  if (begun) await runSlice(services, { harvest, attempt: begun });
}

/** Moves harvest and attempt from pending to harvesting; undefined when another worker has ended the attempt meanwhile. */
async function beginAttempt(services: RunServices, harvest: Harvest, attempt: Attempt): Promise<Attempt | undefined> {
  const nowMs = services.now();
  if (harvest.harvest_state === 'pending') {
    const change = {
      harvest_state: 'harvesting',
      last_started_at: new Date(nowMs).toISOString(),
      wake_at: leaseEndsAt(nowMs, services.limits),
    } as const;
    await services.harvests.update(harvest._id, change, {
      attempt_id: attempt.attempt_id,
      harvest_state: 'pending',
    });
  }
  if (attempt.state === 'harvesting') return attempt;
  const change = { state: 'harvesting', started_at: new Date(nowMs).toISOString() } as const;
  const hasBegun = await services.attempts.update(attempt, change, { state: 'pending' });
  if (hasBegun) return { ...attempt, ...change };
  const now = await services.attempts.get(attempt.harvest_id, attempt.attempt_id);
  return now?.state === 'harvesting' ? now : undefined;
}
