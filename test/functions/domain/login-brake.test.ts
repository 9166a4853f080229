import { beforeEach, describe, expect, it } from 'vitest';
import { isRegistryError } from '../../../functions/domain/errors.ts';
import {
  countFailure,
  type PasswordTry,
  refuseGuessing,
  rememberAddress,
} from '../../../functions/domain/login-brake.ts';

const limits = { loginFailures: 10, loginWindowMs: 900_000, loginAddressDays: 90 };

describe('the brake on guessing passwords', () => {
  let sums: Map<string, number>;
  let nowMs: number;
  const services = {
    limits,
    now: () => nowMs,
    counters: {
      async increment(counter: string) {
        sums.set(counter, (sums.get(counter) ?? 0) + 1);
        return sums.get(counter) ?? 0;
      },
      read: async (counters: string[]) => counters.map((counter) => sums.get(counter) ?? 0),
    },
  };
  beforeEach(() => {
    sums = new Map();
    nowMs = 900_000 * 1_000 + 5_000;
  });

  const from = (caller: string, account = 'manager'): PasswordTry => ({ caller, account });
  const isFree = async (tried: PasswordTry) => {
    try {
      await refuseGuessing(services, tried);
      return true;
    } catch (error) {
      expect(isRegistryError(error, 'TOO_MANY_REQUESTS') && error.details.retry_after_seconds).toBe(895);
      return false;
    }
  };
  /** Fails as often as the brake lets it, up to a number; tells how often it could. */
  const fail = async (tried: PasswordTry, times: number) => {
    for (let failures = 0; failures < times; failures += 1) {
      if (!(await isFree(tried))) return failures;
      await countFailure(services, tried).catch(() => {});
    }
    return times;
  };

  it('lets one address fail ten times on one account until the window ends', async () => {
    expect(await fail(from('a'), 30)).toBe(10);
    expect(await isFree(from('b'))).toBe(true);
    nowMs += 895_000;
    expect(await isFree(from('a'))).toBe(true);
  });

  it('lets one address fail on ten accounts, and counts a program with a stale password as one', async () => {
    expect(await fail(from('shared', 'stale'), 30)).toBe(10);
    expect(await isFree(from('shared', 'somebody else'))).toBe(true);
    for (let account = 0; account < 9; account += 1) await fail(from('shared', `guessed ${account}`), 1);
    expect(await isFree(from('shared', 'somebody else'))).toBe(false);
  });

  it('does not get in the way of an account that has logged in from the address before', async () => {
    await rememberAddress(services, from('shared', 'colleague'));
    for (let account = 0; account < 20; account += 1) await fail(from('shared', `guessed ${account}`), 1);
    expect(await isFree(from('shared', 'colleague'))).toBe(true);
    expect(await fail(from('shared', 'colleague'), 30)).toBe(10);
  });

  it('gives every address a try, and who has logged in from it ten, when many addresses guess at one account', async () => {
    await rememberAddress(services, from('home'));
    for (let stranger = 0; stranger < 50; stranger += 1) await fail(from(`stranger ${stranger}`), 1);
    expect(await fail(from('one stranger more'), 5)).toBe(1);
    expect(await isFree(from('on a journey'))).toBe(true);
    expect(await fail(from('home'), 30)).toBe(10);
  });

  it('tells those who failed at the same time, beyond the number, to wait', async () => {
    const told = await Promise.allSettled(Array.from({ length: 15 }, () => countFailure(services, from('a'))));
    expect(told.filter(({ status }) => status === 'rejected')).toHaveLength(5);
  });
});
