import type { ScheduledEvent } from 'aws-lambda';
import { attemptStore } from '../aws/attempt-store.ts';
import { harvestStore } from '../aws/harvest-store.ts';
import { harvestQueue } from '../aws/queue.ts';
import { readLimits } from '../config.ts';
import { wakeHarvests } from '../domain/wake-harvests.ts';
import { newAttemptId } from '../ids.ts';
import { measureHarvest, measureOverdue } from '../metrics.ts';
import { job } from './job.ts';

/** EventBridge, every five minutes. The time is the event's, so that a late delivery starts nothing early. */
export const handler = job('schedule-harvests', async (event: ScheduledEvent) => {
  const nowMs = Date.parse(event.time);
  const woken = await wakeHarvests({
    harvests: harvestStore,
    attempts: attemptStore,
    queue: harvestQueue,
    limits: readLimits(),
    now: () => nowMs,
    random: Math.random,
    newAttemptId,
    measureEnd: measureHarvest,
  });
  measureOverdue(woken.oldest_overdue_seconds);
  return woken;
});
