import * as z from 'zod/mini';
import { numberParameter } from './number-parameter.ts';

/** `?wait=` of a trigger, seconds; zero without it. */
export const waitQuery = z.object({
  wait: z
    ._default(numberParameter('wait is a number of seconds, e.g. ?wait=25', { decimals: 3 }).check(z.gte(0)), 0)
    .check(
      z.describe('Seconds to wait for the end of the attempt, counted from the arrival of the request; 25 at most'),
    ),
});
