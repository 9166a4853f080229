import type { Command } from './command.ts';
import { commandGroups } from './commands.ts';

/** Options that every command takes, and what they are for. */
export const commonOptionsHelp: Readonly<Record<string, string>> = {
  'stack <name>': 'The deployed registry to work on; without it, the one that npm start runs',
  'data <path>': 'Data folder of the local registry; .local without',
  json: 'Print the result as JSON, for scripts',
  help: 'Explain the command',
};

/** Exit codes of every command. */
export const commonExitCodes: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'failed, or refused: what was asked for is not so',
  2: 'called in a way it cannot work with',
};

/** All commands with a line each. */
export function describeAll(): string {
  const names = Object.values(commandGroups).flatMap(Object.keys);
  const width = Math.max(...names.map((name) => name.length));
  const groups = Object.entries(commandGroups).flatMap(([title, group]) => [
    title,
    ...Object.entries(group).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`),
    '',
  ]);
  return [
    'Usage: npm run ops -- <command> [options]',
    '',
    ...groups,
    'Options of every command',
    ...optionLines(commonOptionsHelp),
    '',
    exitCodeLine(),
    'How a command is used: npm run ops -- <command> --help',
  ].join('\n');
}

/** One command with its options and examples. */
export function describeCommand({ summary, description, usage, help, examples, exitCodes }: Command): string {
  return [
    `${summary}.`,
    ...(description ? [description] : []),
    '',
    `Usage: npm run ops -- ${usage}`,
    '',
    ...(Object.keys(help).length > 0 ? [...optionLines(help), ''] : []),
    ...(examples.length === 1 ? ['Example:'] : ['Examples:']),
    ...examples.map((example) => `  npm run ops -- ${example}`),
    '',
    exitCodeLine(exitCodes),
  ].join('\n');
}

function optionLines(help: Readonly<Record<string, string>>): string[] {
  const width = Math.max(...Object.keys(help).map((name) => name.length));
  return Object.entries(help).map(([name, text]) => `  --${name.padEnd(width)}  ${text}`);
}

function exitCodeLine(own: Readonly<Record<number, string>> = {}): string {
  const codes = Object.entries({ ...commonExitCodes, ...own });
  return `Exit codes: ${codes.map(([code, meaning]) => `${code} ${meaning}`).join('; ')}.`;
}
