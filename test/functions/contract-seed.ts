import { attemptStore } from '../../functions/aws/attempt-store.ts';
import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { recordStore } from '../../functions/aws/record-store.ts';
import { zeroCounters } from '../../functions/domain/attempt.ts';
import { seedOrganization, seedUser } from '../support/seed.ts';
import { known } from './contract-table.ts';

const dayMs = 24 * 60 * 60_000;

/** A harvest under way that another attempt will follow: nothing changes while the table is asked through. */
export async function seedContract(): Promise<void> {
  const organization = await seedOrganization({
    _id: known.organizationId,
    name: 'PacIOOS',
    ckan_harvest_url: 'http://catalog.example.org/harvest/pacioos-waf',
    created_at: '2026-04-01T00:00:00.000Z',
  });
  const organization_ids = [organization._id];
  await seedUser({
    _id: known.userId,
    email: 'buoy@example.org',
    password: 'a right password',
    organization_ids,
    created_at: '2026-04-26T00:00:00.000Z',
  });
  await seedUser({ _id: known.strangerId, password: 'another password' });
  const trigger = { kind: 'user', user_id: known.userId } as const;
  const created_at = '2026-04-28T00:00:00.000Z';
  await harvestStore.create({
    _id: known.harvestId,
    harvest_type: 'WAF',
    name: 'PacIOOS WAF',
    url: 'http://someone:secret@data.example.org/metadata/iso/',
    publish: false,
    harvest_interval: 1,
    organization_id: organization._id,
    harvest_contact: 'contact@example.org',
    created_at,
    last_harvest_dt: '2026-04-27T00:05:01.717Z',
    last_record_count: 802,
    last_good_count: 801,
    last_bad_count: 1,
    last_harvest_status: 'ok',
    harvest_state: 'harvesting',
    attempt_id: known.attemptId,
    attempt_trigger: trigger,
    attempt_created_at: created_at,
    next_attempt_id: known.nextAttemptId,
    next_attempt_trigger: trigger,
    next_attempt_created_at: created_at,
  });
  await harvestStore.create({
    _id: known.deletingId,
    harvest_type: 'WAF',
    name: 'Retired',
    url: 'http://data.example.org/retired/',
    publish: false,
    harvest_interval: 1,
    organization_id: organization._id,
    created_at,
    harvest_state: 'deleting',
  });
  await attemptStore.createIfAbsent({
    harvest_id: known.harvestId,
    attempt_id: known.attemptId,
    state: 'harvesting',
    trigger,
    created_at,
    started_at: '2026-04-28T00:00:01.000Z',
    slice: 0,
    cursor: { phase: 'list' },
    result_keys: [],
    counters: zeroCounters(),
    progress: { listed: 802, done: 17 },
    rescue: 0,
    rescues_in_row: 0,
    notices: [],
    removals_held: 0,
    expires_at_epoch_seconds: Math.floor((Date.now() + dayMs) / 1000),
  });
  await recordStore.putAll([
    {
      harvest_id: known.harvestId,
      record_id: known.recordId,
      url: 'http://someone:secret@data.example.org/metadata/iso/waves.xml',
      state: 'bad',
      title: 'Waves',
      description: 'Of the ocean',
      services: [{ service_type: 'OPeNDAP', service_url: 'http://data.example.org/dap' }],
      metadata_date: '2026-01-12',
      file_id: 'waves',
      hash_val: '0a'.repeat(32),
      byte_length: 48_213,
      validation_errors: [
        {
          error: 'Not a date',
          line_number: 87,
          xpath: '/gmd:MD_Metadata/gmd:dateStamp',
          element: 'gmd:dateStamp',
          kind: 'BAD_DATE',
          advice: 'Write a date',
        },
      ],
      error_count: 3,
      first_seen_at: '2026-01-12T00:05:00.000Z',
      last_fetched_at: '2026-01-13T00:05:00.000Z',
      last_changed_at: '2026-01-13T00:05:00.000Z',
      etag: '"never shown"',
      attempt_id: known.attemptId,
      errors_index: `bad#${known.recordId}`,
    },
  ]);
}
