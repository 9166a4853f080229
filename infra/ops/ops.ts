import { parseArgs } from 'node:util';
import { isRegistryError } from '../../functions/domain/errors.ts';
import { addHarvestCommand } from './add-harvest.ts';
import { addOrganizationCommand } from './add-organization.ts';
import { addUserCommand } from './add-user.ts';
import { type Arguments, type Command, UsageError } from './command.ts';
import { harvestCommand } from './harvest.ts';
import { setPasswordCommand } from './set-password.ts';
import { aimAt } from './target.ts';

/** Every command, by the name an operator types. */
export const commands: Readonly<Record<string, Command>> = {
  'add-organization': addOrganizationCommand,
  'add-user': addUserCommand,
  'set-password': setPasswordCommand,
  'add-harvest': addHarvestCommand,
  harvest: harvestCommand,
};

const commonOptions = {
  stack: { type: 'string' },
  data: { type: 'string', default: '.local' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const exitCodes = 'Exit codes: 0 done, 1 failed, 2 called in a way it cannot work with.';

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: npm run ops -- <command> [options]',
    '',
    ...lines,
    '',
    'Options of every command:',
    '  --stack <name>  The deployed registry to work on; without it, the one that npm start runs',
    '  --data <path>   Data folder of the local registry; .local without',
    '  --json          Print the result as JSON, for scripts',
    '  --help          Explain the command',
    '',
    exitCodes,
  ].join('\n');
}

function explain({ summary, usage, help, example }: Command): string {
  const width = Math.max(...Object.keys(help).map((name) => name.length));
  const lines = Object.entries(help).map(([name, text]) => `  --${name.padEnd(width)}  ${text}`);
  return [
    `${summary}.`,
    '',
    `Usage: npm run ops -- ${usage}`,
    '',
    ...lines,
    '',
    `Example: npm run ops -- ${example}`,
    exitCodes,
  ].join('\n');
}

async function main(argv: string[]): Promise<void> {
  const [name, ...rest] = argv;
  if (!name || name === '--help' || name === '-h' || name === 'help') return console.log(overview());
  const command = commands[name];
  if (!command) throw new UsageError(`There is no command ${name}.\n\n${overview()}`);
  const { values, positionals } = parsed(command, rest);
  if (values.help) return console.log(explain(command));
  const stack = typeof values.stack === 'string' ? { stack: values.stack } : {};
  await aimAt({ ...stack, dataFolder: String(values.data) });
  const result = await command.run({ values, positionals }, (line) => {
    if (!values.json) console.log(line);
  });
  if (values.json) console.log(JSON.stringify(result, null, 2));
}

function parsed(command: Command, args: string[]): Arguments {
  try {
    return parseArgs({ args, options: { ...commonOptions, ...command.options }, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${explain(command)}`);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const isExpected = error instanceof UsageError || isRegistryError(error);
  console.error(isExpected ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
