import { callerFromAddress } from '../domain/brake.ts';
import { countFailure, type PasswordTry, refuseGuessing, rememberAddress } from '../domain/login-brake.ts';
import type { UserStore } from '../domain/ports.ts';
import type { User } from '../domain/user.ts';
import { sha256 } from '../ids.ts';
import type { AccountServices } from './account-services.ts';
import type { Credentials } from './credentials.ts';
import { hashPassword, isOutdated, nobodysHash, verifyPassword } from './password.ts';

/**
 * The verified account that the credentials belong to, unless too many logins failed. Each failure costs the same steps.
 * @throws `TOO_MANY_REQUESTS`
 */
export async function checkLogin(
  services: Pick<AccountServices, 'users' | 'counters' | 'now' | 'limits'>,
  { credentials, sourceIp }: { credentials: Credentials; sourceIp: string },
): Promise<User | undefined> {
  const tried = passwordTry(credentials, sourceIp);
  await refuseGuessing(services, tried);
  const user = await findAccount(services.users, credentials);
  if (!user) {
    await countFailure(services, tried);
    return undefined;
  }
  // Of many guesses at the same time, the right one must not come through because none had failed when it began.
  await refuseGuessing(services, tried);
  await rememberAddress(services, tried);
  return user;
}

/** An address for the counters that has a bounded length and tells nothing of the account. */
function passwordTry({ login }: Credentials, sourceIp: string): PasswordTry {
  return { account: sha256(JSON.stringify(login)).slice(0, 32), caller: callerFromAddress(sourceIp) };
}

/**
 * An unknown account costs a hash like a known one. A hash of the old registry, or of an old cost, is replaced by one of
 * today's.
 */
async function findAccount(users: UserStore, { login, digest }: Credentials): Promise<User | undefined> {
  const user = await users.findByLogin(login);
  const isRight = await verifyPassword(digest, user?.password_hash ?? nobodysHash);
  if (!user || !isRight || !user.verified) return undefined;
  if (isOutdated(user.password_hash)) {
    await users.setPasswordHash(user._id, await hashPassword(digest), user.password_hash);
  }
  return user;
}
