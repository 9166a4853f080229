import type { Notice } from './attempt.ts';
import type { Harvest } from './harvest.ts';
import type { ValidationError } from './record.ts';

/** What a look at a source needs to know of it. */
export type ProbedSource = Pick<Harvest, 'url' | 'harvest_type'> &
  Partial<Pick<Harvest, 'connections' | 'ignore_robots'>>;

/** One document of a sample: its verdict, or why it could not be had. */
export interface SampledDocument {
  url: string;
  valid?: boolean;
  /** The true number; `errors` has the first ones. */
  error_count?: number;
  errors?: ValidationError[];
  title?: string;
  failure?: { code: string; message: string };
}

/** What was found at a URL. */
export interface ProbeResult {
  /** What kind of listing it is: `apache`, `nginx`, `csw` …; absent where it is made up of several. */
  listing_kind?: string;
  documents: number;
  /** All of the listing was read. Otherwise there may be more documents. */
  is_complete: boolean;
  /** Reading the listing took so long. */
  seconds: number;
  notices: Notice[];
  sample?: SampledDocument[];
}

/** A look at a source before it is registered or its URL is changed, as stored. */
export interface Probe extends ProbedSource {
  /** The same for the same question of the same person. */
  probe_id: string;
  /** Differs with each time that it is asked. */
  token: string;
  asked_by: string;
  /** The harvest that is to have this URL; none in a dry run. */
  harvest_id?: string;
  /** Documents to fetch and validate. */
  sample_size: number;
  state: 'pending' | 'ok' | 'fail';
  created_at: string;
  finished_at?: string;
  result?: ProbeResult;
  failure?: { code: string; message: string };
  /** Whoever asked has had the answer: the next question is a new one. */
  is_told?: boolean;
  /** DynamoDB TTL. */
  expires_at_epoch_seconds: number;
}

/** Where a look at a source can be read. */
export function probeUrl({ probe_id }: Pick<Probe, 'probe_id'>): string {
  return `/api/v2/probes/${probe_id}`;
}
