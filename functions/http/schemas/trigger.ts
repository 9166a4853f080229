import * as z from 'zod/mini';
import { attemptState, counters, progress, reason } from './attempt.ts';
import { text } from './fields.ts';

/** What a trigger led to. */
export const triggered = z.object({
  harvest_id: z.string(),
  attempt_id: text('The attempt that was started, that was pending already, or that is under way'),
  next_attempt_id: z.optional(text('The attempt that will follow the one under way')),
  state: attemptState,
  attempt_url: text('Of the attempt that sees what is published now'),
  progress: z.optional(progress),
  counters: z.optional(counters),
  failure: z.optional(reason),
});

/** Answer of a trigger. */
export const triggerAnswer = z
  .object({
    status: z
      .enum(['harvesting', 'ok', 'partial', 'fail'])
      .check(z.describe('`harvesting` until the attempt has ended, which only an answer to `?wait=` can tell')),
    data: triggered,
  })
  .register(z.globalRegistry, { id: 'Triggered' });
