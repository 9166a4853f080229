import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counterStore } from '../../../functions/aws/counter-store.ts';
import { type Brake, brake, callerFromAddress } from '../../../functions/domain/brake.ts';
import { isRegistryError } from '../../../functions/domain/errors.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';

const minuteMs = 60_000;

describe('brake', () => {
  let registry: TestRegistry;
  let nowMs = Date.parse('2026-05-06T07:08:00Z');
  const services = { counters: counterStore, now: () => nowMs };
  const rule = (said: Partial<Brake> = {}) => ({ name: 'login', caller: 'a', most: 3, windowMs: minuteMs, ...said });
  /** Seconds to wait; 0 when it may go on. */
  const ask = async (said: Partial<Brake> = {}) => {
    try {
      await brake(services, rule(said));
      return 0;
    } catch (error) {
      if (!isRegistryError(error, 'TOO_MANY_REQUESTS')) throw error;
      return error.details.retry_after_seconds;
    }
  };

  beforeAll(async () => {
    registry = await startTestRegistry();
  });
  afterAll(() => registry.stop());

  it('lets so many through in a window, and tells the others when it ends', async () => {
    expect([await ask(), await ask(), await ask()]).toEqual([0, 0, 0]);
    expect(await ask()).toBe(60);
    nowMs += 59_999;
    expect(await ask()).toBe(1);
    nowMs += 1;
    expect(await ask()).toBe(0);
  });

  it('counts each caller and each kind of call apart', async () => {
    const caller = 'b';
    for (let n = 0; n < 3; n += 1) await ask({ caller });
    expect(await ask({ caller })).toBeGreaterThan(0);
    expect(await ask({ caller: 'c' })).toBe(0);
    expect(await ask({ caller, name: 'register' })).toBe(0);
  });

  it('lets no more through when all come at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask({ caller: 'd', most: 10 })));
    expect(answers.filter((seconds) => seconds === 0)).toHaveLength(10);
  });
});

describe('callerFromAddress', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ])('%s counts as %s', (address, caller) => {
    expect(callerFromAddress(address)).toBe(caller);
  });
});
