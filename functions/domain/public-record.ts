import type { HarvestRecord } from './record.ts';
import { withoutUserInfo } from './source-url.ts';

/** A record as anyone may see it. A value that does not exist is left out by the JSON encoding; the lists never are. */
export function publicRecord(record: HarvestRecord) {
  return {
    record_id: record.record_id,
    url: withoutUserInfo(record.url),
    state: record.state,
    title: record.title,
    description: record.description,
    services: record.services ?? [],
    metadata_date: record.metadata_date,
    file_id: record.file_id,
    hash_val: record.hash_val,
    byte_length: record.byte_length,
    validation_errors: record.validation_errors ?? [],
    error_count: record.error_count,
    fetch_failure: record.fetch_failure,
    first_seen_at: record.first_seen_at,
    last_fetched_at: record.last_fetched_at,
    last_changed_at: record.last_changed_at,
  };
}

/** The shape of {@link publicRecord}. */
export type PublicRecord = ReturnType<typeof publicRecord>;
