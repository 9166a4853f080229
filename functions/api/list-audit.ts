import { auditStore } from '../aws/audit-store.ts';
import { RegistryError } from '../domain/errors.ts';
import { publicAuditEntry } from '../domain/public-audit-entry.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { cursorFromText } from '../http/page.ts';
import { readQuery } from '../http/read-query.ts';
import { auditQuery } from '../http/schemas/audit.ts';

/** GET /api/v2/audit?subject=&day=&limit=&next= */
export const handler = endpoint({
  handler: 'list-audit',
  authenticate,
  async respond(request) {
    const { subject, day, limit, next: before } = readQuery(request, auditQuery);
    if (subject !== undefined && day !== undefined) {
      throw new RegistryError('INVALID_PARAMETER', 'Ask for a subject or for a day, not for both.', {
        details: { parameter: 'day' },
      });
    }
    const today = new Date(request.arrivedAtMs).toISOString().slice(0, 10);
    const from = subject === undefined ? { day: day ?? today } : { subject };
    const found = await auditStore.list(from, { limit: limit + 1, before });
    const entries = found.slice(0, limit);
    const last = entries.at(-1);
    return {
      status: 'success',
      data: entries.map(publicAuditEntry),
      next: found.length > limit && last ? cursorFromText(last.entry_id) : undefined,
    };
  },
});
