/**
 * THE MAP: every Lambda function of the registry, what reaches it, who may call it and what it touches.
 * The CDK stack, the local gateway, `answer-unrouted`, the tests and `docs/routes.md` are all made from these tables.
 */

/** The DynamoDB tables, by the noun they hold. */
export type TableName =
  | 'harvests'
  | 'attempts'
  | 'records'
  | 'users'
  | 'tokens'
  | 'organizations'
  | 'claims'
  | 'probes'
  | 'counters'
  | 'audit';

/**
 * What else a function may touch. `bucket:documents` names a key prefix; `validator` is no right, but the rules of
 * ISO 19115, which take memory and a whole processor, and `metrics` are lines in the log.
 */
export type Resource =
  | 'signing-key'
  | 'queue:send'
  | 'functions:invoke'
  | 'queue:consume'
  | 'validator'
  | 'metrics'
  | 'mail:send'
  | `bucket:${'read' | 'write'}:${'documents' | 'plans' | 'manifests' | 'reports'}`;

/**
 * `public`: anyone; credentials are not looked at. `optional`: anyone, and members see more.
 * `user`: a valid `X-Auth-Token` and `X-User-Id` that belong together. `admin`: the same, of an administrator.
 */
export type Access = 'public' | 'optional' | 'user' | 'admin';

export interface FunctionGrants {
  reads: readonly TableName[];
  writes: readonly TableName[];
  uses: readonly Resource[];
}

/** One function behind the gateway. */
export interface Route extends FunctionGrants {
  /** File in `functions/api/`, without `.ts`. */
  handler: string;
  /** `METHOD /path/{parameter}`; the inherited aliases stand beside the path they alias. */
  calls: readonly `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`[];
  access: Access;
  /** An API key may call it, within its scope, in the place of an authToken. */
  apiKeys?: true;
  /** Requests per second and burst that the gateway lets through, for all callers together. */
  throttle: { rate: number; burst: number };
  summary: string;
}

/** One function that no client calls. */
export interface Job extends FunctionGrants {
  /** File in `functions/jobs/`, without `.ts`. */
  handler: string;
  startedBy: string;
  summary: string;
}

const light = { rate: 100, burst: 200 } as const;
const heavy = { rate: 20, burst: 40 } as const;

/** Functions behind the gateway. */
export const routes: readonly Route[] = [
  {
    handler: 'list-harvests',
    calls: ['GET /api/v1/Harvests', 'GET /api/v2/harvests'],
    access: 'public',
    reads: ['harvests', 'organizations'],
    writes: [],
    uses: [],
    throttle: light,
    summary: 'Every harvest with the counts of its last finished run',
  },
  {
    handler: 'get-harvest',
    calls: ['GET /api/v1/Harvests/{id}'],
    access: 'public',
    reads: ['harvests', 'organizations'],
    writes: [],
    uses: [],
    throttle: light,
    summary: 'One harvest',
  },
  {
    handler: 'read-harvest',
    calls: ['GET /api/v2/harvests/{id}'],
    access: 'optional',
    reads: ['harvests', 'organizations', 'users', 'tokens'],
    writes: [],
    uses: ['signing-key'],
    throttle: light,
    summary: 'One harvest; those who manage it see all that can be changed of it',
  },
  {
    handler: 'create-harvest',
    calls: ['POST /api/v2/harvests'],
    access: 'user',
    reads: ['users', 'tokens', 'organizations', 'harvests', 'attempts', 'claims', 'probes'],
    writes: ['harvests', 'attempts', 'claims', 'probes', 'organizations', 'audit'],
    uses: ['signing-key', 'queue:send'],
    throttle: heavy,
    summary: 'Registers a source after a look at it; `?dry_run=true` validates a sample and stores nothing',
  },
  {
    handler: 'change-harvest',
    calls: ['PATCH /api/v2/harvests/{id}'],
    access: 'user',
    reads: ['users', 'tokens', 'organizations', 'harvests', 'claims', 'probes'],
    writes: ['harvests', 'claims', 'probes', 'organizations', 'audit'],
    uses: ['signing-key', 'queue:send'],
    throttle: heavy,
    summary: 'Changes what is said of a harvest; another URL or type is looked at first',
  },
  {
    handler: 'delete-harvest',
    calls: ['DELETE /api/v2/harvests/{id}'],
    access: 'user',
    reads: ['users', 'tokens', 'harvests'],
    writes: ['harvests', 'audit'],
    uses: ['signing-key', 'queue:send'],
    throttle: heavy,
    summary: 'Deletes a harvest with all that it has, and frees its URL',
  },
  {
    handler: 'get-probe',
    calls: ['GET /api/v2/probes/{probe_id}'],
    access: 'user',
    reads: ['users', 'tokens', 'probes'],
    writes: [],
    uses: ['signing-key'],
    throttle: light,
    summary: 'What the worker found at the URL of a source',
  },
  {
    handler: 'login',
    calls: ['POST /api/v2/login', 'POST /api/v1/login'],
    access: 'public',
    reads: ['users', 'counters'],
    writes: ['users', 'tokens', 'counters'],
    uses: ['signing-key', 'metrics'],
    throttle: heavy,
    summary: 'Exchanges a password for an authToken',
  },
  {
    handler: 'logout',
    calls: ['POST /api/v2/logout', 'GET /api/v2/logout', 'POST /api/v1/logout', 'GET /api/v1/logout'],
    access: 'user',
    reads: ['users', 'tokens'],
    writes: ['tokens'],
    uses: ['signing-key'],
    throttle: light,
    summary: 'Invalidates the token that was sent, and no other',
  },
  {
    handler: 'trigger-harvest',
    calls: [
      'GET /api/v2/harvest/{id}/harvest',
      'POST /api/v2/harvest/{id}/harvest',
      'GET /api/v2/harvests/{id}/harvest',
      'POST /api/v2/harvests/{id}/harvest',
    ],
    access: 'user',
    apiKeys: true,
    reads: ['users', 'tokens', 'harvests', 'attempts'],
    writes: ['harvests', 'attempts'],
    uses: ['signing-key', 'queue:send'],
    throttle: heavy,
    summary: 'Starts a harvest; `?wait=25` answers when it ends',
  },
  {
    handler: 'list-attempts',
    calls: ['GET /api/v2/harvests/{id}/attempts'],
    access: 'optional',
    apiKeys: true,
    reads: ['harvests', 'attempts', 'users', 'tokens'],
    writes: [],
    uses: ['signing-key'],
    throttle: light,
    summary: 'Attempts of a harvest, newest first, paged',
  },
  {
    handler: 'get-attempt',
    calls: ['GET /api/v2/harvests/{id}/attempts/{attempt_id}'],
    access: 'optional',
    apiKeys: true,
    reads: ['harvests', 'attempts', 'users', 'tokens'],
    writes: ['attempts'],
    uses: ['signing-key'],
    throttle: light,
    summary: 'One attempt: state, progress, counters, failure',
  },
  {
    handler: 'decide-removals',
    calls: ['POST /api/v2/harvests/{id}/attempts/{attempt_id}/removals'],
    access: 'user',
    apiKeys: true,
    reads: ['users', 'tokens', 'harvests', 'attempts'],
    writes: ['attempts'],
    uses: ['signing-key', 'queue:send'],
    throttle: heavy,
    summary: 'Decides on vanished records that are held back: `apply` or `keep`',
  },
  {
    handler: 'list-errors',
    calls: ['GET /api/v2/harvests/{id}/errors'],
    access: 'public',
    reads: ['harvests'],
    writes: [],
    uses: ['bucket:read:reports'],
    throttle: light,
    summary: 'Errors of a harvest by cause: how many records, since when, new, still or fixed',
  },
  {
    handler: 'get-report',
    calls: ['GET /api/v2/harvests/{id}/report.csv', 'GET /api/v2/harvests/{id}/report.sarif'],
    access: 'public',
    reads: ['harvests'],
    writes: [],
    uses: ['bucket:read:reports'],
    throttle: light,
    summary: 'Every error of a harvest, as a table or for CI systems: redirects to the file',
  },
  {
    handler: 'list-records',
    calls: ['GET /api/v2/harvests/{id}/records'],
    access: 'public',
    reads: ['harvests', 'records'],
    writes: [],
    uses: [],
    throttle: heavy,
    summary: 'Records of a harvest, paged; `?state=bad` only those with errors',
  },
  {
    handler: 'get-record',
    calls: ['GET /api/v2/harvests/{id}/records/{record_id}'],
    access: 'public',
    reads: ['harvests', 'records'],
    writes: [],
    uses: [],
    throttle: light,
    summary: 'One record: what the document says and what is wrong with it',
  },
  {
    handler: 'validate-document',
    calls: ['POST /api/v2/validate'],
    access: 'public',
    reads: [],
    writes: ['counters'],
    uses: ['validator'],
    throttle: heavy,
    summary: 'Says of a document what a harvest would say; 60 a minute from one address',
  },
  {
    handler: 'list-organizations',
    calls: ['GET /api/v2/organizations'],
    access: 'public',
    reads: ['organizations'],
    writes: [],
    uses: [],
    throttle: light,
    summary: 'Every member of the federation',
  },
  {
    handler: 'get-organization',
    calls: ['GET /api/v2/organizations/{organization_id}'],
    access: 'public',
    reads: ['organizations'],
    writes: [],
    uses: [],
    throttle: light,
    summary: 'One member of the federation',
  },
  {
    handler: 'create-organization',
    calls: ['POST /api/v2/organizations'],
    access: 'admin',
    reads: ['users', 'tokens', 'organizations', 'claims'],
    writes: ['organizations', 'claims', 'audit'],
    uses: ['signing-key'],
    throttle: heavy,
    summary: 'Adds a member of the federation',
  },
  {
    handler: 'change-organization',
    calls: ['PATCH /api/v2/organizations/{organization_id}'],
    access: 'admin',
    reads: ['users', 'tokens', 'organizations', 'claims'],
    writes: ['organizations', 'claims', 'audit'],
    uses: ['signing-key'],
    throttle: heavy,
    summary: 'Changes what is said of an organization; a rename reaches its harvests and members',
  },
  {
    handler: 'remove-organization',
    calls: ['DELETE /api/v2/organizations/{organization_id}'],
    access: 'admin',
    reads: ['users', 'tokens', 'organizations', 'harvests'],
    writes: ['organizations', 'claims', 'audit'],
    uses: ['signing-key'],
    throttle: heavy,
    summary: 'Removes an organization that has neither harvests nor members',
  },
  {
    handler: 'list-audit',
    calls: ['GET /api/v2/audit'],
    access: 'admin',
    reads: ['users', 'tokens', 'audit'],
    writes: [],
    uses: ['signing-key'],
    throttle: light,
    summary: 'Who changed what and when, of one subject or on one day, newest first, paged',
  },
  {
    handler: 'register-user',
    calls: ['POST /api/v2/users'],
    access: 'public',
    reads: ['users', 'organizations', 'claims'],
    writes: ['users', 'tokens', 'claims', 'counters', 'audit'],
    uses: ['mail:send'],
    throttle: heavy,
    summary: 'Asks for an account; the address gets a mail with a link',
  },
  {
    handler: 'verify-email',
    calls: ['GET /api/v2/verify-email', 'POST /api/v2/verify-email'],
    access: 'public',
    reads: ['users', 'tokens', 'claims'],
    writes: ['users', 'tokens', 'claims', 'counters', 'audit'],
    uses: ['mail:send'],
    throttle: heavy,
    summary: 'Confirms an address by the link of a mail',
  },
  {
    handler: 'list-users',
    calls: ['GET /api/v2/users'],
    access: 'admin',
    reads: ['users', 'tokens'],
    writes: [],
    uses: ['signing-key'],
    throttle: light,
    summary: 'Accounts by e-mail address, paged',
  },
  {
    handler: 'get-user',
    calls: ['GET /api/v2/users/{user_id}'],
    access: 'user',
    reads: ['users', 'tokens'],
    writes: [],
    uses: ['signing-key'],
    throttle: light,
    summary: 'One account: the own one, or any for administrators',
  },
  {
    handler: 'change-user',
    calls: ['PATCH /api/v2/users/{user_id}'],
    access: 'user',
    reads: ['users', 'tokens', 'organizations'],
    writes: ['users', 'claims', 'audit'],
    uses: ['signing-key', 'mail:send'],
    throttle: heavy,
    summary: 'Approves an account, and changes its name, roles and organizations',
  },
  {
    handler: 'remove-user',
    calls: ['DELETE /api/v2/users/{user_id}'],
    access: 'admin',
    reads: ['users', 'tokens', 'claims'],
    writes: ['users', 'tokens', 'claims', 'audit'],
    uses: ['signing-key'],
    throttle: heavy,
    summary: 'Removes an account with its tokens and keys',
  },
  {
    handler: 'change-password',
    calls: ['POST /api/v2/users/{user_id}/password'],
    access: 'user',
    reads: ['users', 'tokens', 'counters'],
    writes: ['users', 'tokens', 'counters', 'audit'],
    uses: ['signing-key'],
    throttle: heavy,
    summary: 'Changes the own password, and ends every other token and key',
  },
  {
    handler: 'change-email',
    calls: ['POST /api/v2/users/{user_id}/email'],
    access: 'user',
    reads: ['users', 'tokens', 'counters'],
    writes: ['tokens', 'counters', 'audit'],
    uses: ['signing-key', 'mail:send'],
    throttle: heavy,
    summary: 'Asks for another address, which a mailed link confirms',
  },
  {
    handler: 'request-password-reset',
    calls: ['GET /api/v2/password-reset', 'POST /api/v2/password-reset'],
    access: 'public',
    reads: ['users'],
    writes: ['tokens', 'counters'],
    uses: ['mail:send'],
    throttle: heavy,
    summary: 'Mails a link to choose a new password with',
  },
  {
    handler: 'confirm-password-reset',
    calls: ['GET /api/v2/password-reset/confirm', 'POST /api/v2/password-reset/confirm'],
    access: 'public',
    reads: ['users', 'tokens'],
    writes: ['users', 'tokens', 'counters', 'audit'],
    uses: [],
    throttle: heavy,
    summary: 'Sets the password that the owner of a mailed link chose',
  },
  {
    handler: 'list-tokens',
    calls: ['GET /api/v2/tokens'],
    access: 'user',
    reads: ['users', 'tokens'],
    writes: [],
    uses: ['signing-key'],
    throttle: light,
    summary: 'The own tokens and API keys',
  },
  {
    handler: 'remove-token',
    calls: ['DELETE /api/v2/tokens/{token_id}'],
    access: 'user',
    reads: ['users', 'tokens'],
    writes: ['tokens', 'audit'],
    uses: ['signing-key'],
    throttle: heavy,
    summary: 'Ends one of the own tokens and API keys',
  },
  {
    handler: 'create-api-key',
    calls: ['POST /api/v2/api-keys'],
    access: 'user',
    reads: ['users', 'tokens', 'harvests'],
    writes: ['tokens', 'audit'],
    uses: ['signing-key'],
    throttle: heavy,
    summary: 'Makes a key for scripts, scoped to harvests',
  },
  {
    handler: 'get-openapi',
    calls: ['GET /api/v2/openapi.json'],
    access: 'public',
    reads: [],
    writes: [],
    uses: [],
    throttle: light,
    summary: 'The OpenAPI 3.1 description of this API',
  },
];

/**
 * The function on the gateway's `$default` route. It knows nothing but {@link routes}: what comes with a trailing slash,
 * which HTTP API cannot route, it hands to the function that serves the path without.
 */
export const unrouted = {
  handler: 'answer-unrouted',
  reads: [],
  writes: [],
  uses: ['functions:invoke'],
  summary: 'OPTIONS, trailing slashes, wrong methods (405 with Allow) and unknown paths (404)',
} as const satisfies FunctionGrants & { handler: string; summary: string };

/** Functions that no client calls. */
export const jobs: readonly Job[] = [
  {
    handler: 'schedule-harvests',
    startedBy: 'EventBridge, every 5 minutes',
    reads: ['harvests', 'attempts'],
    writes: ['harvests', 'attempts'],
    uses: ['queue:send', 'metrics'],
    summary: 'Starts what is due and rescues what is stuck',
  },
  {
    handler: 'run-harvest',
    startedBy: 'SQS, one message at a time',
    reads: ['harvests', 'attempts', 'records', 'probes'],
    writes: ['harvests', 'attempts', 'records', 'probes', 'claims'],
    uses: [
      'queue:consume',
      'queue:send',
      'validator',
      'metrics',
      'bucket:write:documents',
      'bucket:read:plans',
      'bucket:write:plans',
      'bucket:read:manifests',
      'bucket:write:manifests',
      'bucket:read:reports',
      'bucket:write:reports',
    ],
    summary: 'Works on one slice of a harvest: list, plan, fetch, validate, keep, count',
  },
];
