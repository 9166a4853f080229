import { isRegistryError, type RegistryError } from '../domain/errors.ts';

/** Statuses that say "not now" rather than "no" (RFC 9110 section 15.6, RFC 6585 section 4). */
const passingStatuses = new Set([429, 502, 503, 504]);

/** Milliseconds a Retry-After header asks for, from seconds or an HTTP date (RFC 9110 section 10.2.3); `now` is epoch ms. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** Whether the same request may well be answered when it is sent again; `tries` have failed already. */
export function isWorthRetrying(error: RegistryError, tries: number): boolean {
  if (error.details.final === true) return false;
  if (isRegistryError(error, 'SOURCE_HTTP_STATUS')) return passingStatuses.has(Number(error.details.status));
  // A timeout has cost long enough to show that the source is in trouble: one more try.
  if (isRegistryError(error, 'SOURCE_TIMEOUT')) return tries < 2;
  return isRegistryError(error, 'SOURCE_UNREACHABLE', 'SOURCE_BROKEN_RESPONSE');
}

/** Pause before the next try, ms: exponential with full jitter, so that many waiting requests do not come back as one. */
export function backoffMs(tries: number, options: { baseMs: number; random: () => number }): number {
  return options.random() * options.baseMs * 2 ** (tries - 1);
}
