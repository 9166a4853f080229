import { RegistryError } from '../domain/errors.ts';
import type { Limits } from '../domain/limits.ts';

/**
 * How long `?wait=` (seconds) asks to wait, ms; zero without it, and never more than the limit.
 * @throws `INVALID_PARAMETER` for anything but a number of seconds
 */
export function waitMs(query: URLSearchParams, limits: Pick<Limits, 'maxWaitMs'>): number {
  const text = query.get('wait');
  if (text === null) return 0;
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(text)) {
    throw new RegistryError('INVALID_PARAMETER', 'wait is a number of seconds, e.g. ?wait=25', {
      details: { parameter: 'wait' },
    });
  }
  return Math.min(Number(text) * 1000, limits.maxWaitMs);
}
