import type { Actor, AuditServices } from '../domain/audit.ts';
import type { Limits } from '../domain/limits.ts';
import type {
  AdministratorStore,
  ClaimStore,
  Clock,
  CounterStore,
  Mail,
  Mailer,
  TokenStore,
  UserStore,
} from '../domain/ports.ts';
import { describeThrown, log } from '../log.ts';

/** What work on accounts needs; each function says which part of it. */
export interface AccountServices {
  users: UserStore;
  tokens: TokenStore;
  claims: ClaimStore;
  administrators: AdministratorStore;
  counters: CounterStore;
  mailer: Mailer;
  audit: AuditServices;
  now: Clock;
  limits: Limits;
  /** Where people reach the registry, without a slash at the end. */
  publicUrl: string;
  /** Who does it. */
  actor: Actor;
}

/**
 * Sends a mail; a failure goes into the log and nowhere else, because a caller must not learn from it whether there is
 * such an account, and because what the mail tells of has happened already.
 */
export async function sendQuietly(mailer: Mailer, mail: Mail): Promise<void> {
  try {
    await mailer.send(mail);
  } catch (error) {
    log('error', `A mail could not be sent: ${mail.subject}`, describeThrown(error));
  }
}

/** Tells whether one more mail may go to an address that anybody can name. Counts in windows of an hour. */
export async function maySendMail(
  { counters, now, limits }: Pick<AccountServices, 'counters' | 'now' | 'limits'>,
  { kind, to }: { kind: string; to: string },
): Promise<boolean> {
  const window = Math.floor(now() / hourMs);
  const expiresAt = Math.ceil(((window + 2) * hourMs) / 1000);
  return (await counters.increment(`mail#${kind}#${to}#${window}`, expiresAt)) <= limits.mailsPerHour;
}

const hourMs = 60 * 60_000;
