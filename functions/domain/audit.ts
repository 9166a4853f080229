import { isRegistryError } from './errors.ts';
import type { AuditStore, Clock } from './ports.ts';

/** Who changes something: a person by the API, the operator by the command line, or somebody not logged in. */
export interface Actor {
  kind: 'user' | 'operator' | 'anonymous';
  user_id?: string;
  /** The named API key that was used in the place of a login. */
  api_key_id?: string;
}

/** What one write set out to do, and what became of it. Holds no passwords, hashes, tokens or keys. */
export interface AuditEntry {
  /** What is changed: `harvest#…`, `organization#…` or `user#…`. */
  subject: string;
  /** Sorts by time. */
  entry_id: string;
  /** Day of the entry, UTC, `2026-11-23`: partition of the index by time. */
  day: string;
  at: string;
  actor: Actor;
  /** Verb and noun, e.g. `create-harvest`. */
  action: string;
  /** `intended` stays where the writer died or failed on our side: the change may or may not have been made. */
  state: 'intended' | 'done' | 'refused';
  /** What was there before, of the fields that change. */
  before?: Record<string, unknown>;
  /** What is to be there after. */
  after?: Record<string, unknown>;
  /** Why it was refused. */
  refused_code?: string;
  /** DynamoDB TTL. */
  expires_at_epoch_seconds: number;
}

/** What a write says of itself before it begins. */
export type Intent = Pick<AuditEntry, 'subject' | 'actor' | 'action' | 'before' | 'after'>;

/** What auditing needs. */
export interface AuditServices {
  audit: AuditStore;
  now: Clock;
  /** A new id that sorts by time. */
  newEntryId(nowMs: number): string;
  /** How long entries are kept, days. */
  auditDays: number;
}

const daySeconds = 24 * 60 * 60;

/** Field names whose values never go into the audit. */
const secretField = /password|hash|token|secret|api_key$/i;

/**
 * Writes down what is about to be changed, changes it, and marks the entry `done`, or `refused` with the code when the
 * change was refused by a rule. A failure on our side leaves it `intended`.
 */
export async function audited<T>(services: AuditServices, intent: Intent, change: () => Promise<T>): Promise<T> {
  const nowMs = services.now();
  const at = new Date(nowMs).toISOString();
  const { before, after, ...said } = intent;
  const entry: AuditEntry = {
    ...said,
    entry_id: services.newEntryId(nowMs),
    day: at.slice(0, 10),
    at,
    state: 'intended',
    ...(before ? { before: withoutSecrets(before) } : {}),
    ...(after ? { after: withoutSecrets(after) } : {}),
    expires_at_epoch_seconds: Math.floor(nowMs / 1000) + services.auditDays * daySeconds,
  };
  await services.audit.put(entry);
  try {
    const result = await change();
    await services.audit.mark(entry, { state: 'done' });
    return result;
  } catch (error) {
    if (isRegistryError(error)) await services.audit.mark(entry, { state: 'refused', refused_code: error.code });
    throw error;
  }
}

/** The fields of `change` as they are in `existing`: the `before` of an intent whose `after` is `change`. */
export function fieldsBefore(existing: object, change: object): Record<string, unknown> {
  const known = existing as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(change)
      .filter((name) => known[name] !== undefined)
      .map((name) => [name, known[name]]),
  );
}

function withoutSecrets(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, secretField.test(name) ? '(not kept)' : value]),
  );
}
