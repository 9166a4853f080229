import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect } from 'vitest';

/** What a run found out about one fault. */
export interface Outcome {
  fault: string;
  /** What GET on the attempt tells. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API
  attempt: any;
  /** What GET on a record that met the fault tells. */
  record?: { fetch_failure?: { code: string; message: string } | undefined } | undefined;
}

const folder = new URL('../../docs/faults/', import.meta.url);

/**
 * A page of `docs/faults/`, made from what a run found out: written when `WRITE_FAULTS` is set, else the page is to list
 * the very faults of this run. Call it once in a file of tests; returns where outcomes go.
 */
export function tableOfFaults(
  name: string,
  { title, faults }: { title: string; faults: string[] },
): (outcome: Outcome) => void {
  const outcomes = new Map<string, Outcome>();
  afterAll(() => {
    const found = faults.map((fault) => outcomes.get(fault)).filter((outcome) => outcome !== undefined);
    if (found.length < faults.length) return; // some failed, or were not run
    const page = new URL(`${name}.md`, folder);
    if (process.env.WRITE_FAULTS) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(page, pageOf(title, found.map(lineOf)));
    }
    const written = [...readFileSync(page, 'utf8').matchAll(/^\| (?!Fault|---)(.*?) \|/gm)].map(([, fault]) => fault);
    expect(written, 'WRITE_FAULTS=1 writes the page').toEqual(faults);
  });
  return (outcome) => void outcomes.set(outcome.fault, outcome);
}

function pageOf(title: string, lines: string[]): string {
  return `# ${title}

Written by \`WRITE_FAULTS=1 npx vitest run test/faults\`. Each row is a harvest of a source that was known already and has changed since, with
a fault put in from outside. After each, no known record was lost, good and bad add up to the record count, the harvest was idle
again, and one more harvest without the fault brought the registry to exactly what the provider has.

| Fault | State | Listed = good + bad + unreachable | What is told |
| --- | --- | --- | --- |
${lines.join('\n')}
`;
}

function lineOf({ fault, attempt, record }: Outcome): string {
  const { listed, good, bad, unreachable } = attempt.counters;
  const told = [attempt.failure, ...attempt.notices, record?.fetch_failure].filter((one) => one !== undefined);
  if (attempt.removals_held > 0) told.push({ code: 'removals_held', message: `${attempt.removals_held}` });
  // A fault that further tries overcame needs no word.
  const words = told.map(({ code, message }) => `\`${code}\` ${message}`).join('<br>');
  const counts = attempt.state === 'fail' ? 'as before' : `${listed} = ${good} + ${bad} + ${unreachable}`;
  return `| ${fault} | ${attempt.state} | ${counts} | ${stableWords(words) || 'nothing'} |`;
}

/** Without what differs from run to run. */
function stableWords(words: string): string {
  return words.replace(/127\.0\.0\.\d(:\d+)?|provider\.example(:\d+)?/g, 'provider').replace(/\|/g, '\\|');
}
