import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks until the answer is neither undefined, null nor false, and returns it. A check that throws counts as not yet.
 * @throws when `limitMs` (10 s) is over, with the last failure as cause
 */
export async function waitFor<T>(
  check: () => T | Promise<T>,
  { limitMs = 10_000, everyMs = 20 }: { limitMs?: number; everyMs?: number } = {},
): Promise<Exclude<Awaited<T>, undefined | null | false>> {
  const giveUpAt = Date.now() + limitMs;
  let cause: unknown;
  do {
    try {
      const found = await check();
      if (found !== undefined && found !== null && found !== false) {
        return found as Exclude<Awaited<T>, undefined | null | false>;
      }
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await pause(everyMs);
  } while (Date.now() < giveUpAt);
  throw new Error(`The state waited for did not come within ${limitMs} ms: ${check}`, { cause });
}
