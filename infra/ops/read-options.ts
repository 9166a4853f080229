import type { ParseArgsOptionsConfig } from 'node:util';
import type * as z from 'zod/mini';
import { isRegistryError } from '../../functions/domain/errors.ts';
import { readFields } from '../../functions/http/read-fields.ts';
import { type Arguments, UsageError } from './command.ts';

/** Options by name, and the field of a body of the API that each says. */
export type FieldOptions = Readonly<Record<string, string>>;

/** Definitions for options that say a field, each a text, or several where they are named. */
export function textOptions(fieldOptions: FieldOptions, several: readonly string[] = []): ParseArgsOptionsConfig {
  return Object.fromEntries(
    Object.keys(fieldOptions).map((name) => [name, { type: 'string', multiple: several.includes(name) }]),
  );
}

/**
 * The fields that options say, by the rules of the API, so that a command takes what an endpoint takes. `more` are fields
 * that no option says.
 * @throws UsageError which names the option
 */
export function readOptions<T extends z.ZodMiniObject>(
  { values }: Arguments,
  { fieldOptions, schema, more = {} }: { fieldOptions: FieldOptions; schema: T; more?: Record<string, unknown> },
): z.output<T> {
  const given = Object.entries(fieldOptions).filter(([option]) => values[option] !== undefined);
  const fields = { ...Object.fromEntries(given.map(([option, field]) => [field, values[option]])), ...more };
  try {
    return readFields({ fields }, schema);
  } catch (error) {
    if (!isRegistryError(error, 'INVALID_BODY')) throw error;
    const field = String(error.details.field);
    const option = Object.entries(fieldOptions).find(([, one]) => one === field)?.[0] ?? field;
    const { message } = error;
    throw new UsageError(
      message.startsWith(field) ? `--${option}${message.slice(field.length)}` : `--${option}: ${message}`,
    );
  }
}

/** A change as the domain takes it: undefined where a field is to be removed. */
export function withUndefined<T extends object>(said: T): { [K in keyof T]: Exclude<T[K], null> } {
  const entries = Object.entries(said).map(([field, value]) => [field, value ?? undefined]);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], null> };
}

/** What is there of it: neither null nor undefined. */
export function withoutNothing<T extends object>(said: T): { [K in keyof T]: NonNullable<T[K]> } {
  const entries = Object.entries(said).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: NonNullable<T[K]> };
}
