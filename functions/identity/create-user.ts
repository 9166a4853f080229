import type { UserStore } from '../domain/ports.ts';
import type { User } from '../domain/user.ts';
import { newId } from '../ids.ts';
import { digestOf, hashPassword } from './password.ts';

/** What is said of a new account. */
export type NewUser = Pick<User, 'name' | 'email' | 'roles' | 'organization_ids'> & { _id?: string; password: string };

/**
 * Creates an account that an operator vouches for: verified and approved.
 * @throws `EMAIL_TAKEN`
 */
export async function createUser(users: UserStore, input: NewUser, nowMs: number): Promise<User> {
  const { password, ...said } = input;
  const user: User = {
    _id: newId(),
    ...said,
    email: said.email.toLowerCase(),
    password_hash: await hashPassword(digestOf(password)),
    verified: true,
    approved: true,
    created_at: new Date(nowMs).toISOString(),
  };
  await users.create(user);
  return user;
}
