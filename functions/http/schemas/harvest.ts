import * as z from 'zod/mini';
import { harvestStates, harvestTypes } from '../../domain/harvest.ts';
import { count, success, text, time } from './fields.ts';

/** A harvest as anyone may see it. */
export const harvest = z
  .object({
    _id: z.string(),
    harvest_type: z.enum(harvestTypes),
    name: z.string(),
    url: text('Of the source, without user info'),
    publish: z.boolean().check(z.describe('Runs on schedule and goes to the catalogue')),
    harvest_interval: z.number().check(z.describe('Days between scheduled runs')),
    organization: z.optional(z.string()),
    last_harvest_dt: z.optional(time),
    ckan_harvest_url: z.optional(z.string()),
    last_record_count: z.optional(count).check(z.describe('Documents listed at the source: good and bad together')),
    last_good_count: z.optional(count).check(z.describe('Valid documents')),
    last_bad_count: z.optional(count).check(z.describe('Invalid and unreachable documents')),
    last_harvest_status: z.optional(z.enum(['ok', 'partial', 'fail'])),
    harvest_state: z
      .enum(harvestStates)
      .check(z.describe('Of the run under way; `deleting` until nothing of the harvest is left')),
  })
  .register(z.globalRegistry, {
    id: 'Harvest',
    description: 'A source and the figures of its last finished harvest. A value that does not exist yet is absent.',
  });

/** Answer of the list of harvests. */
export const harvestListAnswer = success(z.array(harvest));

/** Answer with one harvest. */
export const harvestAnswer = success(harvest);
