import * as z from 'zod/mini';
import { count, success, text, time } from './fields.ts';

/** Words there are on held removals. */
const decision = z
  .enum(['apply', 'keep'], 'decision is apply (remove the records that are held) or keep (keep them for now).')
  .check(z.describe('`apply` removes the records that are held back; `keep` keeps them, and counts listings anew'));

/** Body of a decision. */
export const removalsBody = z.strictObject({ decision });

/** What was decided on the held removals of an attempt. */
export const removalsDecision = z
  .object({
    decision,
    decided_at: time,
    outcome: z.optional(
      z
        .enum(['done', 'outdated'])
        .check(z.describe('Absent until the worker has acted; `outdated`: another attempt was under way by then')),
    ),
  })
  .register(z.globalRegistry, { id: 'RemovalsDecision' });

/** Answer of a decision. */
export const removalsAnswer = success(
  z.object({
    harvest_id: z.string(),
    attempt_id: z.string(),
    removals_held: count,
    removals_decision: removalsDecision,
    attempt_url: text('Where the outcome can be read'),
  }),
);
