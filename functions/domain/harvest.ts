/** How a provider publishes: a web accessible folder, ERDDAP's WAF of ISO 19115, or a CSW 2.0.2 catalogue. */
export const harvestTypes = ['WAF', 'ERDDAP-WAF', 'CSW'] as const;
export type HarvestType = (typeof harvestTypes)[number];

/** State of the run under way; `deleting` until nothing of the harvest is left. */
export const harvestStates = ['idle', 'pending', 'harvesting', 'deleting'] as const;
export type HarvestState = (typeof harvestStates)[number];

/** How the last finished attempt ended. */
export type Outcome = 'ok' | 'partial' | 'fail';

/** Who or what started an attempt. `user_id` only with `user`. */
export interface Trigger {
  kind: 'user' | 'schedule' | 'operator';
  user_id?: string;
}

/** One source and the figures of its last finished attempt, as stored. Times are ISO 8601 in UTC. */
export interface Harvest {
  _id: string;
  name: string;
  url: string;
  harvest_type: HarvestType;
  organization_id: string;
  /** Runs on schedule and goes to the catalogue. */
  publish: boolean;
  /** Days between scheduled runs. */
  harvest_interval: number;
  /** Mail address; never in a public answer. */
  harvest_contact?: string;
  /** Connections to the provider at a time, where he can take fewer or more than usual. */
  connections?: number;
  /** The provider has agreed that his robots.txt does not mean us. */
  ignore_robots?: boolean;
  created_at: string;
  /** End of the last finished attempt, whatever its outcome. */
  last_harvest_dt?: string;
  last_record_count?: number;
  last_good_count?: number;
  /** Bad and unreachable documents, so that good + bad = record count. */
  last_bad_count?: number;
  last_harvest_status?: Outcome;
  /** Start of the last attempt: what decides when the next is due. */
  last_started_at?: string;
  harvest_state: HarvestState;
  /** The attempt under way, or the last one. */
  attempt_id?: string;
  attempt_trigger?: Trigger;
  /** When the attempt under way was triggered. */
  attempt_created_at?: string;
  /** The flag of step 1: an attempt that follows the one under way. */
  next_attempt_id?: string;
  next_attempt_trigger?: Trigger;
  next_attempt_created_at?: string;
  /** Next due time when idle and published, the lease's end while pending, harvesting or deleting; absent otherwise. */
  wake_at?: string;
  /** The finished attempt whose manifest is in force. */
  manifest_attempt_id?: string;
  /** The attempt whose CSV and SARIF reports are in force: the last one that changed anything they tell. */
  report_attempt_id?: string;
  /** The manifest may lack what the records table knows, and is rebuilt from it by the next plan. */
  manifest_stale?: boolean;
}
