import { audited, fieldsBefore } from '../domain/audit.ts';
import { RegistryError } from '../domain/errors.ts';
import { isAdministrator } from '../domain/permissions.ts';
import type { User } from '../domain/user.ts';
import { type AccountServices, sendQuietly } from './account-services.ts';
import { approvedMail } from './mails.ts';

/** What of an account can be changed by others. */
export type UserChange = Partial<Pick<User, 'name' | 'approved' | 'roles' | 'organization_ids' | 'point_of_contact'>>;

/**
 * Changes an account, as an administrator does. The person learns of an approval by mail.
 * @throws `USER_NOT_FOUND`, `ADDRESS_NOT_VERIFIED`, `LAST_ADMINISTRATOR`, `STORE_CONFLICT`
 */
export async function changeUser(
  services: Pick<AccountServices, 'users' | 'administrators' | 'audit' | 'actor' | 'mailer' | 'publicUrl'>,
  id: string,
  change: UserChange,
): Promise<User> {
  const { users, audit, actor, mailer, publicUrl } = services;
  const user = await findUser(users, id);
  const intent = { subject: `user#${id}`, actor, action: 'change-user', before: fieldsBefore(user, change) };
  const changed = await audited(audit, { ...intent, after: change }, async () => {
    const written =
      (await applyChange(services, user, change)) ?? (await applyChange(services, await findUser(users, id), change));
    if (written) return written;
    throw new RegistryError('STORE_CONFLICT', 'Others change this account at the same time. Try again.');
  });
  if (changed.approved && !user.approved) await sendQuietly(mailer, approvedMail(user.email, publicUrl));
  return changed;
}

/**
 * The set of administrators never holds one who is none: it is left before, and entered after the account is written.
 * Where a crash comes between, an administrator is missing in it, and the last one in it stays. Undefined, and nothing
 * changed, where somebody else changed roles or approval meanwhile.
 */
async function applyChange(
  { users, administrators }: Pick<AccountServices, 'users' | 'administrators'>,
  user: User,
  change: UserChange,
): Promise<User | undefined> {
  const changed = { ...user, ...change };
  if (changed.approved && !user.approved && !user.verified) {
    throw new RegistryError('ADDRESS_NOT_VERIFIED', 'An account is approved after its address was verified.');
  }
  if (isAdministrator(user) && !isAdministrator(changed)) await leaveAdministrators(administrators, user._id);
  const { revision } = user;
  const next = { ...change, revision: (revision ?? 0) + 1 };
  if (!(await users.update(user._id, next, { revision }))) return undefined;
  if (isAdministrator(changed)) await administrators.add(user._id);
  return changed;
}

/**
 * Removes an account with its tokens and keys, and frees its address.
 * @throws `USER_NOT_FOUND`, `LAST_ADMINISTRATOR`
 */
export async function removeUser(
  services: Pick<AccountServices, 'users' | 'tokens' | 'administrators' | 'audit' | 'actor'>,
  id: string,
): Promise<void> {
  const { users, tokens, administrators, audit, actor } = services;
  const user = await findUser(users, id);
  const { password_hash: _, ...before } = user;
  await audited(audit, { subject: `user#${id}`, actor, action: 'remove-user', before }, async () => {
    if (isAdministrator(user)) await leaveAdministrators(administrators, id);
    await tokens.removeAll(id);
    await users.remove(user);
  });
}

/**
 * An account by id.
 * @throws `USER_NOT_FOUND`
 */
export async function findUser(users: Pick<AccountServices['users'], 'get'>, id: string): Promise<User> {
  const user = id.length > 0 && id.length <= maxIdLength ? await users.get(id) : undefined;
  if (user) return user;
  throw new RegistryError(
    'USER_NOT_FOUND',
    `There is no user with the id ${JSON.stringify(id.slice(0, maxIdLength))}.`,
  );
}

const maxIdLength = 128;

async function leaveAdministrators(administrators: AccountServices['administrators'], id: string): Promise<void> {
  if (await administrators.remove(id)) return;
  throw new RegistryError('LAST_ADMINISTRATOR', 'This is the last administrator; make somebody else one before.');
}
