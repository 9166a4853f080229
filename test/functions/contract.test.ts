import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentSigningKey } from '../../functions/aws/signing-key.ts';
import { tokenStore } from '../../functions/aws/token-store.ts';
import { setEnvironment } from '../../functions/config.ts';
import { signAuthToken } from '../../functions/identity/auth-token.ts';
import { newId } from '../../functions/ids.ts';
import { routes } from '../../functions/routes.ts';
import { checkAgainstDescription } from '../support/described-answers.ts';
import { startTestRegistry, type TestRegistry } from '../support/registry.ts';
import { seedContract } from './contract-seed.ts';
import * as table from './contract-table.ts';

const { answerOf, asksFor, bodies, callers, contract, idsOf, known, methods, unknownPath } = table;
type Request = table.ContractRequest & { path: string; slash: string };

const allowedHeaders = 'Origin, X-Requested-With, Content-Type, Accept, X-User-Id, X-Auth-Token';
const dayMs = 24 * 60 * 60_000;
/** Requests under way at a time: a login's answer takes 400 ms. */
const atATime = 24;

const everyBody = Object.keys(bodies) as table.BodyName[];
/** What methods that no route has are sent: nobody reads it. */
const unreadBodies = ['no body', 'form', 'JSON', 'broken JSON', 'a wrong type'] satisfies table.BodyName[];
const unknownPaths = ['/', '/api/v1/harvests', '/api/v2/harvest/x'];

const rows = Object.keys(contract).flatMap((path) => [
  { path, ids: 'all ids known', slash: '' } as const,
  { path, ids: 'all ids known', slash: '/' } as const,
  ...Object.entries(table.unknownParameter)
    .filter(([, parameter]) => path.includes(parameter))
    .map(([ids]) => ({ path, ids: ids as table.IdsName, slash: '' }) as const),
]);
const titled = rows.map((row) => [`${row.path}${row.slash} with ${row.ids}`, row] as const);

describe('the contract', () => {
  let registry: TestRegistry;
  const pairs: Partial<Record<table.Caller, Record<string, string>>> = {};
  const agent = new Agent({ connections: atATime });

  beforeAll(async () => {
    // More documents are sent to be validated than one address may send in a minute.
    registry = await startTestRegistry({ limits: { validationsPerMinute: 100_000 } });
    await seedContract();
    for (const caller of callers) pairs[caller] = await headersOf(caller);
  });
  afterAll(async () => {
    await agent.close();
    await registry.stop();
  });

  it('has a row for each route of functions/routes.ts, and for no other', () => {
    const promised = Object.entries(contract).flatMap(([path, row]) =>
      table.routedMethods.filter((method) => row[method]).map((method) => `${method} ${path}`),
    );
    expect(promised.sort()).toEqual(routes.flatMap(({ calls }) => [...calls]).sort());
  });

  it('asks for a login where functions/routes.ts does', () => {
    for (const { calls, access } of routes) {
      for (const call of calls) {
        const [method, path = ''] = call.split(' ');
        for (const [who, needed] of [
          ['needsLogin', 'user'],
          ['needsAdmin', 'admin'],
        ] as const) {
          const isAsked = asksFor(who, path, method as table.Method);
          expect([call, who, isAsked]).toEqual([call, who, access === needed]);
        }
      }
    }
  });

  for (const method of methods) {
    it.each(titled)(`${method} %s: every body and caller`, async (_, row) => {
      await expectContract({ method, ...row }, (asked) => answerOf(row.path, asked));
    });

    it.each(unknownPaths)(`${method} %s, which is no endpoint: every body and caller`, async (path) => {
      await expectContract({ method, path, ids: 'all ids known', slash: '' }, () => ({
        ...unknownPath,
        ...(method === 'HEAD' ? { body: '' } : {}),
      }));
    });
  }

  it('decodes an id once, with and without a slash', async () => {
    const twice = known.harvestId.replace('x', '%2578');
    for (const [id, status] of [
      [known.harvestId.replace('x', '%78'), 200],
      [twice, 404],
    ] as const) {
      for (const slash of ['', '/']) {
        expect([id, slash, (await registry.call('GET', `/api/v1/Harvests/${id}${slash}`)).status]).toEqual([
          id,
          slash,
          status,
        ]);
      }
    }
  });

  it.each([
    ['GET', '/api/v1/Harvests'],
    ['POST', '/api/v2/logout'],
  ] as const)('%s %s answers an unexpected failure with a fixed sentence and the request id', async (method, path) => {
    const { TABLE_HARVESTS = '', TABLE_TOKENS = '' } = registry.environment;
    const headers = await headersOf('a member');
    setEnvironment({ TABLE_HARVESTS: 'no-such-table', TABLE_TOKENS: 'no-such-table' });
    try {
      const answer = await registry.call(method, path, { headers });
      expect(answer.status).toBe(500);
      const id = answer.headers.get('apigw-requestid');
      const message = `Something went wrong on our side. Tell the registry's operators this request id: ${id}`;
      expect(answer.json).toEqual({ status: 'error', message, code: 'INTERNAL_ERROR' });
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    } finally {
      setEnvironment({ TABLE_HARVESTS, TABLE_TOKENS });
    }
  });

  /** Sends a request with each body as each caller, and compares what comes back with what the contract says. */
  async function expectContract(
    fixed: Pick<Request, 'method' | 'path' | 'ids' | 'slash'>,
    promised: (asked: Request) => table.ContractAnswer,
  ): Promise<void> {
    const isRead = table.routedMethods.includes(fixed.method as 'GET');
    const requests = (isRead ? everyBody : unreadBodies).flatMap((body) =>
      callersOf(fixed).map((caller) => ({ ...fixed, body, caller })),
    );
    const answers: unknown[] = new Array(requests.length);
    let next = 0;
    const sendNext = async () => {
      while (next < requests.length) {
        const at = next++;
        answers[at] = await send(requests[at] as Request);
      }
    };
    await Promise.all(Array.from({ length: atATime }, sendNext));
    expect(answers).toEqual(requests.map((asked) => ({ asked: nameOf(asked), ...expectedOf(promised(asked)) })));
  }

  async function send(asked: Request) {
    const path = asked.path.replace(/\{(\w+)\}/g, (_, name: 'id') => idOf(asked, name)) + asked.slash;
    const body = bodies[asked.body];
    const authenticated = asked.path.endsWith('/logout') ? await headersOf(asked.caller) : pairs[asked.caller];
    const answer = await request(registry.url + path, {
      method: asked.method as 'GET',
      dispatcher: agent,
      headers: { ...authenticated, ...(body?.type ? { 'Content-Type': body.type } : {}) },
      ...(body ? { body: body.bytes } : {}),
    });
    const { headers } = answer;
    const text = await answer.body.text();
    checkAgainstDescription(
      { method: asked.method, path },
      {
        status: answer.statusCode,
        headers: new Headers(headers as Record<string, string>),
        text,
        json: jsonFrom(text),
      },
    );
    return {
      asked: nameOf(asked),
      status: answer.statusCode,
      body: withoutSecretsAndSentences(text),
      type: headers['content-type'],
      allow: headers.allow,
      allowOrigin: headers['access-control-allow-origin'],
      allowHeaders: headers['access-control-allow-headers'],
      hasTag: headers.etag !== undefined,
    };
  }
});

/** A harvest that is deleted is another one than that which the table goes on to ask for. */
function idOf({ method, path, ids }: Request, name: 'id'): string {
  const isDeleted = method === 'DELETE' && path === '/api/v2/harvests/{id}' && ids === 'all ids known';
  return isDeleted ? known.deletingId : idsOf[ids][name];
}

/** Where nobody needs to log in, fewer kinds of callers can make a difference; behind a slash is the same function. */
function callersOf({ path, slash }: Pick<Request, 'path' | 'slash'>): readonly table.Caller[] {
  if (slash !== '') return ['nobody', 'a member'];
  const row = contract[path];
  return row?.needsLogin || row?.needsAdmin ? callers : ['nobody', 'a wrong pair', 'a member'];
}

function expectedOf({ status, body, allow, hasTag = false }: table.ContractAnswer) {
  const isPreflight = status === 200 && body === '';
  const type = isPreflight ? undefined : 'application/json';
  return { status, body, type, allow, allowOrigin: '*', allowHeaders: allowedHeaders, hasTag };
}

function nameOf({ method, path, slash, body, caller }: Request): string {
  return `${method} ${path}${slash}, ${body}, ${caller}`;
}

/** A sentence beside a code is for people and may change; that there is one, and what else is there, may not. */
function withoutSecretsAndSentences(text: string): string {
  return text
    .replace(/^(\{"status":"error","message":")[A-Z](?:[^"\\]|\\.){10,}(","code":"[A-Z_]+"\})$/, '$1…$2')
    .replace(/"data":\[\{"id":.*"kind":"session".*\]/, '"data":<tokens>')
    .replace(/^\{"openapi":"3\.1\.1",.*\}$/s, '<description>')
    .replace(/"authToken":"[\w-]+\.[\w-]+\.[\w-]+"/, '"authToken":"<token>"');
}

function jsonFrom(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

/** Header names in any case are the same. Each call makes a token of its own, for the sake of logouts, which end it. */
async function headersOf(caller: table.Caller): Promise<Record<string, string>> {
  if (caller === 'nobody') return {};
  const user_id = caller === 'a stranger' ? known.strangerId : known.userId;
  const token_id = newId();
  const nowMs = Date.now();
  const expiresAtMs = nowMs + dayMs;
  const created_at = new Date(nowMs).toISOString();
  await tokenStore.put({
    user_id,
    token_id,
    created_at,
    expires_at_epoch_seconds: Math.floor(expiresAtMs / 1000),
  });
  const key = await currentSigningKey();
  const token = await signAuthToken({ user_id, token_id }, { key, nowMs, expiresAtMs });
  if (caller === 'half a pair') return { 'X-Auth-Token': token };
  if (caller === 'a wrong pair') return { 'X-Auth-Token': token, 'X-User-Id': known.strangerId };
  return caller === 'a member'
    ? { 'x-AUTH-token': token, 'x-user-ID': user_id }
    : { 'X-Auth-Token': token, 'X-User-Id': user_id };
}
