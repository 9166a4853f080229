import type { Outcome, Trigger } from './harvest.ts';

export type AttemptState = 'pending' | 'harvesting' | Outcome;

/** Counters of one attempt: `listed = good + bad + unreachable`. */
export interface Counters {
  /** Documents listed at the source. */
  listed: number;
  /** Documents whose body was transferred. */
  fetched: number;
  /** Documents that are as they were, whether asked for or not. */
  unchanged: number;
  added: number;
  updated: number;
  removed: number;
  /** Valid documents. */
  good: number;
  /** Documents with at least one error. */
  bad: number;
  /** Documents that could not be fetched; an older version, where there is one, is kept. */
  unreachable: number;
}

/** Where the next slice goes on: listing, then fetching along the stored plan, then the final writes. */
export type Cursor =
  | { phase: 'list'; listing_key?: string }
  | { phase: 'fetch'; plan_key: string; position: number }
  | { phase: 'finish'; plan_key: string };

/** Something worth telling that is not a failure of the whole attempt: a folder that could not be read, a limit reached. */
export interface Notice {
  code: string;
  message: string;
  /** The page or document concerned, where there is one. */
  url?: string;
  /** How many documents it concerns, where they were counted. */
  count?: number;
}

/** Somebody's word on records that vanished and were held. */
export interface RemovalsDecision {
  decision: 'apply' | 'keep';
  user_id: string;
  decided_at: string;
  /** Absent until the worker has acted; `outdated`: another attempt was under way by then. */
  outcome?: 'done' | 'outdated';
}

/** One run of a harvest, as stored. Times are ISO 8601 in UTC. */
export interface Attempt {
  harvest_id: string;
  /** Sorts by time. */
  attempt_id: string;
  state: AttemptState;
  trigger: Trigger;
  created_at: string;
  started_at?: string;
  finished_at?: string;
  /** The next slice to work on, which is also the number of committed ones. */
  slice: number;
  cursor: Cursor;
  /** One token for each committed slice that kept results. */
  result_keys: string[];
  counters: Counters;
  /** Progress of the run, ahead of the counters, which advance by whole slices. */
  progress: { listed: number; done: number };
  /** Number of the last rescue; part of the deduplication id. */
  rescue: number;
  /** Rescues in a row without a newly committed slice, and the slice they were for. */
  rescues_in_row: number;
  rescued_slice?: number;
  failure?: { code: string; message: string };
  notices: Notice[];
  /** Vanished records that were not removed. */
  removals_held: number;
  /** What somebody decided on the held ones, and what came of it. */
  removals_decision?: RemovalsDecision;
  /** The attempt whose CSV and SARIF reports are in force at this one's end. */
  report_attempt_id?: string;
  /** DynamoDB TTL. */
  expires_at_epoch_seconds: number;
}

/** A fresh set of counters. */
export function zeroCounters(): Counters {
  return { listed: 0, fetched: 0, unchanged: 0, added: 0, updated: 0, removed: 0, good: 0, bad: 0, unreachable: 0 };
}

/** Tells whether an attempt has ended. */
export function isFinished(attempt: Pick<Attempt, 'state'>): boolean {
  return attempt.state === 'ok' || attempt.state === 'partial' || attempt.state === 'fail';
}
