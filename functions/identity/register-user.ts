import { audited } from '../domain/audit.ts';
import { isRegistryError } from '../domain/errors.ts';
import type { Registration, User } from '../domain/user.ts';
import { newId } from '../ids.ts';
import { type AccountServices, maySendMail, sendQuietly } from './account-services.ts';
import { createLink } from './mailed-link.ts';
import { knownMail, linkUrl, verifyMail } from './mails.ts';
import { digestOf, hashPassword } from './password.ts';

/** What somebody registers with. */
export type NewRegistration = Omit<Registration, 'password_hash'> & { email: string; password: string };

type Services = Omit<AccountServices, 'claims' | 'administrators'>;

/**
 * Registers an account that is neither verified nor approved, and mails a link. Nothing of the outcome shows: an address
 * that has an account gets a mail that says so. Where it has one that nobody verified, each registration has its own link,
 * and the account becomes what that registration said whose link is opened: nobody can wait with a password of theirs
 * for the owner of the address to verify it.
 */
export async function registerUser(services: Services, said: NewRegistration): Promise<void> {
  const email = said.email.toLowerCase();
  if (!(await maySendMail(services, { kind: 'register', to: email }))) return;
  const { password, email: _, ...rest } = said;
  const known = await services.users.findByLogin({ email });
  if (known?.verified) return await sendQuietly(services.mailer, knownMail(email, services.publicUrl));
  const registration = { ...rest, password_hash: await hashPassword(digestOf(password)) };
  const user = known ?? (await createOrFind(services, { email, registration }));
  if (user) await mailLink(services, { user, registration });
}

/** Of many at the same time one creates the account; the others find it, or nothing yet. */
async function createOrFind(
  { users, audit, now, actor }: Services,
  { email, registration }: { email: string; registration: Registration },
): Promise<User | undefined> {
  const user: User = {
    ...registration,
    _id: newId(),
    email,
    verified: false,
    approved: false,
    roles: ['member'],
    created_at: new Date(now()).toISOString(),
  };
  const { password_hash: _, ...after } = user;
  try {
    await audited(audit, { subject: `user#${user._id}`, actor, action: 'register-user', after }, () =>
      users.create(user),
    );
    return user;
  } catch (error) {
    if (!isRegistryError(error, 'EMAIL_TAKEN')) throw error;
    const other = await users.findByLogin({ email });
    return other?.verified ? undefined : other;
  }
}

async function mailLink(
  { tokens, mailer, now, limits, publicUrl }: Services,
  { user, registration }: { user: User; registration: Registration },
): Promise<void> {
  const { _id, email } = user;
  const token = await createLink(tokens, {
    user_id: _id,
    purpose: 'verify-email',
    email,
    registration,
    nowMs: now(),
    validMs: limits.verifyLinkMs,
  });
  await sendQuietly(mailer, verifyMail(email, linkUrl(publicUrl, '/api/v2/verify-email', token)));
}
