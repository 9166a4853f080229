import { type Attempt, isFinished } from './attempt.ts';
import type { AttemptStore, Clock } from './ports.ts';
import type { Triggered } from './trigger.ts';

/** Pause between two looks at an attempt, ms. */
const lookEveryMs = 400;

/** Waits until the attempt that a trigger led to (the next one, where there is one) ends, or the time is over. */
export async function awaitAttempt(
  { attempts }: { attempts: Pick<AttemptStore, 'get'> },
  triggered: Triggered,
  { now, endsAtMs }: { now: Clock; endsAtMs: number },
): Promise<Attempt | undefined> {
  for (;;) {
    const attempt = await attempts.get(triggered.harvest_id, triggered.next_attempt_id ?? triggered.attempt_id);
    const leftMs = endsAtMs - now();
    if ((attempt && isFinished(attempt)) || leftMs <= 0) return attempt;
    await new Promise((resolve) => setTimeout(resolve, Math.min(lookEveryMs, leftMs)));
  }
}
