import * as z from 'zod/mini';
import { reason } from './attempt.ts';
import { text } from './fields.ts';

/** A refusal with a code for programs and a sentence for people. */
export const failure = z
  .object({
    status: z.literal('error'),
    message: text('For people; its words may change'),
    code: text('For programs; stable'),
    parameter: z.optional(text('The parameter of the query that is meant')),
    field: z.optional(text('The field of the body that is meant, or the first of them')),
    fields: z.optional(
      z.array(z.object({ field: z.string(), message: z.string() })).check(z.describe('Where several fields are wrong')),
    ),
    harvest_id: z.optional(text('The harvest that is in the way')),
    organization_id: z.optional(text('The organization that is in the way')),
    failure: z.optional(reason.check(z.describe('What the source answered'))),
    retry_after_seconds: z.optional(z.int()),
  })
  .register(z.globalRegistry, { id: 'Failure' });

/** A refusal of the inherited contract: a sentence without a code. */
export const inheritedFailure = z
  .object({ status: z.literal('error'), message: z.string() })
  .register(z.globalRegistry, { id: 'InheritedFailure' });

/** The inherited answer to an unknown id of a harvest. */
export const itemNotFound = z
  .object({ status: z.literal('fail'), message: z.literal('Item not found') })
  .register(z.globalRegistry, { id: 'ItemNotFound' });

/** The trigger's inherited answer to an unknown id of a harvest. */
export const triggerNotFound = z
  .object({ status: z.literal('Not Found') })
  .register(z.globalRegistry, { id: 'TriggerNotFound' });

/** The trigger's inherited answer to whoever is no member of the harvest's organization. */
export const triggerUnauthorized = z
  .object({ status: z.literal('Unauthorized') })
  .register(z.globalRegistry, { id: 'TriggerUnauthorized' });

/** The gateway's own answer, which no function shapes. */
export const gatewayFailure = z
  .object({ message: z.string() })
  .register(z.globalRegistry, { id: 'GatewayFailure', description: "The gateway's own answer, before any function" });
