import * as z from 'zod/mini';
import { pageParameters } from './page.ts';

/** Query of the records of a harvest. */
export const recordListQuery = z.object({
  ...pageParameters({ defaultLimit: 100, maxLimit: 1000 }),
  state: z
    .optional(z.enum(['good', 'bad', 'unreachable'], 'state is good, bad or unreachable.'))
    .check(z.describe('Only the records of this state')),
});
