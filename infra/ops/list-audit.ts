import { auditStore } from '../../functions/aws/audit-store.ts';
import type { AuditEntry } from '../../functions/domain/audit.ts';
import { publicAuditEntry } from '../../functions/domain/public-audit-entry.ts';
import { type Command, optionalText, UsageError } from './command.ts';
import { tableLines } from './table-lines.ts';

/** Entries shown where no number is given, and at most. */
const defaultLimit = 50;
const maxLimit = 10_000;

export const listAuditCommand: Command = {
  summary: 'Tells who changed what and when, newest first',
  usage: 'list-audit [--subject <subject> | --day <day>] [--limit <number>]',
  options: { subject: { type: 'string' }, day: { type: 'string' }, limit: { type: 'string' } },
  help: {
    subject: 'What was changed: harvest#<id>, organization#<id>, user#<id> or registry#<what>',
    day: 'When (UTC), such as 2026-11-23; today without either',
    limit: `Entries at most; ${defaultLimit} without`,
  },
  examples: [
    'list-audit',
    'list-audit --day 2026-11-23 --limit 500 --json',
    'list-audit --subject harvest#n3N6xBLyZIs9LGwEF',
  ],
  async run(args, print) {
    const subject = optionalText(args, 'subject');
    const day = optionalText(args, 'day') ?? new Date().toISOString().slice(0, 10);
    if (subject !== undefined && args.values.day !== undefined)
      throw new UsageError('Give --subject or --day, not both.');
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new UsageError(`--day ${day} is not a day such as 2026-11-23.`);
    const limit = Number(optionalText(args, 'limit') ?? defaultLimit);
    if (!(Number.isInteger(limit) && limit >= 1 && limit <= maxLimit)) {
      throw new UsageError(`--limit is a whole number from 1 to ${maxLimit}.`);
    }
    const entries = await auditStore.list(subject === undefined ? { day } : { subject }, { limit });
    const lines = tableLines(entries, [
      { title: 'TIME', text: ({ at }) => at },
      { title: 'WHO', text: ({ actor }) => actor.user_id ?? actor.kind },
      { title: 'ACTION', text: ({ action }) => action },
      { title: 'SUBJECT', text: (entry) => entry.subject },
      { title: 'STATE', text: ({ state, refused_code }) => refused_code ?? state },
      { title: 'CHANGE', text: changeOf },
    ]);
    for (const line of lines) print(line);
    if (lines.length === 0) print(`Nothing is known of ${subject ?? day}.`);
    return entries.map(publicAuditEntry);
  },
};

/** `field: before → after`, for each field. */
function changeOf({ before = {}, after = {} }: AuditEntry): string {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.map((field) => `${field}: ${shown(before[field])} → ${shown(after[field])}`).join(', ');
}

function shown(value: unknown): string {
  return value === undefined || value === null ? '–' : JSON.stringify(value).slice(0, 60);
}
