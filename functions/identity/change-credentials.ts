import { audited } from '../domain/audit.ts';
import { RegistryError } from '../domain/errors.ts';
import { countFailure, refuseGuessing } from '../domain/login-brake.ts';
import type { User } from '../domain/user.ts';
import { type AccountServices, maySendMail, sendQuietly } from './account-services.ts';
import { createLink } from './mailed-link.ts';
import { knownMail, linkUrl, newAddressMail } from './mails.ts';
import { digestOf, hashPassword, verifyPassword } from './password.ts';
import { refuseWeakPassword } from './password-rules.ts';

/** Who changes their own account, and the token they do it with, which stays. */
export interface OwnAccount {
  user: User;
  tokenId: string;
  /** The password as it is. */
  current: string;
  /** From `callerFromAddress`. */
  caller: string;
}

type Services = Pick<AccountServices, 'users' | 'tokens' | 'counters' | 'audit' | 'now' | 'limits' | 'actor'>;

/**
 * Changes the password, and ends every other token, key and link of the account.
 * @throws `WRONG_PASSWORD`, `TOO_MANY_REQUESTS`, `INVALID_BODY` for a weak password
 */
export async function changePassword(services: Services, own: OwnAccount, password: string): Promise<void> {
  const { users, tokens, audit, actor } = services;
  const { user, tokenId } = own;
  refuseWeakPassword(password, { field: 'new_password', person: user });
  await audited(audit, { subject: `user#${user._id}`, actor, action: 'change-password' }, async () => {
    await checkCurrent(services, own);
    const hash = await hashPassword(digestOf(password));
    if (!(await users.setPasswordHash(user._id, hash, user.password_hash))) throw wrongPassword();
    await tokens.removeAll(user._id, tokenId);
  });
}

/**
 * Mails a link to the new address, and ends every other token, key and link. The old address stays until the link is
 * opened. Nothing of the outcome shows whether the new address has an account.
 * @throws `WRONG_PASSWORD`, `TOO_MANY_REQUESTS`
 */
export async function changeEmail(
  services: Services & Pick<AccountServices, 'mailer' | 'publicUrl'>,
  own: OwnAccount,
  email: string,
): Promise<void> {
  const { users, tokens, audit, actor, mailer, now, limits, publicUrl } = services;
  const { user, tokenId } = own;
  const intent = { subject: `user#${user._id}`, actor, action: 'ask-for-email-change' };
  await audited(audit, { ...intent, before: { email: user.email }, after: { email } }, async () => {
    await checkCurrent(services, own);
    await tokens.removeAll(user._id, tokenId);
  });
  if (!(await maySendMail(services, { kind: 'email', to: email }))) return;
  const isKnown = (await users.findByLogin({ email })) !== undefined;
  if (isKnown) return await sendQuietly(mailer, knownMail(email, publicUrl));
  const link = { user_id: user._id, purpose: 'verify-email', email } as const;
  const token = await createLink(tokens, { ...link, nowMs: now(), validMs: limits.verifyLinkMs });
  await sendQuietly(mailer, newAddressMail(email, linkUrl(publicUrl, '/api/v2/verify-email', token)));
}

/** Whoever has a token has not the password yet: guessing is braked as at the login. */
async function checkCurrent(services: Services, { user, current, caller }: OwnAccount): Promise<void> {
  const tried = { account: `of-${user._id}`, caller };
  await refuseGuessing(services, tried);
  if (await verifyPassword(digestOf(current), user.password_hash)) return;
  await countFailure(services, tried);
  throw wrongPassword();
}

function wrongPassword(): RegistryError {
  return new RegistryError('WRONG_PASSWORD', 'The current password is another one.', {
    details: { field: 'current_password' },
  });
}
