import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { allowedMethods, findRoute } from '../../functions/http/find-route.ts';
import { describeApi } from '../../functions/http/openapi/describe-api.ts';
import type { CheckAnswer } from './client.ts';

interface Described {
  content?: Record<string, { schema: object }>;
}

const { paths, components } = closed(describeApi()) as ReturnType<typeof describeApi>;
const ajv = new Ajv2020({ strict: false, validateFormats: false, validateSchema: false, allErrors: true });
const validators = new Map<string, ValidateFunction>();

const noEndpoint: Described = {
  content: { 'application/json': { schema: { $ref: '#/components/schemas/InheritedFailure' } } },
};

/**
 * Holds an answer against the description of the API: its status is there, its body has the type and the shape that
 * stand beside it, and no field more, so that the description cannot fall behind.
 */
export const checkAgainstDescription: CheckAnswer = ({ method, path }, { status, headers, text, json }) => {
  const { name, described } = findDescribed(method, path.replace(/\?.*/, ''), status);
  if (!described)
    throw new Error(`${name} answered ${status}, which the description of the API does not have: ${text}`);
  const schema = described.content?.['application/json']?.schema;
  if (!schema || method === 'HEAD') {
    if (text !== '') throw new Error(`${name} answered ${status} with a body that is not described: ${text}`);
    return;
  }
  const type = headers.get('content-type');
  if (type === 'text/html; charset=utf-8' && described.content?.['text/html']) return;
  if (type !== 'application/json') throw new Error(`${name} answered ${status} as ${type}`);
  const validate = validatorOf(`${name} ${status}`, schema);
  if (validate(json)) return;
  throw new Error(`${name} answered ${status}, not as described: ${ajv.errorsText(validate.errors)}\n${text}`);
};

/** Where no route is, `answer-unrouted` answers. */
function findDescribed(method: string, rawPath: string, status: number): { name: string; described?: Described } {
  const path = rawPath.length > 1 ? rawPath.replace(/\/$/, '') : rawPath;
  const found = findRoute(method, path);
  if (found) {
    const [verb = '', pattern = ''] = found.routeKey.split(' ');
    const operation = paths[pattern]?.[verb.toLowerCase()] as { responses: Record<string, Described> } | undefined;
    const described = resolved(operation?.responses[status]);
    return { name: found.routeKey, ...(described ? { described } : {}) };
  }
  const isKnownPath = allowedMethods(path).length > 0;
  if (isKnownPath && method === 'OPTIONS' && status === 200) return { name: `OPTIONS ${path}`, described: {} };
  const isExpected = status === (isKnownPath ? 405 : 404);
  return { name: `${method} ${path}`, ...(isExpected ? { described: noEndpoint } : {}) };
}

function resolved(described: (Described & { $ref?: string }) | undefined): Described | undefined {
  const name = described?.$ref?.split('/').at(-1);
  return name ? (components.responses?.[name] as Described) : described;
}

function validatorOf(name: string, schema: object): ValidateFunction {
  const validate = validators.get(name) ?? ajv.compile({ ...schema, components });
  validators.set(name, validate);
  return validate;
}

/** The description leaves objects open for later versions; today's answers have no field that is not described. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const inside = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]));
  const isObject = 'properties' in part && (part as { type?: unknown }).type === 'object';
  return isObject && !('additionalProperties' in part) ? { ...inside, additionalProperties: false } : inside;
}
