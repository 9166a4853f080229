import type { Limits } from './limits.ts';
import type { ValidationError } from './record.ts';

/** The errors that are kept with a record: the first ones, at most so many and so many bytes. */
export function keptErrors(errors: ValidationError[], limits: Limits): ValidationError[] {
  const kept: ValidationError[] = [];
  let bytesLeft = limits.maxErrorBytesKept;
  for (const error of errors.slice(0, limits.maxErrorsKept)) {
    bytesLeft -= new TextEncoder().encode(JSON.stringify(error)).length;
    if (bytesLeft < 0) break;
    kept.push(error);
  }
  return kept;
}
