/** What a check asks: a request below the registry's address. */
export interface SmokeRequest {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** What came back. */
export interface SmokeAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** Sends a request to the registry that is looked at. Rejects when nothing answers. */
export type Ask = (request: SmokeRequest) => Promise<SmokeAnswer>;

/** An account to look at the registry with. */
export interface SmokeAccount {
  email: string;
  password: string;
}

/** One thing that must be so. Throws what is wrong and what to look at. */
export interface SmokeCheck {
  says: string;
  run(ask: Ask): Promise<void>;
}

const json = { 'content-type': 'application/json' };
const xml = { 'content-type': 'application/octet-stream' };

/** What a provider's script relies on, seen from outside; changes nothing and needs no account. */
export const publicChecks: readonly SmokeCheck[] = [
  {
    says: 'the list of harvests answers as JSON, with an ETag, to every origin',
    async run(ask) {
      const { status, headers, text } = await ask({ path: '/api/v1/Harvests' });
      expectStatus(status, 200, text);
      const { status: word, data } = JSON.parse(text) as { status: string; data: unknown };
      if (word !== 'success' || !Array.isArray(data)) throw new Error(`The body is no list of harvests: ${cut(text)}`);
      expectHeader(headers, 'access-control-allow-origin', /^\*$/);
      expectHeader(headers, 'content-type', /^application\/json/);
      expectHeader(headers, 'etag', /./);
    },
  },
  {
    says: 'asked again with its ETag, the list answers 304 without a body',
    async run(ask) {
      const { headers } = await ask({ path: '/api/v1/Harvests' });
      const again = await ask({
        path: '/api/v1/Harvests',
        headers: { 'if-none-match': headers.get('etag') ?? 'none' },
      });
      expectStatus(again.status, 304, again.text);
      if (again.text !== '') throw new Error(`A 304 came with a body of ${again.text.length} characters.`);
    },
  },
  {
    says: 'a trailing slash is accepted',
    async run(ask) {
      const { status, text } = await ask({ path: '/api/v1/Harvests/' });
      expectStatus(status, 200, text, 'Look at the log of answer-unrouted: may it invoke list-harvests?');
    },
  },
  {
    says: 'OPTIONS answers 200 with the methods',
    async run(ask) {
      const { status, headers, text } = await ask({ method: 'OPTIONS', path: '/api/v2/login' });
      expectStatus(status, 200, text);
      expectHeader(headers, 'allow', /POST/);
      expectHeader(headers, 'access-control-allow-headers', /X-Auth-Token/i);
    },
  },
  {
    says: 'a wrong method answers 405 with Allow, an unknown path 404',
    async run(ask) {
      const wrong = await ask({ method: 'DELETE', path: '/api/v1/Harvests' });
      expectStatus(wrong.status, 405, wrong.text);
      expectHeader(wrong.headers, 'allow', /GET, OPTIONS/);
      const unknown = await ask({ path: '/api/v9/nothing' });
      expectStatus(unknown.status, 404, unknown.text);
      expectField(unknown.text, 'message', 'API endpoint does not exist');
    },
  },
  {
    says: 'an unknown harvest answers 404 in the words of the old registry',
    async run(ask) {
      const { status, text } = await ask({ path: '/api/v1/Harvests/nobodysHarvest222' });
      expectStatus(status, 404, text);
      expectField(text, 'message', 'Item not found');
    },
  },
  {
    says: 'a wrong password answers 401 and says no more',
    async run(ask) {
      const body = JSON.stringify({ email: 'smoke-test@example.invalid', password: 'not the password' });
      const { status, text } = await ask({ method: 'POST', path: '/api/v2/login', headers: json, body });
      expectStatus(status, 401, text, 'Look at the log of login: can it read the signing key and the users?');
      expectField(text, 'message', 'Unauthorized');
    },
  },
  {
    says: 'a harvest cannot be started without a login',
    async run(ask) {
      const { status, text } = await ask({ method: 'POST', path: '/api/v2/harvests/nobodysHarvest222/harvest' });
      expectStatus(status, 401, text);
      expectField(text, 'message', 'You must be logged in to do this.');
    },
  },
  {
    says: 'the validation finds what is wrong with a document, and where',
    async run(ask) {
      const body =
        '<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd">\n<gmd:nonsense/>\n</gmd:MD_Metadata>';
      const { status, text } = await ask({ method: 'POST', path: '/api/v2/validate', headers: xml, body });
      expectStatus(status, 200, text, 'Look at the log of validate-document.');
      const { data } = JSON.parse(text) as { data: { valid: boolean; validation_errors?: { line_number: number }[] } };
      if (data.valid !== false) throw new Error(`An invalid document was found valid: ${cut(text)}`);
      if (!text.includes('"line_number":2')) throw new Error(`The error is not placed in line 2: ${cut(text)}`);
    },
  },
  {
    says: 'the API describes itself as OpenAPI 3.1',
    async run(ask) {
      const { status, text } = await ask({ path: '/api/v2/openapi.json' });
      expectStatus(status, 200, text);
      const { openapi } = JSON.parse(text) as { openapi: string };
      if (!openapi.startsWith('3.1')) throw new Error(`It says openapi ${openapi}.`);
    },
  },
];

/** What needs an account: login, a call with the token, logout. */
export function accountChecks(account: SmokeAccount): SmokeCheck[] {
  return [
    {
      says: 'the account logs in, is known by its token, logs out, and is not known afterwards',
      async run(ask) {
        const body = JSON.stringify(account);
        const login = await ask({ method: 'POST', path: '/api/v2/login', headers: json, body });
        expectStatus(login.status, 200, login.text, 'Is the password right, and the account verified?');
        const { data } = JSON.parse(login.text) as { data: { authToken: string; userId: string } };
        const headers = { 'x-auth-token': data.authToken, 'x-user-id': data.userId };
        const unknown = await ask({ method: 'POST', path: '/api/v2/harvests/nobodysHarvest222/harvest', headers });
        expectStatus(unknown.status, 404, unknown.text);
        const logout = await ask({ method: 'POST', path: '/api/v2/logout', headers });
        expectStatus(logout.status, 200, logout.text);
        const after = await ask({ method: 'POST', path: '/api/v2/logout', headers });
        expectStatus(after.status, 401, after.text);
      },
    },
  ];
}

function expectStatus(seen: number, expected: number, text: string, advice = ''): void {
  if (seen !== expected) throw new Error(`The status is ${seen}, not ${expected}: ${cut(text)} ${advice}`.trim());
}

function expectHeader(headers: Headers, name: string, pattern: RegExp): void {
  const value = headers.get(name);
  if (value === null) throw new Error(`The header ${name} is missing.`);
  if (!pattern.test(value)) throw new Error(`The header ${name} is ${value}.`);
}

function expectField(text: string, name: string, expected: string): void {
  const value = (JSON.parse(text) as Record<string, unknown>)[name];
  if (value !== expected) throw new Error(`${name} is ${JSON.stringify(value)}, not ${JSON.stringify(expected)}.`);
}

function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
