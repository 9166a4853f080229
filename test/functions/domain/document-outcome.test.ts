import { describe, expect, it } from 'vitest';
import { type Outcome, unchangedOutcome, unreachableOutcome } from '../../../functions/domain/document-outcome.ts';
import type { HarvestRecord, ManifestEntry } from '../../../functions/domain/record.ts';
import type { RunServices } from '../../../functions/domain/run-services.ts';
import type { SliceRun } from '../../../functions/domain/run-slice.ts';
import { recordIdFromUrl, sha256 } from '../../../functions/ids.ts';

const url = 'http://provider.example/a.xml';
const record_id = recordIdFromUrl(url);
const failure = { code: 'SOURCE_HTTP_STATUS', message: 'It answered 500.' };
const entry = (said: Partial<ManifestEntry>): ManifestEntry => {
  return { record_id, url, state: 'good', error_count: 0, hash_val: 'h', first_seen_at: 't', ...said };
};
const record = (said: Partial<HarvestRecord>): HarvestRecord => {
  return {
    harvest_id: 'H',
    record_id,
    url,
    state: 'good',
    error_count: 0,
    first_seen_at: 't',
    attempt_id: 'before',
    ...said,
  };
};

/** Services around one stored record, and a run whose attempt is called `now`. */
function scene(stored: HarvestRecord) {
  const records = { get: async () => stored };
  const services = { records, sha256, now: () => 0 } as unknown as RunServices;
  return { services, run: { harvest: { _id: 'H' }, attempt: { attempt_id: 'now' } } as SliceRun };
}

describe('unreachableOutcome', () => {
  const outcomeOf = async (stored: HarvestRecord, known: ManifestEntry): Promise<Outcome> => {
    const { services, run } = scene(stored);
    return await unreachableOutcome(services, run, { planned: { url, record_id, known }, failure });
  };

  it('is the same for the reports when a killed slice had written the record already', async () => {
    const known = entry({});
    const first = await outcomeOf(record({}), known);
    expect(first).toMatchObject({ faulty: { fetch_failure: failure }, result: { changes_reports: true } });
    const again = await outcomeOf(first.record as HarvestRecord, known);
    expect(again).toEqual({ ...first, record: undefined });
  });

  it('tells the reports nothing when it has been so since an earlier attempt', async () => {
    const stored = record({ state: 'unreachable', fetch_failure: failure });
    const outcome = await outcomeOf(stored, entry({ state: 'unreachable' }));
    expect(outcome.record ?? outcome.faulty ?? outcome.result.changes_reports).toBeUndefined();
  });
});

describe('unchangedOutcome', () => {
  it.each<[string, Partial<ManifestEntry>, true | undefined]>([
    ['was good', {}, undefined],
    ['was bad', { state: 'bad', error_count: 2 }, undefined],
    ['was unreachable, and is good', { state: 'unreachable' }, true],
    ['was unreachable, and is bad', { state: 'unreachable', error_count: 2 }, true],
  ])('says whether the reports change: %s', async (_, said, changesReports) => {
    const known = entry(said);
    const { services, run } = scene(record({ state: known.state, error_count: known.error_count }));
    const answer = { status: 304, url, headers: {}, body: new Uint8Array() };
    const { result } = await unchangedOutcome(services, run, { planned: { url, record_id, known }, known, answer });
    expect(result.changes_reports).toBe(changesReports);
  });
});
