import { parseArgs } from 'node:util';
import { isRegistryError } from '../../functions/domain/errors.ts';
import { type Arguments, type Command, UsageError } from './command.ts';
import { commands } from './commands.ts';
import { describeAll, describeCommand } from './describe-commands.ts';
import { aimAt } from './target.ts';

/** Where a command writes lines: results, and what went wrong. */
export interface Output {
  log(line: string): void;
  error(line: unknown): void;
}

const commonOptions = {
  stack: { type: 'string' },
  data: { type: 'string', default: '.local' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Runs what an operator typed behind `npm run ops --`.
 * @returns the exit code
 */
export async function runCommand(argv: readonly string[], output: Output): Promise<number> {
  try {
    await run(argv, output);
    return Number(process.exitCode ?? 0); // a command has codes of its own
  } catch (error) {
    const isExpected = error instanceof UsageError || isRegistryError(error);
    output.error(isExpected ? error.message : error);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function run([name, ...rest]: readonly string[], output: Output): Promise<void> {
  if (!name || name === '--help' || name === '-h' || name === 'help') return output.log(describeAll());
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`There is no command ${name}.\n\n${describeAll()}`);
  const { values, positionals } = parsed(command, rest);
  if (values.help) return output.log(describeCommand(command));
  const stack = typeof values.stack === 'string' ? { stack: values.stack } : {};
  await aimAt({ ...stack, dataFolder: String(values.data) });
  const result = await command.run({ values, positionals }, (line) => {
    if (!values.json) output.log(line);
  });
  if (values.json) output.log(JSON.stringify(result, null, 2));
}

function parsed(command: Command, args: string[]): Arguments {
  try {
    return parseArgs({ args, options: { ...commonOptions, ...command.options }, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${describeCommand(command)}`);
  }
}
