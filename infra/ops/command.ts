import type { ParseArgsOptionsConfig } from 'node:util';

/** What the operator typed behind the command's name. */
export interface Arguments {
  positionals: string[];
  values: Record<string, string | boolean | string[] | undefined>;
}

/** One command of the operator's. */
export interface Command {
  summary: string;
  /** How it is called, after `npm run ops --`. */
  usage: string;
  options: ParseArgsOptionsConfig;
  /** What the summary leaves out. */
  description?: string;
  /** A line for each option. */
  help: Record<string, string>;
  examples: readonly string[];
  /** Exit codes of its own, beside those of every command. */
  exitCodes?: Readonly<Record<number, string>>;
  /** Resolves to what `--json` prints; people get what it writes to `print`. */
  run(args: Arguments, print: (line: string) => void): Promise<object>;
}

/** The operator called a command in a way it cannot work with: exit code 2. */
export class UsageError extends Error {}

/**
 * An option that must be there.
 * @throws UsageError
 */
export function requiredText({ values }: Arguments, name: string): string {
  const value = values[name];
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new UsageError(`--${name} is missing.`);
}

/** An option that may be there. */
export function optionalText({ values }: Arguments, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
