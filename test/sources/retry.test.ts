import { describe, expect, it } from 'vitest';
import { backoffMs, retryAfterMs } from '../../functions/sources/retry.ts';

describe('retryAfterMs', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Thursday, 01-Jan-26 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:59:59 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});

describe('backoffMs', () => {
  it('doubles its bound with each try, and lies anywhere below', () => {
    const bounds = [1, 2, 3].map((tries) => backoffMs(tries, { baseMs: 500, random: () => 1 }));
    expect(bounds).toEqual([500, 1_000, 2_000]);
    expect(backoffMs(3, { baseMs: 500, random: () => 0.25 })).toBe(500);
  });
});
