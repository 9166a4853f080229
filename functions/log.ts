import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@aws-lambda-powertools/logger';
import { readVariable } from './config.ts';

/** How much a line matters. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What every line of one invocation carries. */
export interface LogFields {
  function?: string;
  request_id?: string;
  harvest_id?: string;
  /** The attempt id, from the trigger's answer through queue and worker: a search for it finds the whole story. */
  correlation_id?: string;
}

const invocation = new AsyncLocalStorage<LogFields>();
let logger: Logger | undefined;

/** Runs work whose log lines all carry `fields`. Invocations side by side in one process keep theirs apart. */
export function withLogFields<T>(fields: LogFields, work: () => T): T {
  return invocation.run({ ...fields }, work);
}

/** Adds fields that became known while working. Does nothing outside of {@link withLogFields}. */
export function addLogFields(fields: LogFields): void {
  Object.assign(invocation.getStore() ?? {}, fields);
}

/**
 * Writes one JSON line, unless `LOG_LEVEL` says that such lines do not matter. Fields hold no bodies; what looks like a
 * secret or a mail address all the same is blotted out.
 */
export function log(level: LogLevel, message: string, fields: Record<string, unknown> = {}): void {
  logger ??= new Logger({ serviceName: 'harvest-registry', jsonReplacerFn: blotOut });
  const threshold = readVariable('LOG_LEVEL').toUpperCase() as 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  if (logger.getLevelName() !== threshold) logger.setLogLevel(threshold);
  logger[level](message, { ...invocation.getStore(), ...fields });
}

/** What a log line tells of something thrown: for operators, never for clients. */
export function describeThrown(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { error: String(thrown) };
  const { name, message, stack, cause } = thrown;
  const code = 'code' in thrown ? thrown.code : undefined;
  return { error: message, name, code, stack, ...(cause === undefined ? {} : { cause: describeThrown(cause) }) };
}

/** Names of fields that hold what nobody is to read in a log. */
const secretName = /password|passwd|secret|token$|api_?key$|authorization|cookie|^email$|contact$/i;
const secretTexts: readonly [RegExp, string][] = [
  // the user info of a URL
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"]+@/gi, '$1…@'],
  // a JSON Web Token
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g, '(token)'],
  // one of our API keys
  [/\bioosreg_[\w-]{8,}/g, '(API key)'],
  // a mail address
  [/[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/g, '(mail address)'],
];

function blotOut(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (secretName.test(name)) return '(not logged)';
  return secretTexts.reduce((text, [pattern, instead]) => text.replace(pattern, instead), value);
}
