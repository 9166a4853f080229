/**
 * Does the work, and gives its outcome, good or bad, at a fixed time (ms since the epoch) or when it ends, if that is
 * later: how long it took tells nobody what it found.
 */
export async function leaveAt<T>(leavesAtMs: number, work: () => Promise<T>): Promise<T> {
  const [outcome] = await Promise.allSettled([work()]);
  const leftMs = leavesAtMs - Date.now();
  if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(leftMs, maxPauseMs)));
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

/** The gateway's clock and ours differ: no answer waits longer than this. */
const maxPauseMs = 2_000;
