import { audited } from '../domain/audit.ts';
import { type AccountServices, maySendMail, sendQuietly } from './account-services.ts';
import { consumeLink, createLink, findLink, invalidLink } from './mailed-link.ts';
import { linkUrl, resetMail } from './mails.ts';
import { digestOf, hashPassword } from './password.ts';
import { refuseWeakPassword } from './password-rules.ts';

/** Mails a link to choose a new password with, where the address has a verified account. Nothing of it shows. */
export async function requestPasswordReset(
  services: Pick<AccountServices, 'users' | 'tokens' | 'counters' | 'mailer' | 'now' | 'limits' | 'publicUrl'>,
  asked: string,
): Promise<void> {
  const { users, tokens, mailer, now, limits, publicUrl } = services;
  const email = asked.toLowerCase();
  const [mayBeSent, user] = await Promise.all([
    maySendMail(services, { kind: 'reset', to: email }),
    users.findByLogin({ email }),
  ]);
  if (!mayBeSent || !user?.verified) return;
  const link = { user_id: user._id, purpose: 'reset-password', email } as const;
  const token = await createLink(tokens, { ...link, nowMs: now(), validMs: limits.resetLinkMs });
  await sendQuietly(mailer, resetMail(email, linkUrl(publicUrl, '/api/v2/password-reset/confirm', token)));
}

/**
 * Sets the password that the owner of a mailed link chose, and ends everything that was given out to the account.
 * @throws `LINK_INVALID`, `INVALID_BODY` for a weak password, which leaves the link as it is
 */
export async function confirmPasswordReset(
  { users, tokens, audit, now }: Pick<AccountServices, 'users' | 'tokens' | 'audit' | 'now'>,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const link = await findLink(tokens, { token, purpose: 'reset-password' });
  const user = await users.get(link.user_id);
  if (!user || user.email !== link.email) throw invalidLink();
  refuseWeakPassword(password, { field: 'password', person: user });
  const actor = { kind: 'user', user_id: user._id } as const;
  await audited(audit, { subject: `user#${user._id}`, actor, action: 'reset-password' }, async () => {
    await consumeLink(tokens, link, now());
    const password_hash = await hashPassword(digestOf(password));
    if (!(await users.update(user._id, { password_hash }, { email: link.email }))) throw invalidLink();
    await tokens.removeAll(user._id);
  });
}
