import type { UserStore } from '../domain/ports.ts';
import type { User } from '../domain/user.ts';
import type { Credentials } from './credentials.ts';
import { hashPassword, isOutdated, nobodysHash, verifyPassword } from './password.ts';

/**
 * The verified account that the credentials belong to. An unknown account costs a hash like a known one. A hash of the
 * old registry, or of an old cost, is replaced by one of today's.
 */
export async function checkLogin(users: UserStore, { login, digest }: Credentials): Promise<User | undefined> {
  const user = await users.findByLogin(login);
  const isRight = await verifyPassword(digest, user?.password_hash ?? nobodysHash);
  if (!user || !isRight || !user.verified) return undefined;
  if (isOutdated(user.password_hash)) {
    await users.setPasswordHash(user._id, await hashPassword(digest), user.password_hash);
  }
  return user;
}
