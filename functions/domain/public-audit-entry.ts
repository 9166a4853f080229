import type { AuditEntry } from './audit.ts';

/** An entry of the audit as administrators see it. */
export function publicAuditEntry(entry: AuditEntry) {
  const { subject, entry_id, at, actor, action, state, before, after, refused_code } = entry;
  return { subject, entry_id, at, actor, action, state, before, after, refused_code };
}
