import { administratorStore } from '../aws/administrator-store.ts';
import { claimStore } from '../aws/claim-store.ts';
import { counterStore } from '../aws/counter-store.ts';
import { tokenStore } from '../aws/token-store.ts';
import { userStore } from '../aws/user-store.ts';
import { readLimits, readVariable } from '../config.ts';
import { callerFromAddress } from '../domain/brake.ts';
import { RegistryError } from '../domain/errors.ts';
import type { AccountServices } from '../identity/account-services.ts';
import type { OwnAccount } from '../identity/change-credentials.ts';
import { actorOf } from './actor.ts';
import { auditServices } from './audit-services.ts';
import { type ApiRequest, parameter } from './request.ts';

/** What work on accounts needs, for handlers; without the mailer, which only those carry that send. */
export function accountServices(request: ApiRequest): Omit<AccountServices, 'mailer'> {
  return {
    users: userStore,
    tokens: tokenStore,
    claims: claimStore,
    administrators: administratorStore,
    counters: counterStore,
    audit: auditServices(),
    now: Date.now,
    limits: readLimits(),
    publicUrl: readVariable('PUBLIC_URL') || `https://${request.host}`,
    actor: actorOf(request),
  };
}

/**
 * The caller's own account, where the path means it.
 * @throws `FORBIDDEN` for another's, which administrators cannot log in as either
 */
export function ownAccount(request: ApiRequest, current: string): OwnAccount {
  const { user, token, sourceIp } = request;
  if (!user || !token || user._id !== parameter(request, 'user_id')) {
    throw new RegistryError('FORBIDDEN', 'This can only be changed by the account itself.');
  }
  return { user, tokenId: token.token_id, current, caller: callerFromAddress(sourceIp) };
}
