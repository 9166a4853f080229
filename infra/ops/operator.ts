import { administratorStore } from '../../functions/aws/administrator-store.ts';
import { claimStore } from '../../functions/aws/claim-store.ts';
import { counterStore } from '../../functions/aws/counter-store.ts';
import { mailer } from '../../functions/aws/mailer.ts';
import { tokenStore } from '../../functions/aws/token-store.ts';
import { userStore } from '../../functions/aws/user-store.ts';
import { readLimits, readVariable } from '../../functions/config.ts';
import type { Actor } from '../../functions/domain/audit.ts';
import { auditServices } from '../../functions/http/audit-services.ts';
import type { AccountServices } from '../../functions/identity/account-services.ts';

/** Who the audit says has changed something by a command. */
export const operator: Actor = { kind: 'operator' };

/** What work on accounts needs, for commands. */
export function operatorAccountServices(): AccountServices {
  return {
    users: userStore,
    tokens: tokenStore,
    claims: claimStore,
    administrators: administratorStore,
    counters: counterStore,
    mailer,
    audit: auditServices(),
    now: Date.now,
    limits: readLimits(),
    publicUrl: readVariable('PUBLIC_URL'),
    actor: operator,
  };
}
