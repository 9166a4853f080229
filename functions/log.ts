import { readVariable } from './config.ts';

const levels = ['debug', 'info', 'warn', 'error'] as const;

/** How much a line matters. */
export type LogLevel = (typeof levels)[number];

/** Writes one JSON line, unless `LOG_LEVEL` says that such lines do not matter. Fields hold no secrets and no bodies. */
export function log(level: LogLevel, message: string, fields: Record<string, unknown> = {}): void {
  if (levels.indexOf(level) < levels.indexOf(readVariable('LOG_LEVEL') as LogLevel)) return;
  const line = JSON.stringify({ level, message, ...fields, time: new Date().toISOString() });
  process.stdout.write(`${line}\n`);
}

/** What a log line tells of something thrown: for operators, never for clients. */
export function describeThrown(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { error: String(thrown) };
  const { name, message, stack, cause } = thrown;
  const code = 'code' in thrown ? thrown.code : undefined;
  return { error: message, name, code, stack, ...(cause === undefined ? {} : { cause: describeThrown(cause) }) };
}
