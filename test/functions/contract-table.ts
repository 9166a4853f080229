/**
 * The HTTP contract as a table, written from the description of the API and not from the code that answers: what old
 * scripts rely on stands here letter by letter. A route without a row makes the test of the contract fail.
 */

/** What each body is sent as; `undefined` sends none. */
export const bodies = {
  'no body': undefined,
  'an empty form': { type: 'application/x-www-form-urlencoded', bytes: '' },
  form: { type: 'application/x-www-form-urlencoded', bytes: 'email=buoy%40example.org&password=a+right+password' },
  JSON: { type: 'Application/JSON; charset=UTF-8', bytes: '{"user":"buoy@example.org","password":"a right password"}' },
  'broken JSON': { type: 'application/json', bytes: '{"email":"buoy@example.org","password":' },
  'JSON without fields': { type: 'application/json', bytes: '["buoy@example.org","a right password"]' },
  'a broken form': { type: 'application/x-www-form-urlencoded', bytes: new Uint8Array([0x61, 0x3d, 0xff, 0xfe]) },
  'a wrong type': { type: 'text/csv', bytes: 'email,password\nbuoy@example.org,a right password\n' },
  'no type': { type: undefined, bytes: 'email=buoy%40example.org&password=a+right+password' },
  'a large form': { type: 'application/x-www-form-urlencoded', bytes: `password=${'x'.repeat(65_536)}` },
} as const satisfies Record<string, { type: string | undefined; bytes: string | Uint8Array } | undefined>;
export type BodyName = keyof typeof bodies;

/** Who is calling: the pair of a member of the harvest's organization, that of a stranger, or no valid pair. */
export const callers = ['nobody', 'half a pair', 'a wrong pair', 'a member', 'a stranger'] as const;
export type Caller = (typeof callers)[number];

/** Every method of the table; HEAD and OPTIONS are nobody's route. */
export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'] as const;
export type Method = (typeof methods)[number];

/** One request of the table, without its trailing slash. */
export interface ContractRequest {
  method: Method;
  body: BodyName;
  caller: Caller;
  /** Which of the path's ids exist. */
  ids: IdsName;
}

/** An answer; `message` of a body with a code is free text and stands here as `…`, an authToken as `<token>`, the API's description as `<description>`. */
export interface ContractAnswer {
  status: number;
  body: string;
  allow?: string;
  hasTag?: boolean;
}

/** Ids that the test seeds. */
export const known = {
  harvestId: 'n3N6xBLyZIs9LGwEF',
  userId: 'bUoy5Manager5Id22',
  strangerId: 'aStranger22222222',
  attemptId: '01JQ0000000000000A',
  nextAttemptId: '01JQ0000000000000B',
  recordId: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3',
  organizationId: 'pAcIoosHawaii2222',
  deletingId: 'onItsWayOut222222',
} as const;

/** What stands for the path's parameters. */
const knownIds = {
  id: known.harvestId,
  attempt_id: known.attemptId,
  record_id: known.recordId,
  organization_id: known.organizationId,
  user_id: known.userId,
  token_id: 'noSuchToken222222',
  probe_id: '5df6e0e2761359d30a8275058e299fcc',
};
export const idsOf = {
  'all ids known': knownIds,
  'an unknown harvest': { ...knownIds, id: 'nobodysHarvest222' },
  'an unknown attempt': { ...knownIds, attempt_id: '01JQ0000000000000Z' },
  'an unknown record': { ...knownIds, record_id: 'f'.repeat(40) },
  'an unknown organization': { ...knownIds, organization_id: 'nobodysOrganizat2' },
} as const;
export type IdsName = keyof typeof idsOf;
/** The path's parameter that is another than the known one. */
export const unknownParameter: Readonly<Partial<Record<IdsName, string>>> = {
  'an unknown harvest': '{id}',
  'an unknown attempt': '{attempt_id}',
  'an unknown record': '{record_id}',
  'an unknown organization': '{organization_id}',
};

const { harvestId, userId, attemptId, nextAttemptId, recordId } = known;

/** The seeded harvest as the old registry's clients read it: these keys, in this order. */
const harvest =
  `{"_id":"${harvestId}","harvest_type":"WAF","name":"PacIOOS WAF","url":"http://data.example.org/metadata/iso/",` +
  '"publish":false,"harvest_interval":1,"organization":"PacIOOS","last_harvest_dt":"2026-04-27T00:05:01.717Z",' +
  '"ckan_harvest_url":"http://catalog.example.org/harvest/pacioos-waf","last_record_count":802,"last_good_count":801,' +
  '"last_bad_count":1,"last_harvest_status":"ok","harvest_state":"harvesting"}';

/** What those who manage it see besides. */
const managedHarvest = harvest.replace(
  /\}$/,
  `,"organization_id":"${known.organizationId}","harvest_contact":"contact@example.org"}`,
);

/** One that nothing is left of but itself. */
const deletingHarvest =
  `{"_id":"${known.deletingId}","harvest_type":"WAF","name":"Retired","url":"http://data.example.org/retired/",` +
  '"publish":false,"harvest_interval":1,"organization":"PacIOOS",' +
  '"ckan_harvest_url":"http://catalog.example.org/harvest/pacioos-waf","harvest_state":"deleting"}';

const attempt = (user: string) =>
  `{"harvest_id":"${harvestId}","attempt_id":"${attemptId}","state":"harvesting","trigger":{"kind":"user"${user}},` +
  '"created_at":"2026-04-28T00:00:00.000Z","started_at":"2026-04-28T00:00:01.000Z","progress":{"listed":802,"done":17},' +
  '"counters":{"listed":0,"fetched":0,"unchanged":0,"added":0,"updated":0,"removed":0,"good":0,"bad":0,"unreachable":0},' +
  `"removals_held":0,"notices":[],"attempt_url":"/api/v2/harvests/${harvestId}/attempts/${attemptId}"}`;

const record =
  `{"record_id":"${recordId}","url":"http://data.example.org/metadata/iso/waves.xml","state":"bad","title":"Waves",` +
  '"description":"Of the ocean","services":[{"service_type":"OPeNDAP","service_url":"http://data.example.org/dap"}],' +
  `"metadata_date":"2026-01-12","file_id":"waves","hash_val":"${'0a'.repeat(32)}","byte_length":48213,` +
  '"validation_errors":[{"error":"Not a date","line_number":87,"xpath":"/gmd:MD_Metadata/gmd:dateStamp",' +
  '"element":"gmd:dateStamp","kind":"BAD_DATE","advice":"Write a date"}],"error_count":3,' +
  '"first_seen_at":"2026-01-12T00:05:00.000Z","last_fetched_at":"2026-01-13T00:05:00.000Z",' +
  '"last_changed_at":"2026-01-13T00:05:00.000Z"}';

const organization =
  `{"_id":"${known.organizationId}","name":"PacIOOS",` +
  '"ckan_harvest_url":"http://catalog.example.org/harvest/pacioos-waf","created_at":"2026-04-01T00:00:00.000Z"}';

const noEndpoint = '{"status":"error","message":"API endpoint does not exist"}';
const notLoggedIn = '{"status":"error","message":"You must be logged in to do this."}';
const coded = (code: string) => `{"status":"error","message":"…","code":"${code}"}`;
const decisionWanted = {
  decision: 'decision is apply (remove the records that are held) or keep (keep them for now).',
};
/** Which fields of a body are wrong, each with what is said of it. */
function refusedFields(...wrong: [field: string, message: string][]): ContractAnswer {
  const [[field, message] = ['', '']] = wrong;
  const all = wrong.map(([one, said]) => `{"field":"${one}","message":${JSON.stringify(said)}}`).join(',');
  const fields = wrong.length > 1 ? `,"fields":[${all}]` : '';
  const said = JSON.stringify(message);
  return {
    status: 400,
    body: `{"status":"error","message":${said},"code":"INVALID_BODY","field":"${field}"${fields}}`,
  };
}

/** What bodies of the table lack or have too much, where a body has these fields, each with what is said without it. */
function fieldsRefused(body: BodyName, wanted: Record<string, string>): ContractAnswer {
  const sent = body === 'form' ? ['email', 'password'] : body === 'JSON' ? ['user', 'password'] : [];
  const absent = Object.entries(wanted).filter(([field]) => !sent.includes(field));
  const unknown = sent.filter((field) => !(field in wanted));
  return refusedFields(
    ...absent,
    ...unknown.map((field): [string, string] => [field, `There is no field "${field}" in this body.`]),
  );
}

const harvestWanted = {
  name: 'name is a text of 1 to 200 characters on one line.',
  url: 'url is an http or https URL of at most 2048 characters.',
  harvest_type: 'harvest_type is one of WAF, ERDDAP-WAF, CSW.',
  organization_id: 'organization_id is the id of an organization: GET /api/v2/organizations lists them.',
};
const nameWanted = { name: 'name is a text of 1 to 200 characters on one line.' };
const emailWanted = { email: 'email is a mail address of at most 254 characters.' };
const passwordWanted = { password: 'password has 12 to 1024 characters.' };
const tokenWanted = { token: 'token is the token of the link.' };
const currentWanted = { current_password: 'current_password is a text.' };
const said = (message: string) => ({ status: 200, body: `{"status":"success","data":{"message":"${message}"}}` });
const forbidden = { status: 403, body: coded('FORBIDDEN') };

/** Of the accounts of the table, the path names that of `a member`. */
function ownAccount(body: BodyName, caller: Caller, wanted: Record<string, string>): ContractAnswer {
  return caller === 'a member' ? fieldsRefused(body, wanted) : forbidden;
}

const account =
  `{"_id":"${userId}","name":"Data Manager","email":"buoy@example.org","verified":true,"approved":true,` +
  `"roles":["member"],"organization_ids":["${known.organizationId}"],"point_of_contact":false,` +
  '"created_at":"2026-04-26T00:00:00.000Z"}';

const success = (data: string) => ({ status: 200, body: `{"status":"success","data":${data}}` });

/** What an unknown path answers to everything, OPTIONS included: there is nothing to allow. */
export const unknownPath: ContractAnswer = { status: 404, body: noEndpoint };

/** One path of the contract. */
interface Row {
  allow: string;
  /** Its body is no set of fields: none of the bodies of the table is one that it reads. */
  takesDocument?: boolean;
  /** Without a valid pair of headers: 401, before anything else is looked at; all methods, or these. */
  needsLogin?: true | readonly Method[];
  /** Who is no administrator, as all callers of the table: 401 without a valid pair, 403 with one; all methods, or these. */
  needsAdmin?: true | readonly Method[];
  /** What each method answers once login and body have been looked at. */
  GET?: (request: ContractRequest) => ContractAnswer;
  POST?: (request: ContractRequest) => ContractAnswer;
  PATCH?: (request: ContractRequest) => ContractAnswer;
  DELETE?: (request: ContractRequest) => ContractAnswer;
}

/** Methods that a route may have. */
export const routedMethods = ['GET', 'POST', 'PATCH', 'DELETE'] as const satisfies Method[];

/** Tells whether a method of a row asks who is calling. */
export function asksFor(who: 'needsLogin' | 'needsAdmin', path: string, method: Method): boolean {
  const asked = contract[path]?.[who];
  return asked === true || asked?.includes(method) === true;
}

/** No caller of the table is an administrator, so that nothing is behind this. */
const never = (): ContractAnswer => {
  throw new Error('The table has no administrator.');
};

/** A login never says more than that it failed; a member's pair of headers does not help. */
function login({ body }: ContractRequest): ContractAnswer {
  if (body === 'form' || body === 'JSON') return success(`{"authToken":"<token>","userId":"${userId}"}`);
  return { status: 401, body: '{"status":"error","message":"Unauthorized"}' };
}

const logout = () => success('{"message":"You\'ve been logged out!"}');

/** The harvest is under way and another attempt waits already, so that every trigger has the same answer. */
function trigger({ ids, caller }: ContractRequest): ContractAnswer {
  if (ids === 'an unknown harvest') return { status: 404, body: '{"status":"Not Found"}' };
  if (caller !== 'a member') return { status: 401, body: '{"status":"Unauthorized"}' };
  return {
    status: 200,
    body:
      `{"status":"harvesting","data":{"harvest_id":"${harvestId}","attempt_id":"${attemptId}",` +
      `"next_attempt_id":"${nextAttemptId}","state":"harvesting",` +
      `"attempt_url":"/api/v2/harvests/${harvestId}/attempts/${nextAttemptId}"}}`,
  };
}

/** Without a valid pair, the public part: a stale token must not break a public page. */
const attemptAs = (caller: Caller) => attempt(caller === 'a member' ? `,"user_id":"${userId}"` : '');

/** The harvest under way is its first. */
function noReportYet({ ids }: ContractRequest): ContractAnswer {
  return { status: 404, body: coded(ids === 'an unknown harvest' ? 'HARVEST_NOT_FOUND' : 'REPORT_NOT_FOUND') };
}

/** The contract by path, as `functions/routes.ts` writes paths. */
export const contract: Readonly<Record<string, Row>> = {
  '/api/v1/Harvests': {
    allow: 'GET, OPTIONS',
    GET: () => ({ ...success(`[${harvest},${deletingHarvest}]`), hasTag: true }),
  },
  '/api/v1/Harvests/{id}': {
    allow: 'GET, OPTIONS',
    GET: ({ ids }) =>
      ids === 'an unknown harvest'
        ? { status: 404, body: '{"status":"fail","message":"Item not found"}' }
        : { ...success(harvest), hasTag: true },
  },
  '/api/v2/harvests': {
    allow: 'GET, POST, OPTIONS',
    needsLogin: ['POST'],
    GET: () => ({ ...success(`[${harvest},${deletingHarvest}]`), hasTag: true }),
    POST: ({ body }) => fieldsRefused(body, harvestWanted),
  },
  '/api/v2/harvests/{id}': {
    allow: 'GET, PATCH, DELETE, OPTIONS',
    needsLogin: ['PATCH', 'DELETE'],
    GET: ({ ids, caller }) =>
      ids === 'an unknown harvest'
        ? { status: 404, body: coded('HARVEST_NOT_FOUND') }
        : success(caller === 'a member' ? managedHarvest : harvest),
    PATCH: ({ ids, caller, body }) => {
      if (ids === 'an unknown harvest') return { status: 404, body: coded('HARVEST_NOT_FOUND') };
      if (caller !== 'a member') return { status: 403, body: coded('FORBIDDEN') };
      const isEmpty = body !== 'form' && body !== 'JSON';
      return isEmpty ? { status: 400, body: coded('INVALID_BODY') } : fieldsRefused(body, {});
    },
    // The rest of the table needs the known one: what is deleted here is one that is being deleted already.
    DELETE: ({ ids, caller }) => {
      if (ids === 'an unknown harvest') return { status: 404, body: coded('HARVEST_NOT_FOUND') };
      if (caller !== 'a member') return forbidden;
      return { ...success(`{"harvest_id":"${known.deletingId}","harvest_state":"deleting"}`), status: 202 };
    },
  },
  '/api/v2/probes/{probe_id}': {
    allow: 'GET, OPTIONS',
    needsLogin: true,
    GET: () => ({ status: 404, body: coded('PROBE_NOT_FOUND') }),
  },
  '/api/v2/login': { allow: 'POST, OPTIONS', POST: login },
  '/api/v1/login': { allow: 'POST, OPTIONS', POST: login },
  '/api/v2/logout': { allow: 'POST, GET, OPTIONS', needsLogin: true, GET: logout, POST: logout },
  '/api/v1/logout': { allow: 'POST, GET, OPTIONS', needsLogin: true, GET: logout, POST: logout },
  '/api/v2/harvest/{id}/harvest': { allow: 'GET, POST, OPTIONS', needsLogin: true, GET: trigger, POST: trigger },
  '/api/v2/harvests/{id}/harvest': { allow: 'GET, POST, OPTIONS', needsLogin: true, GET: trigger, POST: trigger },
  '/api/v2/harvests/{id}/attempts': {
    allow: 'GET, OPTIONS',
    GET: ({ ids, caller }) =>
      ids === 'an unknown harvest'
        ? { status: 404, body: coded('HARVEST_NOT_FOUND') }
        : success(`[${attemptAs(caller)}]`),
  },
  '/api/v2/harvests/{id}/attempts/{attempt_id}/removals': {
    allow: 'POST, OPTIONS',
    needsLogin: true,
    // Membership comes before the body's fields, and none of these bodies has a decision.
    POST: ({ ids, caller, body }) => {
      if (ids === 'an unknown harvest') return { status: 404, body: coded('HARVEST_NOT_FOUND') };
      if (caller !== 'a member') return { status: 401, body: coded('UNAUTHORIZED') };
      return fieldsRefused(body, decisionWanted);
    },
  },
  '/api/v2/harvests/{id}/attempts/{attempt_id}': {
    allow: 'GET, OPTIONS',
    GET: ({ ids, caller }) => {
      if (ids === 'an unknown harvest') return { status: 404, body: coded('HARVEST_NOT_FOUND') };
      if (ids === 'an unknown attempt') return { status: 404, body: coded('ATTEMPT_NOT_FOUND') };
      return success(attemptAs(caller));
    },
  },
  '/api/v2/harvests/{id}/records': {
    allow: 'GET, OPTIONS',
    GET: ({ ids }) =>
      ids === 'an unknown harvest'
        ? { status: 404, body: coded('HARVEST_NOT_FOUND') }
        : { ...success(`[${record}]`), hasTag: true },
  },
  '/api/v2/harvests/{id}/records/{record_id}': {
    allow: 'GET, OPTIONS',
    GET: ({ ids }) => {
      if (ids === 'an unknown harvest') return { status: 404, body: coded('HARVEST_NOT_FOUND') };
      if (ids === 'an unknown record') return { status: 404, body: coded('RECORD_NOT_FOUND') };
      return { ...success(record), hasTag: true };
    },
  },
  '/api/v2/harvests/{id}/errors': { allow: 'GET, OPTIONS', GET: noReportYet },
  '/api/v2/harvests/{id}/report.csv': { allow: 'GET, OPTIONS', GET: noReportYet },
  '/api/v2/harvests/{id}/report.sarif': { allow: 'GET, OPTIONS', GET: noReportYet },
  '/api/v2/validate': {
    allow: 'POST, OPTIONS',
    takesDocument: true,
    POST: () => ({ status: 415, body: coded('UNSUPPORTED_TYPE') }),
  },
  '/api/v2/organizations': {
    allow: 'GET, POST, OPTIONS',
    needsAdmin: ['POST'],
    GET: () => ({ ...success(`[${organization}]`), hasTag: true }),
    POST: never,
  },
  '/api/v2/organizations/{organization_id}': {
    allow: 'GET, PATCH, DELETE, OPTIONS',
    needsAdmin: ['PATCH', 'DELETE'],
    GET: ({ ids }) =>
      ids === 'an unknown organization'
        ? { status: 404, body: coded('ORGANIZATION_NOT_FOUND') }
        : { ...success(organization), hasTag: true },
    PATCH: never,
    DELETE: never,
  },
  '/api/v2/audit': { allow: 'GET, OPTIONS', needsAdmin: true, GET: never },
  '/api/v2/users': {
    allow: 'POST, GET, OPTIONS',
    needsAdmin: ['GET'],
    GET: () => forbidden,
    POST: ({ body }) => fieldsRefused(body, { ...nameWanted, ...emailWanted, ...passwordWanted }),
  },
  '/api/v2/verify-email': {
    allow: 'GET, POST, OPTIONS',
    GET: () => said('To confirm the address, send its token with POST to /api/v2/verify-email.'),
    POST: ({ body }) => fieldsRefused(body, tokenWanted),
  },
  '/api/v2/users/{user_id}': {
    allow: 'GET, PATCH, DELETE, OPTIONS',
    needsLogin: ['GET', 'PATCH'],
    needsAdmin: ['DELETE'],
    GET: ({ caller }) => (caller === 'a member' ? success(account) : forbidden),
    PATCH: ({ body, caller }) => {
      const isEmpty = body !== 'form' && body !== 'JSON';
      if (caller === 'a member' && isEmpty) return { status: 400, body: coded('INVALID_BODY') };
      return ownAccount(body, caller, {});
    },
    DELETE: () => forbidden,
  },
  '/api/v2/users/{user_id}/password': {
    allow: 'POST, OPTIONS',
    needsLogin: true,
    POST: ({ body, caller }) => {
      const newWanted = { new_password: 'new_password has 12 to 1024 characters.' };
      return ownAccount(body, caller, { ...currentWanted, ...newWanted });
    },
  },
  '/api/v2/users/{user_id}/email': {
    allow: 'POST, OPTIONS',
    needsLogin: true,
    POST: ({ body, caller }) => ownAccount(body, caller, { ...currentWanted, ...emailWanted }),
  },
  '/api/v2/password-reset': {
    allow: 'GET, POST, OPTIONS',
    GET: () => said('Send your email with POST to /api/v2/password-reset.'),
    POST: ({ body }) => fieldsRefused(body, emailWanted),
  },
  '/api/v2/password-reset/confirm': {
    allow: 'GET, POST, OPTIONS',
    GET: () => said('Send the token and a new password with POST to /api/v2/password-reset/confirm.'),
    POST: ({ body }) => fieldsRefused(body, { ...tokenWanted, ...passwordWanted }),
  },
  '/api/v2/tokens': { allow: 'GET, OPTIONS', needsLogin: true, GET: () => success('<tokens>') },
  '/api/v2/tokens/{token_id}': {
    allow: 'DELETE, OPTIONS',
    needsLogin: true,
    DELETE: () => ({ status: 404, body: coded('TOKEN_NOT_FOUND') }),
  },
  '/api/v2/api-keys': {
    allow: 'POST, OPTIONS',
    needsLogin: true,
    POST: ({ body }) => fieldsRefused(body, nameWanted),
  },
  '/api/v2/openapi.json': {
    allow: 'GET, OPTIONS',
    GET: () => ({ status: 200, body: '<description>', hasTag: true }),
  },
};

/** What an unreadable body answers, everywhere but at login. */
const bodyAnswers: Partial<Record<BodyName, ContractAnswer>> = {
  'broken JSON': { status: 400, body: coded('INVALID_BODY') },
  'JSON without fields': { status: 400, body: coded('INVALID_BODY') },
  'a broken form': { status: 400, body: coded('INVALID_BODY') },
  'a wrong type': { status: 415, body: coded('UNSUPPORTED_TYPE') },
  'no type': { status: 415, body: coded('UNSUPPORTED_TYPE') },
  'a large form': { status: 413, body: coded('BODY_TOO_LARGE') },
};

/** What the contract answers: method first, then who is calling, then the body (never that of a GET), then the rest. */
export function answerOf(path: string, request: ContractRequest): ContractAnswer {
  const row = contract[path];
  if (!row) throw new Error(`The contract says nothing of ${path}.`);
  const { method, caller, body } = request;
  if (method === 'OPTIONS') return { status: 200, body: '', allow: row.allow };
  const answer = routedMethods.includes(method as 'GET') ? row[method as 'GET'] : undefined;
  if (!answer) return { status: 405, body: method === 'HEAD' ? '' : noEndpoint, allow: row.allow };
  const isLoggedIn = caller === 'a member' || caller === 'a stranger';
  const needsAdmin = asksFor('needsAdmin', path, method);
  if ((needsAdmin || asksFor('needsLogin', path, method)) && !isLoggedIn) return { status: 401, body: notLoggedIn };
  if (needsAdmin) return { status: 403, body: coded('FORBIDDEN') };
  const isReadLeniently = path.endsWith('/login') || row.takesDocument === true;
  const refused = method === 'GET' || isReadLeniently ? undefined : bodyAnswers[body];
  return refused ?? answer(request);
}
