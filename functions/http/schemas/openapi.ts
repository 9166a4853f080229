import * as z from 'zod/mini';

/** The description of the API: OpenAPI 3.1 has a schema of its own. */
export const openApiAnswer = z.looseObject({
  openapi: z.literal('3.1.1'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.looseObject({})),
});
