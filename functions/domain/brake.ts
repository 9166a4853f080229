import { RegistryError } from './errors.ts';
import type { Clock, CounterStore } from './ports.ts';

/** How often one caller may do one thing. */
export interface Brake {
  /** Names what is counted, e.g. `validate`. */
  name: string;
  /** Who is counted: an address from {@link callerFromAddress}, an account. */
  caller: string;
  /** In one window, at most. */
  most: number;
  /** Windows follow each other on the clock, the same for every caller, ms. */
  windowMs: number;
}

/** A counter stays this long behind the end of its window, so that no clock that is behind finds it gone, seconds. */
const keptSeconds = 3600;

/**
 * Counts a call and refuses it when the caller had all that a window has. A refused call counts, too.
 * @throws `TOO_MANY_REQUESTS` with `retry_after_seconds`, which reaches to the end of the window
 */
export async function brake(services: { counters: CounterStore; now: Clock }, rule: Brake): Promise<void> {
  const { name, caller, most, windowMs } = rule;
  const nowMs = services.now();
  const window = Math.floor(nowMs / windowMs);
  const endsAtMs = (window + 1) * windowMs;
  const counter = `${name}#${caller}#${window}`;
  const sum = await services.counters.increment(counter, Math.ceil(endsAtMs / 1000) + keptSeconds);
  if (sum <= most) return;
  const retry_after_seconds = Math.max(1, Math.ceil((endsAtMs - nowMs) / 1000));
  throw new RegistryError(
    'TOO_MANY_REQUESTS',
    `That was more often than ${most} times in ${windowMs / 1000} seconds. Try again in ${retry_after_seconds} s.`,
    { details: { retry_after_seconds } },
  );
}

/**
 * Who an address stands for: an IPv4 address for itself, of IPv6 the first 64 bits, because every host has all the
 * addresses below them to choose from (RFC 4291 section 2.5.4).
 */
export function callerFromAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!address.includes(':')) return address;
  const [before = '', after] = address.toLowerCase().replace(/%.*$/, '').split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array.from({ length: zeros }, () => '0'), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
