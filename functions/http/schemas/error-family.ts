import * as z from 'zod/mini';
import { count, success, text, time } from './fields.ts';

const family = z
  .object({
    family_id: z.string(),
    kind: text('Stable kind of the errors, e.g. `BAD_DATE`'),
    element: text('Prefixed name of the element; empty where there is none'),
    parent: text('Prefixed name of the element it stands in'),
    error: text("The validator's message, with … for what differs from document to document"),
    advice: z.optional(text('What to change, in plain words')),
    since_attempt_id: text('The attempt that saw it first'),
    since: time,
    records: count,
    occurrences: count,
    samples: z.array(z.object({ record_id: z.string(), url: z.string() })),
    status: z.enum(['new', 'still', 'fixed']).check(z.describe('Against the attempt before')),
  })
  .register(z.globalRegistry, { id: 'ErrorFamily', description: 'Equal errors of a harvest: one cause' });

/** Answer of the errors of a harvest by cause. */
export const errorFamiliesAnswer = success(
  z.object({
    harvest_id: z.string(),
    attempt_id: z.string(),
    finished_at: time,
    summary: text('In one line, e.g. `412 records, 1 cause`'),
    records_with_errors: count,
    families: z.array(family).check(z.describe('Most records first, those that are fixed last')),
  }),
);
