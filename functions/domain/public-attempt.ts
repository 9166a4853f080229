import { type Attempt, type Counters, type RemovalsDecision, zeroCounters } from './attempt.ts';

/** Where an attempt can be read. */
export function attemptUrl(harvestId: string, attemptId: string): string {
  return `/api/v2/harvests/${encodeURIComponent(harvestId)}/attempts/${encodeURIComponent(attemptId)}`;
}

/** Progress and counters in a fixed order of keys, which a map in DynamoDB does not keep. */
export function publicFigures({ progress, counters }: Pick<Attempt, 'progress' | 'counters'>) {
  const { listed, done } = progress;
  const names = Object.keys(zeroCounters()) as (keyof Counters)[];
  return {
    progress: { listed, done },
    counters: Object.fromEntries(names.map((name) => [name, counters[name]])) as unknown as Counters,
  };
}

/** A decision without who made it. */
export function publicDecision({ decision, decided_at, outcome }: RemovalsDecision) {
  return { decision, decided_at, outcome };
}

/** An attempt as anyone may see it; members of the harvest's organization also see who triggered it. */
export function publicAttempt(attempt: Attempt, { isMember }: { isMember: boolean }) {
  const { kind, user_id } = attempt.trigger;
  return {
    harvest_id: attempt.harvest_id,
    attempt_id: attempt.attempt_id,
    state: attempt.state,
    trigger: isMember && user_id ? { kind, user_id } : { kind },
    created_at: attempt.created_at,
    started_at: attempt.started_at,
    finished_at: attempt.finished_at,
    ...publicFigures(attempt),
    removals_held: attempt.removals_held,
    removals_decision: attempt.removals_decision && publicDecision(attempt.removals_decision),
    failure: attempt.failure,
    notices: attempt.notices,
    attempt_url: attemptUrl(attempt.harvest_id, attempt.attempt_id),
  };
}
