import * as z from 'zod/mini';
import { daysField, idListField } from './account-fields.ts';
import { nameField } from './body-texts.ts';
import { success, text, time } from './fields.ts';

/** Longest life of a key that has an end, days: five years. */
const maxDays = 1826;

/** Body of a new API key. */
export const apiKeyBody = z
  .strictObject({
    name: nameField('name'),
    harvest_ids: z
      .optional(idListField('harvest_ids').check(z.minLength(1, 'harvest_ids has at least one id, or is left out.')))
      .check(z.describe('What the key is good for; every harvest that you may manage, where it is left out')),
    expires_in_days: z
      .optional(daysField('expires_in_days', { most: maxDays }))
      .check(z.describe('The key stays until it is revoked, where it is left out')),
  })
  .register(z.globalRegistry, { id: 'NewApiKey' });

const token = z
  .object({
    id: z.string(),
    kind: z.enum(['session', 'api-key']),
    name: z.optional(text('Of an API key')),
    harvest_ids: z.optional(z.array(z.string())).check(z.describe('Of an API key that is not for every harvest')),
    current: z.boolean().check(z.describe('The one that this call was made with')),
    created_at: time,
    expires_at: z.optional(time).check(z.describe('Absent: it stays until it is revoked')),
  })
  .register(z.globalRegistry, { id: 'Token' });

/** Answer of the list of one's own tokens and keys. */
export const tokenListAnswer = success(z.array(token));

/** Answer of a revocation. */
export const tokenRemovedAnswer = success(z.object({ token_id: z.string() }));

/** Answer with a new API key. */
export const apiKeyAnswer = success(
  z.object({
    id: text('To revoke it with'),
    api_key: text('For the header `X-Auth-Token`. It is shown this once and kept nowhere'),
    user_id: text('For the header `X-User-Id`'),
    name: z.string(),
    harvest_ids: z.optional(z.array(z.string())),
    created_at: time,
    expires_at: z.optional(time),
  }),
);
