import type { Access, Route } from '../../routes.ts';
import type { AnswerDescription, Operation } from './operation.ts';
import { operations } from './operations.ts';
import { jsonContent, schemaOf } from './shared.ts';

/** One call of a route. */
interface Call {
  path: string;
  method: string;
  /** Its place among the calls of its route. */
  at: number;
}

const both = { authToken: [], userId: [] };
const security: Readonly<Record<Access, object[]>> = {
  public: [],
  optional: [{}, both],
  user: [both],
  admin: [both],
};

const pathParameters: Readonly<Record<string, { description: string; example: string }>> = {
  id: { description: 'Id of the harvest', example: 'n3N6xBLyZIs9LGwEF' },
  organization_id: { description: 'Id of the organization', example: 'pAcIoosHawaii2222' },
  user_id: { description: 'Id of the user', example: 'bUoy5Manager5Id22' },
  token_id: { description: 'Id of the token or API key', example: '4Qk8mWJzR7tYbHn2x' },
  attempt_id: { description: 'Id of the attempt', example: '01KQ5Z7W5N2V8S4T6R9XBYHMCD' },
  probe_id: { description: 'Id of the look at a source', example: '5df6e0e2761359d30a8275058e299fcc' },
  record_id: { description: 'Id of the record', example: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3' },
};

/**
 * Describes one call.
 * @throws for a handler without a row in `operations.ts`
 */
export function describeOperation(route: Route, call: Call): Record<string, unknown> {
  const operation = operations[route.handler];
  if (!operation) throw new Error(`${route.handler} has no row in functions/http/openapi/operations.ts.`);
  const alias = call.at > 0 ? `As \`${route.calls[0]}\`. ` : '';
  const description = alias + (operation.description ?? '');
  return {
    operationId: call.at === 0 ? route.handler : `${route.handler}-${call.at + 1}`,
    tags: [operation.tag],
    summary: route.summary,
    ...(description ? { description: description.trim() } : {}),
    security: security[route.access],
    parameters: describeParameters(call.path, operation),
    ...(operation.body && call.method !== 'GET' ? { requestBody: describeBody(operation.body) } : {}),
    responses: describeAnswers(route, call, operation),
  };
}

function describeParameters(path: string, { query, requestHeaders = {}, isCacheable }: Operation): object[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...(pathParameters[name] ?? {}),
    schema: { type: 'string', minLength: 1 },
  }));
  const { properties = {} } = (query ? schemaOf(query) : {}) as {
    properties?: Record<string, { description?: string }>;
  };
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: false,
    description,
    schema,
  }));
  const headers = {
    ...requestHeaders,
    ...(isCacheable ? { 'If-None-Match': 'The ETag of an answer that is there already' } : {}),
  };
  const inHeaders = Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }));
  return [...inPath, ...inQuery, ...inHeaders];
}

function describeBody({ content, ...rest }: NonNullable<Operation['body']>): object {
  const described = Object.entries(content).map(([type, { schema, ...said }]) => [
    type,
    { ...(schema === 'binary' ? {} : { schema: schemaOf(schema) }), ...said },
  ]);
  return { ...rest, content: Object.fromEntries(described) };
}

/** What the operation answers, and what every call of its kind may answer besides. */
function describeAnswers({ access }: Route, { method, path }: Call, operation: Operation): Record<string, unknown> {
  const shared = (name: string) => ({ $ref: `#/components/responses/${name}` });
  const readsBody = method !== 'GET' && !operation.isLenient;
  const own = Object.entries(operation.answers).map(([status, answer]) => [
    status,
    describeAnswer(answer, {
      isCacheable: operation.isCacheable === true && Number(status) === 200,
      hasPages: operation.hasPages === true,
    }),
  ]);
  return {
    ...(operation.isCacheable
      ? { 304: { description: 'The client has it already', headers: headersOf(['ETag']) } }
      : {}),
    ...(operation.query || readsBody ? { 400: shared('InvalidParameter') } : {}),
    ...(access === 'user' || access === 'admin' ? { 401: shared('NotLoggedIn') } : {}),
    ...(access === 'user' || access === 'admin' ? { 403: shared('Forbidden') } : {}),
    ...(path.includes('{') ? { 404: shared('NotFound') } : {}),
    ...(readsBody ? { 413: shared('BodyTooLarge'), 415: shared('UnsupportedType') } : {}),
    429: shared('TooManyRequests'),
    431: shared('HeadersTooLarge'),
    500: shared('InternalError'),
    503: shared('Unavailable'),
    ...Object.fromEntries(own),
  };
}

function describeAnswer(
  answer: AnswerDescription,
  { isCacheable, hasPages }: { isCacheable: boolean; hasPages: boolean },
): object {
  const names = [...(answer.headers ?? []), ...(isCacheable ? ['ETag'] : [])];
  return {
    description: answer.description,
    ...(names.length > 0 ? { headers: headersOf(names) } : {}),
    ...(answer.bodies.length > 0
      ? { content: { ...jsonContent(answer.bodies, answer.example), ...(hasPages ? page : {}) } }
      : {}),
  };
}

const page = { 'text/html': { schema: { type: 'string' } } };

function headersOf(names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
