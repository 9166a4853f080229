import * as z from 'zod/mini';
import { harvestTypes } from '../../domain/harvest.ts';
import { notice, reason } from './attempt.ts';
import { count, success, text, time } from './fields.ts';
import { validationError } from './record.ts';

const sampled = z
  .object({
    url: z.string(),
    valid: z.optional(z.boolean()),
    error_count: z.optional(count.check(z.describe('The true number of errors'))),
    errors: z.optional(z.array(validationError).check(z.describe('The first ones: at most 10'))),
    title: z.optional(z.string()),
    failure: z.optional(reason.check(z.describe('Why the document could not be had'))),
  })
  .register(z.globalRegistry, { id: 'SampledDocument' });

/** A look at a source. */
export const probe = z
  .object({
    probe_id: z.string(),
    probe_url: z.string(),
    url: text('Of the source, without user info'),
    harvest_type: z.enum(harvestTypes),
    state: z.enum(['pending', 'ok', 'fail']).check(z.describe('`pending` until the worker has looked')),
    created_at: time,
    finished_at: z.optional(time),
    listing_kind: z.optional(text('What made the listing, e.g. `apache`, `nginx`, `s3`, `csw`')),
    documents: z.optional(count).check(z.describe('Documents that the source lists')),
    is_complete: z.optional(z.boolean()).check(z.describe('All of the listing was read; otherwise there may be more')),
    seconds: z.optional(z.number().check(z.describe('Reading the listing took so long'))),
    notices: z.optional(z.array(notice)),
    sample: z.optional(z.array(sampled)).check(z.describe('Verdicts on up to 20 documents; in a dry run only')),
    failure: z.optional(reason),
  })
  .register(z.globalRegistry, { id: 'Probe', description: 'What the registry found at the URL of a source' });

/** Answer with one look at a source. */
export const probeAnswer = success(probe);

/** Answer while the worker has not looked yet. */
export const probePendingAnswer = z
  .object({
    status: z.literal('pending'),
    message: text('What to do now'),
    data: probe,
  })
  .register(z.globalRegistry, { id: 'ProbePending' });
