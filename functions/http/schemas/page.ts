import * as z from 'zod/mini';
import { placeFromCursor } from '../page.ts';
import { numberParameter } from './number-parameter.ts';

/** `?limit=` and `?next=` of a paged list. A limit above the largest is the largest; `next` is read as the place it stands for. */
export function pageParameters({ defaultLimit, maxLimit }: { defaultLimit: number; maxLimit: number }) {
  const message = `limit is a whole number from 1 to ${maxLimit}.`;
  const limit = z.pipe(
    numberParameter(message),
    z.int(message).check(
      z.gte(1, message),
      z.lte(999_999_999, message),
      z.overwrite((asked) => Math.min(asked, maxLimit)),
    ),
  );
  const next = z.string().check(
    z.refine((cursor) => placeFromCursor(cursor) !== undefined, 'next is not a cursor that this list gave out.'),
    z.overwrite((cursor) => placeFromCursor(cursor) ?? cursor),
  );
  return {
    limit: z
      ._default(limit, defaultLimit)
      .check(z.describe(`Entries of one page at most; whatever is above ${maxLimit} is ${maxLimit}`)),
    next: z.optional(next).check(z.describe('The `next` of the page before: where this one goes on')),
  };
}
