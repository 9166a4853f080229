import { collections } from './find-exports.ts';
import type { Finding } from './findings.ts';
import type { CollectionReport, MigrationReport } from './migrate-registry.ts';

/** Findings of one kind and code that people are shown; `--json` has all. */
const maxShown = 20;

const headings: Readonly<Record<Finding['kind'], string>> = {
  left: 'Left behind',
  changed: 'Taken otherwise than it was',
  differs: 'There already, and other than in the export',
};

/** The report as people read it, line by line. */
export function reportLines(report: MigrationReport): string[] {
  const { applied, missing, ignored } = report;
  return [
    applied ? 'Taken over:' : 'To be taken over (this is a report: nothing was written):',
    ...collections.flatMap((name) => {
      const one = report.collections[name];
      return one ? [countsLine(one), ...fieldsLines(one)] : [];
    }),
    ...(missing.length > 0 ? [`Not in the folder: ${missing.join(', ')}.`] : []),
    ...(ignored.length > 0 ? [`Files that are not looked at: ${ignored.join(', ')}.`] : []),
    ...(Object.keys(headings) as Finding['kind'][]).flatMap((kind) => findingLines(report, kind)),
    '',
    applied ? 'Done.' : 'Add --apply to take it over.',
  ].map(printable);
}

function countsLine({ file, documents, taken, there_already, left }: CollectionReport): string {
  const numbers = [`${documents} read`, `${taken} taken`, `${there_already} there already`, `${left} left`];
  return `  ${file.padEnd(24)} ${numbers.map((text) => text.padStart(20)).join('')}`;
}

function fieldsLines({ fields_not_taken }: CollectionReport): string[] {
  const fields = Object.entries(fields_not_taken).map(([name, count]) => `${name} (${count})`);
  return fields.length > 0 ? [`    fields of no use here: ${fields.join(', ')}`] : [];
}

function findingLines({ findings }: MigrationReport, kind: Finding['kind']): string[] {
  const ofKind = findings.filter((finding) => finding.kind === kind);
  if (ofKind.length === 0) return [];
  const lines = ['', `${headings[kind]} (${ofKind.length}):`];
  for (const [code, same] of Map.groupBy(ofKind, (finding) => finding.code)) {
    for (const { file, line, id, message } of same.slice(0, maxShown)) {
      lines.push(`  ${file}:${line}  ${id ?? '(no id)'}  ${code}: ${message}`);
    }
    if (same.length > maxShown) lines.push(`  … and ${same.length - maxShown} more of ${code}; --json lists them all.`);
  }
  return lines;
}

/** Control characters in an id would let an export write over a terminal. */
function printable(line: string): string {
  return line.replace(/\p{Cc}+/gu, ' ');
}
