import * as z from 'zod/mini';
import { failure, gatewayFailure, inheritedFailure } from '../schemas/failure.ts';

/** Largest whole number that JSON carries safely: a bound that says nothing. */
const largest = Number.MAX_SAFE_INTEGER;

/** The JSON Schema of a definition, for an answer or a body; named definitions become references. */
export function schemaOf(definition: z.ZodMiniType): unknown {
  const id = z.globalRegistry.get(definition)?.id;
  if (id) return { $ref: `#/components/schemas/${id}` };
  return withoutClosing(inlined(z.toJSONSchema(definition, { io: 'output' })));
}

/** Zod gathers what is named below `$defs`; in this document they are components. */
function inlined({ $defs: _, ...schema }: Record<string, unknown>): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

/** Leaves objects open, so that a field more in a later version breaks nobody, and says nothing that says nothing. */
export function withoutClosing(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutClosing);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(
    ([key, value]) =>
      key !== '$schema' &&
      key !== '$id' &&
      !(key === 'additionalProperties' && value === false) &&
      !(key === 'maximum' && value === largest),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, key === 'const' ? value : withoutClosing(value)]));
}

/** A JSON body of one of several shapes. */
export function jsonContent(definitions: readonly z.ZodMiniType[], example?: unknown) {
  const schemas = definitions.map(schemaOf);
  const schema = schemas.length === 1 ? schemas[0] : { anyOf: schemas };
  return { 'application/json': { schema, ...(example === undefined ? {} : { example }) } };
}

const refused = (description: string, code: string, message: string) => ({
  description,
  content: jsonContent([failure], { status: 'error', message, code }),
});

/** Answers that many calls have in common. */
export function describeSharedAnswers(): Record<string, unknown> {
  return {
    InvalidParameter: refused(
      'The query or the body cannot be read',
      'INVALID_PARAMETER',
      'limit is a whole number from 1 to 100.',
    ),
    NotLoggedIn: {
      description: 'No X-Auth-Token and X-User-Id that are valid and belong together',
      content: jsonContent([inheritedFailure], {
        status: 'error',
        message: 'You must be logged in to do this.',
      }),
    },
    Forbidden: refused('Logged in, but not allowed to', 'FORBIDDEN', 'Only administrators may do this.'),
    NotFound: refused('No such thing', 'RECORD_NOT_FOUND', 'This harvest has no such record.'),
    BodyTooLarge: { description: 'The body is too large', content: jsonContent([failure, gatewayFailure]) },
    UnsupportedType: refused(
      'The body has a type or an encoding that is not read here',
      'UNSUPPORTED_TYPE',
      'The body has no Content-Type.',
    ),
    TooManyRequests: { description: 'All callers together ask too often', content: jsonContent([gatewayFailure]) },
    HeadersTooLarge: { description: 'The headers have more than 10 KB', content: jsonContent([gatewayFailure]) },
    InternalError: {
      description: 'Something went wrong on our side',
      content: jsonContent([failure, gatewayFailure], {
        status: 'error',
        message: "Something went wrong on our side. Tell the registry's operators this request id: JKJaXmPLvHcESHA=",
        code: 'INTERNAL_ERROR',
      }),
    },
    Unavailable: { description: 'No function answered in time', content: jsonContent([gatewayFailure]) },
  };
}

/** Headers of answers. */
export function describeHeaders(): Record<string, unknown> {
  const header = (description: string, type = 'string') => ({ description, schema: { type } });
  return {
    ETag: header('Of the content: as If-None-Match it asks for the answer only where it changed'),
    Location: header('Where the file is'),
    'Retry-After': header('Seconds until it is worth another try', 'integer'),
  };
}
