import * as z from 'zod/mini';
import { type Route, routes } from '../../routes.ts';
import { describeOperation } from './describe-operation.ts';
import { describeHeaders, describeSharedAnswers, withoutClosing } from './shared.ts';

/** A description of the API as OpenAPI 3.1.1 has it (https://spec.openapis.org/oas/v3.1.1.html). */
export interface OpenApiDocument {
  openapi: '3.1.1';
  paths: Record<string, Record<string, unknown>>;
  components: Record<string, Record<string, unknown>>;
  [field: string]: unknown;
}

const tags = {
  harvests: 'Sources of metadata and what their last harvest found',
  attempts: 'Runs of a harvest',
  records: 'Documents of a source, with what is wrong with them',
  validation: 'Verdicts on documents before they are published',
  organizations: 'Members of the federation',
  audit: 'Who changed what and when',
  accounts: 'Registering, and managing accounts',
  session: 'Logging in and out, tokens and API keys',
  description: 'This description',
};

/**
 * Describes every call of `functions/routes.ts`, with the very definitions that the handlers read queries with.
 * @throws for a route whose handler has no row in `functions/http/openapi/operations.ts`
 */
export function describeApi(): OpenApiDocument {
  return {
    openapi: '3.1.1',
    info: {
      title: 'IOOS Harvest Registry',
      version: '2.0.0',
      description:
        'Knows the metadata sources of the U.S. Integrated Ocean Observing System, harvests them, validates every document and tells providers what is wrong. Every answer may be read by scripts of any web page (CORS).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths: describePaths(),
    components: {
      schemas: describeSchemas(),
      responses: describeSharedAnswers(),
      headers: describeHeaders(),
      securitySchemes: {
        authToken: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Auth-Token',
          description: 'The `authToken` that a login answered, or an API key',
        },
        userId: {
          type: 'apiKey',
          in: 'header',
          name: 'X-User-Id',
          description: 'The `userId` that the same login answered',
        },
      },
    },
  };
}

function describePaths(): OpenApiDocument['paths'] {
  const paths: OpenApiDocument['paths'] = {};
  for (const route of routes as readonly Route[]) {
    for (const [at, call] of route.calls.entries()) {
      const [method = '', path = ''] = call.split(' ');
      paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(route, { path, method, at }) };
    }
  }
  return paths;
}

function describeSchemas(): Record<string, unknown> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { io: 'output', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, schema]) => [name, withoutClosing(schema)]),
  );
}
