import * as z from 'zod/mini';
import { RegistryError } from '../domain/errors.ts';
import type { ApiRequest } from './request.ts';

/** One field of a body, and what is wrong with it. */
interface WrongField {
  field: string;
  message: string;
}

/** Wrong fields that an answer names, and characters of a name in it: a body may have thousands of its own making. */
const maxNamed = 50;
const maxNameLength = 100;

/**
 * What a form or JSON body says. Fields that a `strictObject` does not have are refused; a plain object passes them over.
 * @throws `INVALID_BODY`, which names the field, and where several are wrong, each with its reason
 */
export function readFields<T extends z.ZodMiniObject>({ fields }: Pick<ApiRequest, 'fields'>, schema: T): z.output<T> {
  const read = z.safeParse(schema, fields);
  if (read.success) return read.data;
  throw refusedFields(read.error.issues.flatMap(wrongFieldsOf));
}

/** The refusal of a body, for one or more of its fields. */
export function refusedFields(wrong: WrongField[]): RegistryError {
  const byName = new Map<string, WrongField>();
  for (const one of wrong) if (!byName.has(one.field)) byName.set(one.field, one);
  const named = [...byName.values()].slice(0, maxNamed);
  const [first = { field: '', message: 'The body cannot be read.' }] = named;
  const details = { field: first.field, ...(named.length > 1 ? { fields: named } : {}) };
  return new RegistryError('INVALID_BODY', first.message, { details });
}

function wrongFieldsOf(issue: z.core.$ZodIssue): WrongField[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const field = key.slice(0, maxNameLength);
      return { field, message: `There is no field ${JSON.stringify(field)} in this body.` };
    });
  }
  return [{ field: String(issue.path[0] ?? ''), message: issue.message }];
}
