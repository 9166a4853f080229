import type { Notice } from '../../domain/attempt.ts';

/** Failures, and notices, kept apiece: an attempt is one item of a table. */
const maxKept = 50;

/** Adds a notice while there is room; the first for which there is none is replaced by `more`. */
export function keepNotice(kept: Notice[], notice: Notice, more: Notice): void {
  if (kept.length < maxKept) kept.push(notice);
  else if (kept.length === maxKept) kept.push(more);
}
