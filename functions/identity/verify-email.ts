import { audited } from '../domain/audit.ts';
import { RegistryError } from '../domain/errors.ts';
import type { MailedLink, User } from '../domain/user.ts';
import { type AccountServices, sendQuietly } from './account-services.ts';
import { consumeLink, findLink, invalidLink } from './mailed-link.ts';
import { addressChangedMail, waitingMail } from './mails.ts';

type Services = Omit<AccountServices, 'counters' | 'limits' | 'actor'>;

/** Administrators who are told of a new account, at most. */
const maxTold = 10;

/**
 * Opens the link of a mail: the address of a registration, or the new one of an account, is its owner's from now on.
 * @throws `LINK_INVALID`, `EMAIL_TAKEN`
 */
export async function verifyEmail(services: Services, token: string): Promise<User> {
  const link = await findLink(services.tokens, { token, purpose: 'verify-email' });
  const user = await services.users.get(link.user_id);
  if (!user) throw invalidLink();
  return link.email === user.email
    ? await verifyRegistration(services, { link, user })
    : await moveAccount(services, { link, user });
}

/** The account becomes what the registration said whose link was opened; other links to it end. */
async function verifyRegistration(services: Services, { link, user }: { link: MailedLink; user: User }): Promise<User> {
  const { users, tokens, audit, now } = services;
  const change = { ...link.registration, verified: true };
  const actor = { kind: 'user', user_id: user._id } as const;
  const intent = { subject: `user#${user._id}`, actor, action: 'verify-email', after: change };
  await audited(audit, intent, async () => {
    await consumeLink(tokens, link, now());
    if (!(await users.update(user._id, change, { verified: false, email: link.email }))) throw invalidLink();
  });
  await tokens.removeAll(user._id);
  const verified = { ...user, ...change };
  if (!verified.approved) await tellAdministrators(services, user._id);
  return verified;
}

async function tellAdministrators(services: Services, userId: string): Promise<void> {
  const { administrators, users, mailer, publicUrl: url } = services;
  const ids = (await administrators.list()).slice(0, maxTold);
  const told = await Promise.all(ids.map((id) => users.get(id)));
  await Promise.all(told.map(async (one) => one && sendQuietly(mailer, waitingMail(one.email, { url, userId }))));
}

async function moveAccount(services: Services, { link, user }: { link: MailedLink; user: User }): Promise<User> {
  const { users, tokens, claims, audit, mailer, now } = services;
  const { email } = link;
  const actor = { kind: 'user', user_id: user._id } as const;
  const changes = { before: { email: user.email }, after: { email } };
  await audited(audit, { subject: `user#${user._id}`, actor, action: 'change-email', ...changes }, async () => {
    await consumeLink(tokens, link, now());
    const ownerExists = async (id: string) => (await users.get(id)) !== undefined;
    if (!(await claims.claim({ value: `email#${email}`, ownerId: user._id, nowMs: now(), ownerExists }))) {
      throw new RegistryError('EMAIL_TAKEN', 'There is another account with this address by now.');
    }
    if (!(await users.update(user._id, { email }, { email: user.email }))) throw invalidLink();
    await claims.release(`email#${user.email}`);
  });
  const links = (await tokens.list(user._id)).filter(({ kind }) => kind === 'link');
  for (const { token_id } of links) await tokens.remove(user._id, token_id);
  await sendQuietly(mailer, addressChangedMail(user.email));
  return { ...user, email };
}
