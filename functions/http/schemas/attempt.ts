import * as z from 'zod/mini';
import { count, success, successPage, text, time } from './fields.ts';
import { removalsDecision } from './removals.ts';

/** How many documents a run has listed and is done with. */
export const progress = z.object({ listed: count, done: count }).register(z.globalRegistry, { id: 'Progress' });

/** Figures of an attempt. */
export const counters = z
  .object({
    listed: count.check(z.describe('Documents listed at the source: good, bad and unreachable together')),
    fetched: count.check(z.describe('Documents whose body was transferred')),
    unchanged: count,
    added: count,
    updated: count,
    removed: count,
    good: count.check(z.describe('Valid documents')),
    bad: count.check(z.describe('Documents with errors')),
    unreachable: count.check(z.describe('Documents that could not be fetched')),
  })
  .register(z.globalRegistry, { id: 'Counters' });

/** Why something failed. */
export const reason = z
  .object({ code: text('For programs; stable'), message: text('For people') })
  .register(z.globalRegistry, { id: 'Reason' });

/** States of an attempt. */
export const attemptState = z.enum(['pending', 'harvesting', 'ok', 'partial', 'fail']);

/** A remark on a run or a listing. */
export const notice = z
  .object({
    code: z.string(),
    message: z.string(),
    url: z.optional(z.string()),
    count: z.optional(count.check(z.describe('Documents it concerns, where they were counted'))),
  })
  .register(z.globalRegistry, { id: 'Notice', description: 'Something worth telling that did not fail the attempt' });

const attempt = z
  .object({
    harvest_id: z.string(),
    attempt_id: text('Sorts by time'),
    state: attemptState,
    trigger: z.object({
      kind: z.enum(['user', 'schedule', 'operator']),
      user_id: z.optional(text("Shown to members of the harvest's organization only")),
    }),
    created_at: time,
    started_at: z.optional(time),
    finished_at: z.optional(time),
    progress,
    counters,
    removals_held: count.check(z.describe('Vanished records that were kept for now')),
    removals_decision: z.optional(removalsDecision),
    failure: z.optional(reason),
    notices: z.array(notice),
    attempt_url: z.string(),
  })
  .register(z.globalRegistry, { id: 'Attempt', description: 'One run of a harvest' });

/** Answer of the list of attempts. */
export const attemptListAnswer = successPage(attempt);

/** Answer with one attempt. */
export const attemptAnswer = success(attempt);
