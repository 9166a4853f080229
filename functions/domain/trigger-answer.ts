import { type Attempt, isFinished } from './attempt.ts';
import { attemptUrl, publicFigures } from './public-attempt.ts';
import type { Triggered } from './trigger.ts';

/**
 * The trigger's answer: the inherited `{"status":"harvesting"}`, the ids, and, after waiting, how the attempt stands.
 * `attempt_url` is that of the attempt that will have seen what is published now.
 */
export function triggerAnswer(triggered: Triggered, attempt: Attempt | undefined) {
  const { harvest_id, attempt_id, next_attempt_id, state } = triggered;
  const hasEnded = attempt !== undefined && isFinished(attempt);
  return {
    status: hasEnded ? attempt.state : 'harvesting',
    data: {
      harvest_id,
      attempt_id,
      next_attempt_id,
      state: attempt?.state ?? state,
      attempt_url: attemptUrl(harvest_id, next_attempt_id ?? attempt_id),
      ...(attempt ? publicFigures(attempt) : {}),
      ...(attempt?.failure ? { failure: attempt.failure } : {}),
    },
  };
}
