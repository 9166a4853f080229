import * as z from 'zod/mini';
import { count, success } from './fields.ts';
import { validationError } from './record.ts';

/** Answer of the validation of a document. */
export const verdictAnswer = success(
  z
    .object({
      valid: z.boolean(),
      error_count: count.check(z.describe('The true number of errors')),
      errors: z.array(validationError).check(z.describe('The first ones, in the order of the document')),
      title: z.optional(z.string()),
    })
    .register(z.globalRegistry, { id: 'Verdict', description: 'What a harvest would say of the document' }),
);
