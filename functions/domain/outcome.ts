import type { Counters } from './attempt.ts';
import type { Outcome } from './harvest.ts';

/**
 * How an attempt that read its listing ended: `partial` when a folder or page of the listing failed, a document was
 * unreachable, or removals are held.
 */
export function outcomeOf(run: { isComplete: boolean; counters: Counters; held: number }): Outcome {
  return run.isComplete && run.counters.unreachable === 0 && run.held === 0 ? 'ok' : 'partial';
}
