import type { HarvestRecord } from './record.ts';

/** Sort key of a record in the sparse index on those that are not good: by state, then by record id. */
export function errorsIndex({ state, record_id }: Pick<HarvestRecord, 'state' | 'record_id'>): string {
  return `${state}#${record_id}`;
}
