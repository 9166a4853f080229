import { auditStore } from '../aws/audit-store.ts';
import { readLimits } from '../config.ts';
import type { AuditServices } from '../domain/audit.ts';
import { newAttemptId } from '../ids.ts';

/** What writing down a change needs, for handlers. */
export function auditServices(): AuditServices {
  return { audit: auditStore, now: Date.now, newEntryId: newAttemptId, auditDays: readLimits().auditDays };
}
