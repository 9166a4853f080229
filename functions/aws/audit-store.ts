import type { AuditEntry } from '../domain/audit.ts';
import type { AuditStore } from '../domain/ports.ts';
import { openTable, type TableQuery } from './dynamodb.ts';

const table = openTable<AuditEntry>('audit');

/** Who changed what and when, in DynamoDB. */
export const auditStore: AuditStore = {
  async put(entry) {
    await table.putIfAbsent(entry);
  },

  async mark({ subject, entry_id }, change) {
    await table.update({ subject, entry_id }, change, { state: 'intended' });
  },

  async list(from, { limit, before }) {
    const [field, value] = 'subject' in from ? ['subject', from.subject] : ['day', from.day];
    const query: TableQuery = {
      ...('day' in from ? { index: 'by-day' } : { consistent: true }),
      condition: before ? '#field = :value AND #entry < :before' : '#field = :value',
      names: { '#field': field, ...(before ? { '#entry': 'entry_id' } : {}) },
      values: { ':value': value, ...(before ? { ':before': before } : {}) },
      newestFirst: true,
      limit,
    };
    const entries: AuditEntry[] = [];
    for await (const entry of table.query(query)) entries.push(entry);
    return entries;
  },
};
