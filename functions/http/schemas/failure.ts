import * as z from 'zod/mini';
import { text } from './fields.ts';

/** A refusal with a code for programs and a sentence for people. */
export const failure = z
  .object({
    status: z.literal('error'),
    message: text('For people; its words may change'),
    code: text('For programs; stable'),
    parameter: z.optional(text('The parameter of the query that is meant')),
    field: z.optional(text('The field of the body that is meant')),
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
