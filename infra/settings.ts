import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RegistryError } from '../functions/domain/errors.ts';
import { defaultLimits, type Limits } from '../functions/domain/limits.ts';

/** Stages there may be. A closed list, because a misspelt `production` would be a registry that does not keep its data. */
export const stages = ['dev', 'staging', 'production'] as const;

/** What differs between deployments. Each comes from the CDK context: `npx cdk deploy -c stage=production -c alarmMail=…`. */
export interface Settings {
  stage: (typeof stages)[number];
  region: string;
  /** Shown to providers in the User-Agent. */
  contactUrl: string;
  /** Where people reach the registry, when it is not the gateway's own address. */
  publicUrl: string | undefined;
  /** Sender of mails, which SES knows as verified; without it nobody can register. */
  mailFrom: string | undefined;
  /** Address that alarms are mailed to; nobody when absent. */
  alarmMail: string | undefined;
  /** How long logs are kept, days. */
  logRetentionDays: number;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Workers that may run at a time, each on another provider; 2 to 1000, as SQS event sources want it. */
  workersAtOnce: number;
  /** Limits that differ from `functions/domain/limits.ts`. */
  limits: Partial<Limits>;
  /** Whether tables, documents and the signing key outlive the stack, and are protected from deletion. */
  keepsData: boolean;
}

/** What {@link readSettings} reads from: a value of the CDK context by its key, all of them to find misspelt ones. */
export type Context = Readonly<Record<string, unknown>>;

const logLevels = ['debug', 'info', 'warn', 'error'] as const;
const retentionDays = Object.values(RetentionDays).filter((value) => typeof value === 'number' && value < 9999);
const names = [
  'stage',
  'region',
  'contactUrl',
  'publicUrl',
  'mailFrom',
  'alarmMail',
  'logRetentionDays',
  'logLevel',
  'workersAtOnce',
  'limits',
];

/**
 * Reads the settings of this deployment.
 * @throws `CONFIG_INVALID` naming the setting that is wrong, what it is and what it may be
 */
export function readSettings(context: Context): Settings {
  refuseUnknown(context);
  const stage = oneOf(context, 'stage', { of: stages, fallback: 'dev' });
  const isProduction = stage === 'production';
  return {
    stage,
    region: text(context, 'region', {
      pattern: /^[a-z]{2}(-[a-z]+)+-\d$/,
      wanted: 'an AWS region, such as us-east-1',
      fallback: 'us-east-1',
    }),
    contactUrl: text(context, 'contactUrl', {
      pattern: /^(https?:\/\/|mailto:)[\x21-\x7e]+$/,
      wanted: 'an http, https or mailto URL',
      fallback: 'https://ioos.noaa.gov/data/catalog/',
    }),
    publicUrl:
      text(context, 'publicUrl', {
        pattern: /^https:\/\/[a-z\d.-]+(:\d+)?$/,
        wanted: 'an https URL without a path',
        fallback: '',
      }) || undefined,
    mailFrom: mailAddress(context, 'mailFrom'),
    alarmMail: mailAddress(context, 'alarmMail'),
    logRetentionDays: number(context, 'logRetentionDays', {
      isAllowed: (days) => retentionDays.includes(days),
      wanted: `one of ${retentionDays.join(', ')} (days)`,
      fallback: isProduction ? 365 : 30,
    }),
    logLevel: oneOf(context, 'logLevel', { of: logLevels, fallback: 'info' }),
    workersAtOnce: number(context, 'workersAtOnce', {
      isAllowed: (count) => Number.isInteger(count) && count >= 2 && count <= 1000,
      wanted: 'a whole number from 2 to 1000',
      fallback: isProduction ? 20 : 5,
    }),
    limits: readLimitOverrides(context.limits),
    keepsData: isProduction,
  };
}

/** CDK's own keys hold a colon, a slash or a dash; anything else is ours, or a slip of the keyboard. */
function refuseUnknown(context: Context): void {
  const unknown = Object.keys(context).find((key) => /^[A-Za-z]+$/.test(key) && !names.includes(key));
  if (unknown === undefined) return;
  throw new RegistryError('CONFIG_INVALID', `There is no setting ${unknown}. There are: ${names.join(', ')}.`);
}

function oneOf<T extends string>(context: Context, name: string, allowed: { of: readonly T[]; fallback: T }): T {
  const value = context[name] ?? allowed.fallback;
  const found = allowed.of.find((candidate) => candidate === value);
  if (found === undefined) throw wrong(name, value, `one of ${allowed.of.join(', ')}`);
  return found;
}

function mailAddress(context: Context, name: string): string | undefined {
  return (
    text(context, name, { pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, wanted: 'a mail address', fallback: '' }) || undefined
  );
}

function text(context: Context, name: string, rule: { pattern: RegExp; wanted: string; fallback: string }): string {
  const value = context[name];
  if (value === undefined) return rule.fallback;
  if (typeof value !== 'string' || !rule.pattern.test(value)) throw wrong(name, value, rule.wanted);
  return value;
}

/** The context holds numbers where cdk.json sets them and strings where the command line does. */
function number(
  context: Context,
  name: string,
  rule: { isAllowed(value: number): boolean; wanted: string; fallback: number },
): number {
  const value = context[name];
  if (value === undefined) return rule.fallback;
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof parsed !== 'number' || !rule.isAllowed(parsed)) throw wrong(name, value, rule.wanted);
  return parsed;
}

function readLimitOverrides(value: unknown): Partial<Limits> {
  if (value === undefined) return {};
  const wanted = 'an object of limits (functions/domain/limits.ts) with positive numbers';
  const overrides = typeof value === 'string' ? parseJson(value) : value;
  if (typeof overrides !== 'object' || overrides === null || Array.isArray(overrides)) {
    throw wrong('limits', value, wanted);
  }
  for (const [name, limit] of Object.entries(overrides)) {
    if (!Object.hasOwn(defaultLimits, name) || typeof limit !== 'number' || !(limit > 0 && Number.isFinite(limit))) {
      throw wrong(`limits.${name}`, limit, wanted);
    }
  }
  refuseContradiction({ ...defaultLimits, ...overrides });
  return overrides;
}

/** What SQS and Lambda would refuse in the middle of a deployment, or accept and then deliver every message twice. */
function refuseContradiction({ sliceBudgetMs, workerTimeoutMs, queueVisibilityMs }: Limits): void {
  if (workerTimeoutMs > 900_000) throw wrong('limits.workerTimeoutMs', workerTimeoutMs, "at most 900000, Lambda's own");
  if (sliceBudgetMs >= workerTimeoutMs) {
    throw wrong('limits.sliceBudgetMs', sliceBudgetMs, `less than workerTimeoutMs, ${workerTimeoutMs}`);
  }
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
  if (queueVisibilityMs < 6 * workerTimeoutMs) {
    throw wrong('limits.queueVisibilityMs', queueVisibilityMs, `six times workerTimeoutMs, ${6 * workerTimeoutMs}`);
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function wrong(name: string, value: unknown, wanted: string): RegistryError {
  return new RegistryError('CONFIG_INVALID', `The setting ${name} is ${JSON.stringify(value)}; it must be ${wanted}.`);
}
