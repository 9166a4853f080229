import { RegistryError } from './errors.ts';
import type { Limits } from './limits.ts';
import type { Clock, CounterStore } from './ports.ts';

/** A password that is tried: on which account (a short name of it, not its address) and from where. */
export interface PasswordTry {
  account: string;
  /** From `callerFromAddress`. */
  caller: string;
}

/** What the brake works with. */
export interface LoginBrakeServices {
  counters: CounterStore;
  now: Clock;
  limits: Pick<Limits, 'loginFailures' | 'loginWindowMs' | 'loginAddressDays'>;
}

/** Counters stay this long behind the end of their window, seconds. */
const keptSeconds = 3600;
const daySeconds = 24 * 60 * 60;

/**
 * Refuses a try before the password is looked at:
 * - after `loginFailures` failures on this account from this address in the window, whoever it is;
 * - from an address that failed on that many accounts, unless this account has logged in from it before: one program
 *   with a stale password behind a shared address counts as one account, and shuts nobody out;
 * - after failures on this account from that many addresses, at an address that failed, too: whoever knows the password
 *   has a try of their own, so that no stranger can shut an account out.
 * @throws `TOO_MANY_REQUESTS` with `retry_after_seconds`
 */
export async function refuseGuessing(services: LoginBrakeServices, tried: PasswordTry): Promise<void> {
  const { pair, caller, account, endsAtMs } = namesOf(services, tried);
  const { loginFailures } = services.limits;
  const [ofPair = 0, ofCaller = 0, ofAccount = 0, isKnown = 0] = await services.counters.read([
    pair,
    caller,
    account,
    knownName(tried),
  ]);
  const isStranger = isKnown === 0;
  const isRefused =
    ofPair >= loginFailures ||
    (isStranger && ofCaller >= loginFailures) ||
    (isStranger && ofPair > 0 && ofAccount >= loginFailures);
  if (isRefused) throw tooMany(services, endsAtMs);
}

/**
 * Counts a failure; the same steps whether or not there is such an account. Of tries at the same time, those beyond the
 * number are told so.
 * @throws `TOO_MANY_REQUESTS` with `retry_after_seconds`
 */
export async function countFailure(services: LoginBrakeServices, tried: PasswordTry): Promise<void> {
  const { counters, limits } = services;
  const { pair, caller, account, endsAtMs } = namesOf(services, tried);
  const expiresAt = Math.ceil(endsAtMs / 1000) + keptSeconds;
  const ofPair = await counters.increment(pair, expiresAt);
  if (ofPair > limits.loginFailures) throw tooMany(services, endsAtMs);
  if (ofPair > 1) return;
  const [ofCaller] = await Promise.all([counters.increment(caller, expiresAt), counters.increment(account, expiresAt)]);
  if (ofCaller > limits.loginFailures) throw tooMany(services, endsAtMs);
}

/** Remembers that an account has logged in from an address: strangers there, or elsewhere, do not get in its way. */
export async function rememberAddress(services: LoginBrakeServices, tried: PasswordTry): Promise<void> {
  const { counters, now, limits } = services;
  const name = knownName(tried);
  const [isKnown] = await counters.read([name]);
  if (isKnown) return;
  await counters.increment(name, Math.floor(now() / 1000) + limits.loginAddressDays * daySeconds);
}

function namesOf({ now, limits }: LoginBrakeServices, tried: PasswordTry) {
  const window = Math.floor(now() / limits.loginWindowMs);
  return {
    pair: `login#${tried.account}#${tried.caller}#${window}`,
    caller: `login-from#${tried.caller}#${window}`,
    account: `login-on#${tried.account}#${window}`,
    endsAtMs: (window + 1) * limits.loginWindowMs,
  };
}

function knownName({ account, caller }: PasswordTry): string {
  return `login-known#${account}#${caller}`;
}

function tooMany({ now, limits }: LoginBrakeServices, endsAtMs: number): RegistryError {
  const retry_after_seconds = Math.max(1, Math.ceil((endsAtMs - now()) / 1000));
  return new RegistryError(
    'TOO_MANY_REQUESTS',
    `More than ${limits.loginFailures} logins failed. Try again in ${retry_after_seconds} s.`,
    { details: { retry_after_seconds } },
  );
}
