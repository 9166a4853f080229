import * as z from 'zod/mini';
import { RegistryError } from '../domain/errors.ts';
import type { ApiRequest } from './request.ts';

/**
 * What a form or JSON body says.
 * @throws `INVALID_BODY`, which names the field
 */
export function readFields<T extends z.ZodMiniObject>({ fields }: Pick<ApiRequest, 'fields'>, schema: T): z.output<T> {
  const read = z.safeParse(schema, fields);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new RegistryError('INVALID_BODY', issue?.message ?? 'The body cannot be read.', {
    details: { field: String(issue?.path[0] ?? '') },
  });
}
