import { keptErrors } from './kept-errors.ts';
import type { Limits } from './limits.ts';
import type { RecordSummary, Verdict } from './record.ts';

/** The verdict on a document that is not kept, with the errors that an answer has room for. */
export function publicVerdict(verdict: Verdict, summary: RecordSummary, limits: Limits) {
  const room = { ...limits, maxErrorsKept: limits.maxErrorsTold, maxErrorBytesKept: limits.maxErrorBytesTold };
  return {
    valid: verdict.valid,
    error_count: verdict.error_count,
    errors: keptErrors(verdict.errors, room),
    title: summary.title,
  };
}
