import type { FaultyRecord } from './error-table.ts';
import type { FamilyReport } from './family-report.ts';

/** What a SARIF log is made from. */
export interface SarifInput {
  faulty: AsyncIterable<FaultyRecord>;
  report: FamilyReport;
  /** The family of an error. */
  familyId(record: FaultyRecord, index: number): string;
}

/**
 * The report as SARIF 2.1.0 (OASIS), so that CI systems can show it: a rule for each cause, a result for each error. As
 * pieces of its JSON, one for each record, because a large source has more errors than should be in memory.
 */
export async function* sarifPieces({ faulty, report, familyId }: SarifInput): AsyncGenerator<string> {
  const present = report.families.filter(({ status }) => status !== 'fixed');
  const driver = {
    name: 'IOOS Harvest Registry',
    rules: present.map(({ family_id, kind, element, parent, error, advice }) => ({
      id: family_id,
      name: kind,
      shortDescription: { text: [kind, element, parent && `in ${parent}`].filter(Boolean).join(' ') },
      fullDescription: { text: error },
      ...(advice ? { help: { text: advice } } : {}),
    })),
  };
  const $schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
  const run = { tool: { driver }, columnKind: 'unicodeCodePoints', results: [] };
  const end = ']}]}';
  yield JSON.stringify({ $schema, version: '2.1.0', runs: [run] }).slice(0, -end.length);
  let separator = '';
  for await (const record of faulty) {
    const results = resultsOf(record, familyId);
    if (results.length === 0) continue;
    yield separator + JSON.stringify(results).slice(1, -1);
    separator = ',';
  }
  yield end;
}

function resultsOf(record: FaultyRecord, familyId: SarifInput['familyId']): object[] {
  const { errors, fetch_failure, url } = record;
  const result = (index: number, text: string, line: number) => ({
    ruleId: familyId(record, index),
    level: 'error',
    message: { text },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: url },
          ...(line > 0 ? { region: { startLine: line } } : {}),
        },
      },
    ],
  });
  if (fetch_failure) return [result(-1, fetch_failure.message, 0)];
  return errors.map(({ error, advice, line_number }, index) =>
    result(index, advice ? `${error}\n${advice}` : error, line_number),
  );
}
