import * as z from 'zod/mini';

/** A moment, ISO 8601 in UTC. */
export const time = z.string().check(z.meta({ format: 'date-time', examples: ['2026-04-27T00:05:01.717Z'] }));

/** A number of things. */
export const count = z.int().check(z.gte(0));

/** A text with what it means. */
export function text(description: string) {
  return z.string().check(z.describe(description));
}

/** The answer of a call that went well. */
export function success<T extends z.ZodMiniType>(data: T) {
  return z.object({ status: z.literal('success'), data });
}

/** One page of a list that went well. */
export function successPage<T extends z.ZodMiniType>(entry: T) {
  const next = text('Opaque; as `?next=` it asks for the page behind this one. Absent on the last page');
  return z.object({ status: z.literal('success'), data: z.array(entry), next: z.optional(next) });
}
