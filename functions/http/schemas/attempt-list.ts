import * as z from 'zod/mini';
import { pageParameters } from './page.ts';

/** Query of the attempts of a harvest. */
export const attemptListQuery = z.object(pageParameters({ defaultLimit: 20, maxLimit: 100 }));
