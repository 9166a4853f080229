import type { Attempt } from './attempt.ts';
import type { RunServices } from './run-services.ts';

/** Shortest time between two writes of the progress, ms. */
const writeEveryMs = 1000;

/**
 * Shows on the attempt how far the slice has come, ahead of the counters. Writes at most once a second, one at a time,
 * and never over another slice's.
 */
export function createProgress(services: Pick<RunServices, 'attempts' | 'now'>, begun: Attempt) {
  let attempt = begun;
  let isStopped = false;
  let lastWriteAtMs = 0;
  let writing: Promise<unknown> = Promise.resolve();

  return {
    report(listed: number, done: number): void {
      const nowMs = services.now();
      if (isStopped || nowMs - lastWriteAtMs < writeEveryMs) return;
      lastWriteAtMs = nowMs;
      const seen = { slice: attempt.slice, state: 'harvesting' } as const;
      writing = writing
        .then(() => services.attempts.update(attempt, { progress: { listed, done } }, seen))
        .catch(() => false); // progress is a courtesy: the commit at the end of the slice is what counts
    },

    /** The slice has been committed, and the work goes on in the next one. */
    goOnIn(committed: Attempt): void {
      attempt = committed;
    },

    /** Resolves when no write is under way any more. */
    async stop(): Promise<void> {
      isStopped = true;
      await writing;
    },
  };
}
