import * as z from 'zod/mini';

/** A number in a query: digits, and decimals behind a point where they are allowed. `message` tells what is expected. */
export function numberParameter(message: string, { decimals = 0 } = {}) {
  const pattern = decimals === 0 ? /^\d{1,9}$/ : new RegExp(`^\\d{1,9}(\\.\\d{1,${decimals}})?$`);
  const numberFromText = (text: unknown) =>
    typeof text === 'string' && pattern.test(text) ? Number(text) : Number.NaN;
  return z.pipe(z.transform(numberFromText), z.number(message));
}
