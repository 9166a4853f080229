import * as z from 'zod/mini';
import { RegistryError } from '../domain/errors.ts';
import type { ApiRequest } from './request.ts';

/**
 * What a request's query asks for. Of a name that is given twice the first value counts; a name that nobody knows is
 * passed over.
 * @throws `INVALID_PARAMETER`, which names the parameter
 */
export function readQuery<T extends z.ZodMiniObject>({ query }: Pick<ApiRequest, 'query'>, schema: T): z.output<T> {
  const given: Record<string, string> = {};
  for (const [name, value] of query) if (!Object.hasOwn(given, name)) given[name] = value;
  const read = z.safeParse(schema, given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new RegistryError('INVALID_PARAMETER', issue?.message ?? 'The query cannot be read.', {
    details: { parameter: String(issue?.path[0] ?? '') },
  });
}
