import * as z from 'zod/mini';
import { success, text } from './fields.ts';

/** Body of a login: `password` and one of the three names. */
export const loginBody = z
  .object({
    email: z.optional(z.string()),
    username: z.optional(z.string()),
    user: z.optional(text('An e-mail address, where there is an @ in it, or else a username')),
    password: text('Plain, or the hex SHA-256 of it with `hashed`'),
    hashed: z.optional(z.union([z.boolean(), z.string()])).check(z.describe('`true` in any case, or the JSON value')),
  })
  .register(z.globalRegistry, { id: 'Login' });

/** Answer of a login. */
export const loginAnswer = success(
  z.object({
    authToken: text('For the header `X-Auth-Token`; valid for 90 days'),
    userId: text('For the header `X-User-Id`'),
  }),
);

/** Answer of a logout. */
export const logoutAnswer = success(z.object({ message: z.literal("You've been logged out!") }));
