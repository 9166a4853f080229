import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../../functions/domain/limits.ts';
import { publicVerdict } from '../../../functions/domain/public-verdict.ts';

const verdictOf = (count: number, textLength: number) => ({
  valid: count === 0,
  error_count: 2 * count,
  errors: Array.from({ length: count }, (_, n) => ({
    error: '"'.repeat(textLength),
    line_number: n,
    xpath: '',
    element: '',
  })),
});

describe('publicVerdict', () => {
  it.each([
    ['few', 3, 10, 3],
    ['many', 700, 10, 500],
    ['long ones', 500, 4_000, 130],
  ])('tells the first errors of a document with %s, and the true number', (_, count, textLength, told) => {
    const verdict = publicVerdict(verdictOf(count, textLength), { services: [], title: 'A title' }, defaultLimits);
    expect(verdict).toMatchObject({ valid: false, error_count: 2 * count, title: 'A title' });
    expect(verdict.errors.map((one) => one.line_number)).toEqual(Array.from({ length: told }, (_one, n) => n));
  });

  it('says no more of a valid document than that', () => {
    expect(JSON.parse(JSON.stringify(publicVerdict(verdictOf(0, 0), { services: [] }, defaultLimits)))).toEqual({
      valid: true,
      error_count: 0,
      errors: [],
    });
  });
});
