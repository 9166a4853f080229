import type { Command } from '../ops/command.ts';
import { commandGroups } from '../ops/commands.ts';
import { commonExitCodes, commonOptionsHelp } from '../ops/describe-commands.ts';
import { code, generatedNote, table } from './markdown.ts';

/** `docs/command-line.md`: every command of the operator's, its options, examples and exit codes. */
export function commandLinePage(): string {
  const groups = Object.entries(commandGroups).map(
    ([title, group]) => `## ${title}\n\n${Object.entries(group).map(describe).join('\n\n')}`,
  );
  return `# Command line

${generatedNote('infra/ops/commands.ts')}

${code('npm run ops -- <command>')} works on the registry that ${code('npm start')} runs on this machine, or on a deployed one
with ${code('--stack')} and the credentials of an AWS account. Every change is written to the audit as the operator's.

Progress is shown on a terminal only, on the error output; results go to the standard output, with ${code('--json')} as one
JSON document.

## Every command

${optionTable(commonOptionsHelp)}

${exitCodeTable(commonExitCodes)}

${groups.join('\n\n')}
`;
}

function describe([name, { summary, description, usage, help, examples, exitCodes }]: [string, Command]): string {
  const parts = [
    `### ${name}`,
    `${summary}.${description ? ` ${description}` : ''}`,
    `${code(`npm run ops -- ${usage}`)}`,
    ...(Object.keys(help).length > 0 ? [optionTable(help)] : []),
    ...(exitCodes ? [exitCodeTable(exitCodes)] : []),
    ['```sh', ...examples.map((example) => `npm run ops -- ${example}`), '```'].join('\n'),
  ];
  return parts.join('\n\n');
}

function optionTable(help: Readonly<Record<string, string>>): string {
  return table(
    ['Option', 'Meaning'],
    Object.entries(help).map(([name, meaning]) => [code(`--${name}`), meaning]),
  );
}

function exitCodeTable(codes: Readonly<Record<number, string>>): string {
  return table(['Exit code', 'Meaning'], Object.entries(codes));
}
