import { RegistryError } from './domain/errors.ts';
import { defaultLimits, type Limits } from './domain/limits.ts';
import type { TableName } from './routes.ts';

/** What a variable is for; `docs/environment.md` is made from this. */
export interface VariableDefinition {
  meaning: string;
  example: string;
  /** Value where the variable is absent; without it the variable is required by whoever reads it. */
  fallback?: string;
}

/** Every environment variable that the functions read. Nothing else may look at the process's environment. */
export const variables = {
  TABLE_HARVESTS: { meaning: 'Name of the table of harvests', example: 'registry-dev-harvests' },
  TABLE_ATTEMPTS: { meaning: 'Name of the table of attempts', example: 'registry-dev-attempts' },
  TABLE_RECORDS: { meaning: 'Name of the table of records', example: 'registry-dev-records' },
  TABLE_USERS: { meaning: 'Name of the table of users', example: 'registry-dev-users' },
  TABLE_TOKENS: { meaning: 'Name of the table of tokens', example: 'registry-dev-tokens' },
  TABLE_ORGANIZATIONS: { meaning: 'Name of the table of organizations', example: 'registry-dev-organizations' },
  TABLE_CLAIMS: { meaning: 'Name of the table of claims on unique values', example: 'registry-dev-claims' },
  TABLE_PROBES: {
    meaning: 'Name of the table of looks at sources before they are registered',
    example: 'registry-dev-probes',
  },
  TABLE_AUDIT: { meaning: 'Name of the table of who changed what and when', example: 'registry-dev-audit' },
  TABLE_COUNTERS: { meaning: 'Name of the table of counters that bound how often', example: 'registry-dev-counters' },
  BUCKET: { meaning: 'Bucket of documents, plans, manifests and reports', example: 'registry-dev-data' },
  QUEUE_URL: {
    meaning: 'URL of the FIFO queue of harvests',
    example: 'https://sqs.us-east-1.amazonaws.com/123456789012/harvests.fifo',
  },
  SIGNING_KEY_SECRET: {
    meaning: 'ARN of the secret that holds the signing key of tokens; on AWS',
    example: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:signing-key',
    fallback: '',
  },
  SIGNING_KEY_FILE: {
    meaning: 'File that holds the signing key of tokens; where there is no Secrets Manager',
    example: '.local/signing-key',
    fallback: '',
  },
  DYNAMODB_ENDPOINT: { meaning: 'Endpoint of an embedded DynamoDB', example: 'http://127.0.0.1:8000', fallback: '' },
  SQS_ENDPOINT: { meaning: 'Endpoint of an embedded SQS', example: 'http://127.0.0.1:4566', fallback: '' },
  S3_ENDPOINT: { meaning: 'Endpoint of an embedded S3', example: 'http://127.0.0.1:4566', fallback: '' },
  LAMBDA_ENDPOINT: { meaning: 'Endpoint of an embedded Lambda', example: 'http://127.0.0.1:4567', fallback: '' },
  FUNCTION_PREFIX: {
    meaning: "What a handler's name is prefixed with to give its function's name",
    example: 'registry-dev-',
    fallback: '',
  },
  LIMITS: {
    meaning: 'JSON object that overrides limits of functions/domain/limits.ts, by name',
    example: '{"sliceBudgetMs":20000}',
    fallback: '{}',
  },
  CONTACT_URL: {
    meaning: 'Page or address in the User-Agent, for providers who wonder who is asking',
    example: 'https://ioos.noaa.gov/data/catalog/',
    fallback: 'https://ioos.noaa.gov/data/catalog/',
  },
  ALLOW_PRIVATE_ADDRESSES: {
    meaning:
      '`true`, or IP addresses with commas between, lets sources have loopback and private addresses, or these: for local use and tests only',
    example: 'true',
    fallback: 'false',
  },
  DNS_SERVER: {
    meaning:
      "IP address of the DNS server that names of sources are looked up at, with `:port` where it is not 53; the system's where empty",
    example: '10.0.0.2',
    fallback: '',
  },
  ISO_SCHEMA_DIR: {
    meaning: 'Folder with the official ISO/TS 19139 schemas (`schema.xsd`), validated with instead of our own',
    example: '/srv/iso19139',
    fallback: '',
  },
  PUBLIC_URL: {
    meaning: 'Where people reach the registry, for links in mails; the address that a request came to where empty',
    example: 'https://registry.example.org',
    fallback: '',
  },
  MAIL_FROM: { meaning: 'Sender of mails, verified with SES; on AWS', example: 'registry@example.org', fallback: '' },
  MAIL_OUTBOX: {
    meaning: 'Folder that gets a file for each mail; where there is no SES',
    example: '.local/outbox',
    fallback: '',
  },
  METRICS_NAMESPACE: {
    meaning:
      'CloudWatch namespace of the metrics, which are written as lines of the log (EMF); none are written where empty',
    example: 'HarvestRegistry/prod',
    fallback: '',
  },
  LOG_LEVEL: { meaning: '`debug`, `info`, `warn` or `error`', example: 'info', fallback: 'info' },
} as const satisfies Record<string, VariableDefinition>;

/** Name of a variable. */
export type VariableName = keyof typeof variables;

/** Values by variable, as `process.env` has them. */
export type Environment = Partial<Record<VariableName, string>>;

/** The variable that holds a table's name. */
export function tableVariable(table: TableName): VariableName {
  return `TABLE_${table.toUpperCase()}` as VariableName;
}

/** Puts values into this process's environment; for the local registry, whose handlers run in its own process. */
export function setEnvironment(values: Environment): void {
  Object.assign(process.env, values);
}

/** The variables that are set in this process, for a child process. */
export function getEnvironment(): Environment {
  return Object.fromEntries(
    Object.keys(variables).flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
}

/**
 * Reads one variable.
 * @throws `CONFIG_INVALID` when it is required and absent
 */
export function readVariable(name: VariableName): string {
  const definition: VariableDefinition = variables[name];
  const value = process.env[name] ?? definition.fallback;
  if (value === undefined) {
    throw new RegistryError(
      'CONFIG_INVALID',
      `The environment variable ${name} is not set. It is: ${definition.meaning}.`,
    );
  }
  return value;
}

/** Whether sources may have loopback and private addresses: all, none, or these. */
export function readPrivateAddresses(): boolean | string[] {
  const value = readVariable('ALLOW_PRIVATE_ADDRESSES');
  if (value === 'true') return true;
  return value === 'false' ? false : value.split(',').map((address) => address.trim());
}

/**
 * The limits in force: {@link defaultLimits} with the overrides of `LIMITS`.
 * @throws `CONFIG_INVALID` when `LIMITS` is not a JSON object of known names and finite numbers
 */
export function readLimits(): Limits {
  const overrides = parseLimits(readVariable('LIMITS'));
  for (const [name, value] of Object.entries(overrides)) {
    if (!(name in defaultLimits) || typeof value !== 'number' || !Number.isFinite(value)) {
      throw new RegistryError('CONFIG_INVALID', `LIMITS: ${name} is not the name of a limit with a number as value.`);
    }
  }
  return { ...defaultLimits, ...overrides };
}

function parseLimits(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw new RegistryError('CONFIG_INVALID', 'LIMITS is not readable as JSON.', { cause });
  }
  throw new RegistryError('CONFIG_INVALID', 'LIMITS is not a JSON object.');
}
