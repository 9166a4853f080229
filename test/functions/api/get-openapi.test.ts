import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../../functions/http/openapi/operations.ts';
import { type Route, routes } from '../../../functions/routes.ts';
import { checkAgainstDescription } from '../../support/described-answers.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';

interface Described {
  operationId: string;
  security: object[];
  parameters: { name: string; in: string; required: boolean; description?: string; schema: object }[];
  responses: Record<string, unknown>;
  requestBody?: { content: Record<string, unknown> };
}

describe('GET /api/v2/openapi.json', () => {
  let registry: TestRegistry;
  // biome-ignore lint/suspicious/noExplicitAny: a document of many shapes
  let document: any;
  const callsOf = (paths: Record<string, Record<string, Described>>) =>
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => [`${method.toUpperCase()} ${path}`, described] as const),
    );

  beforeAll(async () => {
    registry = await startTestRegistry();
    document = (await registry.call('GET', '/api/v2/openapi.json')).json;
  });
  afterAll(() => registry.stop());

  it('describes every call of functions/routes.ts, and no other', () => {
    const described = callsOf(document.paths).map(([call]) => call);
    expect(described.sort()).toEqual(routes.flatMap(({ calls }) => [...calls]).sort());
    expect(Object.keys(operations).sort()).toEqual(routes.map(({ handler }) => handler).sort());
  });

  it('asks for both headers where a login is needed, and lets them out where it is not', () => {
    const both = { authToken: [], userId: [] };
    const expected = { public: [], optional: [{}, both], user: [both], admin: [both] };
    const described = new Map(callsOf(document.paths));
    for (const { calls, access } of routes as readonly Route[]) {
      for (const call of calls) expect([call, described.get(call)?.security]).toEqual([call, expected[access]]);
    }
    expect(Object.values(document.components.securitySchemes)).toMatchObject([
      { type: 'apiKey', in: 'header', name: 'X-Auth-Token' },
      { type: 'apiKey', in: 'header', name: 'X-User-Id' },
    ]);
  });

  it('tells the bounds of parameters as the handlers have them', () => {
    const { parameters } = document.paths['/api/v2/harvests/{id}/records'].get as Described;
    expect(parameters.map(({ name, in: place, required }) => `${name} ${place} ${required}`)).toEqual([
      'id path true',
      'limit query false',
      'next query false',
      'state query false',
      'If-None-Match header false',
    ]);
    const schemaOf = (name: string) => parameters.find((one) => one.name === name)?.schema;
    expect(schemaOf('limit')).toMatchObject({ type: 'integer', minimum: 1, default: 100 });
    expect(schemaOf('state')).toEqual({ type: 'string', enum: ['good', 'bad', 'unreachable'] });
  });

  it('describes form and JSON bodies, and documents as bytes', () => {
    expect(Object.keys(document.paths['/api/v1/login'].post.requestBody.content)).toEqual([
      'application/x-www-form-urlencoded',
      'application/json',
    ]);
    expect(document.paths['/api/v2/validate'].post.requestBody.content).toHaveProperty(['application/octet-stream']);
    expect(document.paths['/api/v2/logout'].get.requestBody).toBeUndefined();
  });

  it('gives every operation an id of its own, and every reference something to lead to', () => {
    const ids = callsOf(document.paths).map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)];
    expect(references.length).toBeGreaterThan(50);
    for (const [, kind = '', name = ''] of references) expect(document.components[kind]).toHaveProperty([name]);
  });

  it('is known to a client that has it', async () => {
    const { headers } = await registry.call('GET', '/api/v2/openapi.json');
    const again = { 'If-None-Match': headers.get('etag') ?? '' };
    expect((await registry.call('GET', '/api/v2/openapi.json', { headers: again })).status).toBe(304);
  });
});

describe('the check of every answer against the description', () => {
  const harvest = {
    _id: 'n3N6xBLyZIs9LGwEF',
    harvest_type: 'WAF',
    name: 'A source',
    url: 'http://data.example.org/',
    publish: true,
    harvest_interval: 1,
    harvest_state: 'idle',
  };
  const check = (method: string, path: string, status: number, json?: unknown, type = 'application/json') =>
    checkAgainstDescription(
      { method, path },
      {
        status,
        headers: new Headers({ 'content-type': type }),
        text: json === undefined ? '' : JSON.stringify(json),
        json,
      },
    );

  it('is content with what is described', () => {
    check('GET', '/api/v1/Harvests/x/', 200, { status: 'success', data: harvest });
    check('GET', '/api/v1/Harvests', 304);
    check('OPTIONS', '/api/v1/Harvests', 200);
    check('PUT', '/api/v1/Harvests', 405, { status: 'error', message: 'API endpoint does not exist' });
    check('GET', '/nowhere', 404, { status: 'error', message: 'API endpoint does not exist' });
    check('GET', '/api/v2/harvest/x/harvest?wait=1', 401, { status: 'Unauthorized' });
    check('GET', '/api/v1/Harvests', 429, { message: 'Too Many Requests' });
  });

  it.each([
    ['a field more', 200, { status: 'success', data: { ...harvest, harvest_contact: 'a@example.org' } }],
    ['a field less', 200, { status: 'success', data: { ...harvest, harvest_state: undefined } }],
    ['another type', 200, { status: 'success', data: { ...harvest, publish: 'true' } }],
    ['a date for a state', 200, { status: 'success', data: { ...harvest, harvest_state: '2026-01-01' } }],
    ['an unknown status', 418, { status: 'error', message: 'I am a teapot', code: 'TEAPOT' }],
    ['the wrong shape of a refusal', 404, { status: 'error', message: 'x', code: 'HARVEST_NOT_FOUND' }],
    ['a body where none is described', 304, {}],
    ['no body', 200, undefined],
  ])('throws for %s', (_, status, json) => {
    expect(() =>
      check('GET', '/api/v1/Harvests/x', status, json === undefined ? undefined : JSON.parse(JSON.stringify(json))),
    ).toThrow(/GET \/api\/v1\/Harvests\/\{id\} answered \d+/);
  });

  it('throws for JSON that is sent as something else', () => {
    expect(() => check('GET', '/api/v1/Harvests/x', 200, { status: 'success', data: harvest }, 'text/plain')).toThrow(
      'text/plain',
    );
  });
});
