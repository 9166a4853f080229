import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { acceptedLintFindings } from './accepted-findings.ts';

/** What cfn-lint tells of one finding, as far as it is read here. */
interface Finding {
  Filename: string;
  Rule: { Id: string };
  Message: string;
  Location: { Start: { LineNumber: number }; Path: (string | number)[] | null };
}

const usage = 'node infra/lint-templates.ts <cfn-lint> <template.json> …';
/** A template of 200 functions would have a megabyte of findings. */
const maxOutputBytes = 64 * 1024 * 1024;

/** Lints templates with rules of every severity; its exit code tells whether they find what is accepted, and nothing else. */
function main([linter, ...templates]: string[]): void {
  if (linter === undefined || templates.length === 0) throw new Error(`Usage: ${usage}`);
  const unexpected: string[] = [];
  const found = new Set<string>();
  for (const finding of lint(linter, templates)) {
    const kind = `${finding.Rule.Id} on ${resourceTypeOf(finding)}`;
    if (acceptedLintFindings.some(({ rule, resourceType }) => `${rule} on ${resourceType}` === kind)) found.add(kind);
    else unexpected.push(`${finding.Filename}:${finding.Location.Start.LineNumber} ${kind}: ${finding.Message}`);
  }
  const unneeded = acceptedLintFindings
    .map(({ rule, resourceType }) => `${rule} on ${resourceType}`)
    .filter((kind) => !found.has(kind))
    .map((kind) => `${kind} is accepted in infra/accepted-findings.ts, but is found nowhere.`);
  for (const line of [...unexpected, ...unneeded]) console.error(line);
  console.log(`cfn-lint: ${templates.length} templates, ${unexpected.length + unneeded.length} findings not accepted.`);
  if (unexpected.length + unneeded.length > 0) process.exitCode = 1;
}

function lint(linter: string, templates: string[]): Finding[] {
  const options = ['--include-checks', 'I', '--format', 'json', '--'];
  const { error, stdout, stderr } = spawnSync(linter, [...options, ...templates], {
    encoding: 'utf8',
    maxBuffer: maxOutputBytes,
  });
  if (error) throw error;
  try {
    return JSON.parse(stdout) as Finding[];
  } catch (cause) {
    throw new Error(`${linter} did not answer with JSON. ${stderr}`, { cause });
  }
}

function resourceTypeOf({ Filename, Location }: Finding): string {
  const [section, id] = Location.Path ?? [];
  if (section !== 'Resources' || id === undefined) return `${section ?? 'the template'}`;
  const { Resources } = JSON.parse(readFileSync(Filename, 'utf8')) as { Resources: Record<string, { Type: string }> };
  return `${Resources[id]?.Type}`;
}

main(process.argv.slice(2));
