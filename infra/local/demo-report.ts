import { recordStore } from '../../functions/aws/record-store.ts';
import { documentName } from '../../functions/domain/error-table.ts';
import type { HarvestRecord } from '../../functions/domain/record.ts';

/** Documents shown; the others are only counted. */
const shownDocuments = 5;
/** Longest message shown, characters. */
const shownCharacters = 140;

/** The documents with the most errors, the first error of each with its line, as lines of text. */
export async function reportErrors(harvest: { _id: string; url: string }): Promise<string[]> {
  const faulty: HarvestRecord[] = [];
  for await (const record of recordStore.listAll(harvest._id)) if (record.state !== 'good') faulty.push(record);
  if (faulty.length === 0) return [];
  faulty.sort((one, other) => other.error_count - one.error_count || one.url.localeCompare(other.url));
  const shown = faulty.slice(0, shownDocuments).flatMap((record) => describe(record, harvest.url));
  const hidden = faulty.length - shownDocuments;
  return ['What is wrong:', ...shown, ...(hidden > 0 ? [`  … and ${hidden} more documents`] : [])];
}

function describe(record: HarvestRecord, sourceUrl: string): string[] {
  const name = documentName(record.url, sourceUrl);
  const [first] = record.validation_errors ?? [];
  if (!first) return [`  ${name}: ${record.fetch_failure?.message ?? 'unreachable'}`];
  const more = record.error_count > 1 ? ` (and ${record.error_count - 1} more)` : '';
  const place = first.line_number > 0 ? `, line ${first.line_number}` : '';
  return [`  ${name}${place}${more}`, `    ${shortened(first.advice ?? first.error)}`];
}

function shortened(text: string): string {
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters - 1)}…` : text;
}
