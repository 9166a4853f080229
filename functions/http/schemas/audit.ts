import * as z from 'zod/mini';
import { successPage, text, time } from './fields.ts';
import { pageParameters } from './page.ts';

const subjectMessage = 'subject is harvest#<id>, organization#<id>, user#<id> or registry#<what>.';
const dayMessage = 'day is a day (UTC), such as 2026-11-23.';

function isDay(day: string): boolean {
  const ms = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}

/** Query of the audit: what happened to one subject, or on one day. */
export const auditQuery = z.object({
  subject: z
    .optional(z.string().check(z.regex(/^[a-z]+#[!-~]{1,128}$/, subjectMessage)))
    .check(z.describe('What was changed: `harvest#…`, `organization#…`, `user#…` or `registry#…`')),
  day: z
    .optional(z.string().check(z.refine(isDay, dayMessage), z.meta({ format: 'date' })))
    .check(z.describe('When (UTC); today where neither is asked for')),
  ...pageParameters({ defaultLimit: 50, maxLimit: 500 }),
});

const fields = z.record(z.string(), z.unknown());

/** One write. */
export const auditEntry = z
  .object({
    subject: z.string(),
    entry_id: z.string(),
    at: time,
    actor: z.object({
      kind: z.enum(['user', 'operator', 'anonymous']),
      user_id: z.optional(z.string()),
      api_key_id: z.optional(z.string()),
    }),
    action: text('Verb and noun, e.g. `create-harvest`'),
    state: z
      .enum(['intended', 'done', 'refused'])
      .check(z.describe('`intended` where the writer died or failed: the change may or may not have been made')),
    before: z.optional(fields).check(z.describe('What was there, of the fields that were to change')),
    after: z.optional(fields).check(z.describe('What was to be there')),
    refused_code: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: 'AuditEntry', description: 'Who changed what and when; without secrets.' });

/** Answer: newest first. */
export const auditAnswer = successPage(auditEntry);
