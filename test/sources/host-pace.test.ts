import { describe, expect, it } from 'vitest';
import { type ExchangeEnd, HostPace } from '../../functions/sources/host-pace.ts';

/** Runs `count` exchanges one after the other from `at` on, each of `latencyMs`; returns when the last one ended. */
const run = (pace: HostPace, at: number, how: Partial<ExchangeEnd> & { count: number; latencyMs?: number }): number => {
  const { count, latencyMs = 50, ...end } = how;
  let now = at;
  for (let i = 0; i < count; i += 1) {
    now = Math.max(now, now + pace.startsInMs(now));
    pace.started(now);
    pace.ended({ outcome: 'ok', startedAt: now, latencyMs, ...end }, now + latencyMs);
    now += latencyMs + 1;
  }
  return now;
};

describe('HostPace', () => {
  it('lets as many start at once as its bound, and the next when one has ended', () => {
    const pace = new HostPace(2);
    pace.started(0);
    expect(pace.startsInMs(0)).toBe(0);
    pace.started(0);
    expect(pace.startsInMs(0)).toBe(Number.POSITIVE_INFINITY);
    pace.ended({ outcome: 'ok', startedAt: 0, latencyMs: 1 }, 1);
    expect(pace.startsInMs(1)).toBe(0);
  });

  it('halves when the host is busy, once for all that were under way, never below one, and grows back to its bound', () => {
    const pace = new HostPace(16);
    for (let i = 0; i < 16; i += 1) pace.started(0);
    for (let i = 0; i < 16; i += 1) pace.ended({ outcome: 'busy', startedAt: 0 }, 10 + i);
    expect(pace.limit).toBe(8);
    let now = run(pace, 100, { count: 10, outcome: 'busy' });
    expect(pace.limit).toBe(1);
    now = run(pace, now, { count: 1 });
    expect(pace.limit).toBe(2);
    run(pace, now, { count: 200 });
    expect(pace.limit).toBe(16);
  });

  it('waits as long as the host asks', () => {
    const pace = new HostPace(16);
    pace.started(0);
    pace.ended({ outcome: 'busy', startedAt: 0, retryAfterMs: 5_000 }, 100);
    expect([pace.startsInMs(100), pace.startsInMs(5_099), pace.startsInMs(5_100)]).toEqual([5_000, 1, 0]);
    expect(pace.pausedForMs(1_100)).toBe(4_000);
  });

  it('shrinks to a quarter when latency rises much, and grows back when that has become the way of the host', () => {
    const pace = new HostPace(16);
    let now = run(pace, 0, { count: 100, latencyMs: 50 });
    expect(pace.limit).toBe(16);
    now = run(pace, now, { count: 30, latencyMs: 3_000 });
    expect(pace.limit).toBe(4);
    now = run(pace, now, { count: 2_000, latencyMs: 3_000 });
    expect(pace.limit).toBe(16);
  });

  it('takes no notice of latency that varies as much as our own process does', () => {
    const pace = new HostPace(16);
    let now = run(pace, 0, { count: 100, latencyMs: 5 });
    now = run(pace, now, { count: 100, latencyMs: 400 });
    expect(pace.limit).toBe(16);
  });

  it('takes one failure for a document at fault, and a row of them for a host that needs time', () => {
    const pace = new HostPace(16);
    let now = run(pace, 0, { count: 4, outcome: 'failed' });
    expect([pace.limit, pace.pausedForMs(now), pace.downForMs(now)]).toEqual([16, 0, 0]);
    now = run(pace, now, { count: 30, outcome: 'failed' });
    expect(pace.limit).toBe(1);
    expect(pace.pausedForMs(now)).toBeGreaterThan(9_000);
    expect(pace.pausedForMs(now)).toBeLessThanOrEqual(10_000);
    expect(pace.downForMs(now)).toBeGreaterThan(60_000);
    now = run(pace, now, { count: 1 });
    expect(pace.downForMs(now)).toBe(0);
  });

  it('keeps starts apart, one at a time, when slowed down', () => {
    const pace = new HostPace(16);
    pace.slowDown({ maxConnections: 1, minIntervalMs: 2_000 });
    pace.started(1_000);
    expect(pace.startsInMs(1_000)).toBe(Number.POSITIVE_INFINITY);
    pace.ended({ outcome: 'ok', startedAt: 1_000, latencyMs: 50 }, 1_050);
    expect([pace.startsInMs(1_050), pace.startsInMs(3_000)]).toEqual([1_950, 0]);
    run(pace, 3_000, { count: 100 });
    expect(pace.limit).toBe(1);
  });
});
