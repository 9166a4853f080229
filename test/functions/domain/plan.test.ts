import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../../functions/domain/limits.ts';
import type { ListingState } from '../../../functions/domain/listing.ts';
import { makePlan, mergeRecords } from '../../../functions/domain/plan.ts';
import type { HarvestRecord, ManifestEntry } from '../../../functions/domain/record.ts';
import { decideRemovals } from '../../../functions/domain/removals.ts';

const dayMs = 24 * 60 * 60_000;
/** A day whose number leaves 0 when divided by 7. */
const todayMs = 7 * 2900 * dayMs + 1000;
const iso = (ms: number) => new Date(ms).toISOString();
/** First eight digits leave 1 when divided by 7, so that it is not its turn today. */
const id = (n: number) => `00000001${String(n).padStart(4, '0')}`;

function entry(n: number, said: Partial<ManifestEntry> = {}): ManifestEntry {
  return {
    record_id: id(n),
    url: `u${n}`,
    state: 'good',
    error_count: 0,
    hash_val: 'h',
    listed_modified: 'd',
    listed_size: '1K',
    first_seen_at: iso(0),
    checked_at: iso(todayMs - dayMs),
    ...said,
  };
}

const listed = (n: number) => ({ url: `u${n}`, modified: 'd', size: '1K' });

function listing(said: Partial<ListingState> = {}): ListingState {
  return { documents: [], failures: [], notices: [], ...said };
}

function plan(documents: ListingState['documents'], entries: ManifestEntry[], said: Partial<ListingState> = {}) {
  const recordId = (url: string) => id(Number(url.slice(1)));
  const manifest = { edition: 'e', entries };
  return makePlan({ listing: listing({ documents, ...said }), manifest, edition: 'e', nowMs: todayMs, recordId });
}

describe('makePlan', () => {
  it.each<[string, object, object, boolean]>([
    ['date and size as they were', {}, {}, true],
    ['another date', { modified: 'e' }, {}, false],
    ['another size', { size: '2K' }, {}, false],
    ['no date in the listing', { modified: undefined }, { listed_modified: undefined }, false],
    ['a date for the first time', {}, { listed_modified: undefined }, false],
    ['no size on either side', { size: undefined }, { listed_size: undefined }, true],
    ['an unreachable document', {}, { state: 'unreachable' }, false],
    ['one that was never fetched', {}, { hash_val: undefined }, false],
    ['one fetched in the minute of its change', {}, { is_racy: true }, false],
    ['a bad one', {}, { state: 'bad', error_count: 1, family_counts: [['f', 1]] }, true],
    ['a bad one whose causes are not known', {}, { state: 'bad', error_count: 1 }, false],
    ['one not asked for in a week', {}, { checked_at: iso(todayMs - 7 * dayMs) }, false],
    ['one whose turn it is', {}, { record_id: `0000000700${'07'}` }, false],
  ])('%s', (_, change, said, isSkipped) => {
    const known = entry(7, said as Partial<ManifestEntry>);
    const recordId = () => known.record_id;
    const document = Object.fromEntries(Object.entries({ ...listed(7), ...change }).filter(([, value]) => value));
    const made = makePlan({
      listing: listing({ documents: [document as { url: string }] }),
      manifest: { edition: 'e', entries: [known] },
      edition: 'e',
      nowMs: todayMs,
      recordId,
    });
    expect([made.skipped.length, made.fetches.length]).toEqual(isSkipped ? [1, 0] : [0, 1]);
  });

  it('asks once on the day of its turn', () => {
    const turn = { record_id: '000000070000', checked_at: iso(todayMs - 500) };
    const input = { listing: listing({ documents: [listed(0)] }), edition: 'e', nowMs: todayMs };
    const manifest = { edition: 'e', entries: [entry(0, turn)] };
    expect(makePlan({ ...input, manifest, recordId: () => '000000070000' }).skipped).toHaveLength(1);
  });

  it('asks for everything when the verdicts are of another edition', () => {
    const input = { listing: listing({ documents: [listed(1)] }), nowMs: todayMs, recordId: () => id(1) };
    const made = makePlan({ ...input, manifest: { edition: 'old', entries: [entry(1)] }, edition: 'new' });
    expect(made.fetches).toHaveLength(1);
  });

  it('takes a document that is listed twice once', () => {
    expect(plan([listed(1), listed(1)], [])).toMatchObject({ listed: 1, fetches: [{ url: 'u1' }] });
  });

  it('tells the absent from the listed, and a complete listing from one with failures', () => {
    const made = plan([listed(1)], [entry(1), entry(2)]);
    expect(made.absent.map(({ url }) => url)).toEqual(['u2']);
    expect(made.is_complete).toBe(true);
    const failure = { code: 'SOURCE_TIMEOUT', message: 'm' };
    expect(plan([listed(1)], [entry(1)], { failures: [failure] }).is_complete).toBe(false);
  });
});

describe('decideRemovals', () => {
  const many = (count: number, said: Partial<ManifestEntry> = {}) =>
    Array.from({ length: count }, (_, n) => entry(n, said));
  const decide = (known: ManifestEntry[], listedCount: number, said: Partial<ListingState> = {}) => {
    const documents = Array.from({ length: listedCount }, (_, n) => listed(n));
    return decideRemovals(plan(documents, known, said), defaultLimits);
  };

  it.each([
    [10, 0, 10, 0],
    [11, 0, 0, 11],
    [109, 98, 0, 11],
    [110, 99, 11, 0],
    [200, 180, 20, 0],
    [200, 179, 0, 21],
  ])('of %i known with %i listed removes %i and holds %i', (known, listedCount, removed, held) => {
    const { remove, hold, keep } = decide(many(known), listedCount);
    expect([remove.length, hold.length, keep.length]).toEqual([removed, held, 0]);
  });

  it('lets held records go at the third complete listing in a row without them', () => {
    expect(decide(many(50, { missing_listings: 1 }), 0).hold).toHaveLength(50);
    expect(decide(many(50, { missing_listings: 2 }), 0).remove).toHaveLength(50);
  });

  it('keeps everything when the listing was not complete, and counts no listing', () => {
    const failure = { code: 'SOURCE_TIMEOUT', message: 'm' };
    const { remove, hold, keep } = decide(many(5, { missing_listings: 2 }), 0, { failures: [failure] });
    expect([remove, hold]).toEqual([[], []]);
    expect(keep.map((one) => one.missing_listings)).toEqual([2, 2, 2, 2, 2]);
  });

  it.each([
    ['another URL, all of which was read', 'WAF b', 1, {}, [50, 0, 0]],
    ['another type', 'CSW a', 1, {}, [50, 0, 0]],
    ['another URL that lists nothing', 'WAF b', 0, {}, [0, 50, 0]],
    ['another URL that was not wholly read', 'WAF b', 1, { failures: [{ code: 'X', message: 'm' }] }, [0, 0, 50]],
    ['the same URL', 'WAF a', 1, {}, [0, 50, 0]],
  ])('of a source with %s', (_, source, listedCount, said, expected) => {
    const manifest = { edition: 'e', entries: many(51).slice(1), source: 'WAF a' };
    const documents = Array.from({ length: listedCount }, () => listed(900));
    const made = makePlan({
      listing: listing({ documents, ...said }),
      manifest,
      edition: 'e',
      source,
      nowMs: todayMs,
      recordId: (url) => id(Number(url.slice(1))),
    });
    const { remove, hold, keep } = decideRemovals(made, defaultLimits);
    expect([remove.length, hold.length, keep.length]).toEqual(expected);
    expect(made.source).toBe('failures' in said ? 'WAF a' : source);
  });

  it('begins to count anew when a record is back', () => {
    expect(plan([listed(1)], [entry(1, { missing_listings: 2 })]).skipped[0]?.missing_listings).toBeUndefined();
  });
});

describe('mergeRecords', () => {
  const record = (n: number, said: Partial<HarvestRecord> = {}): HarvestRecord => ({
    harvest_id: 'h',
    record_id: id(n),
    url: `u${n}`,
    state: 'good',
    hash_val: 'h',
    error_count: 0,
    first_seen_at: iso(0),
    attempt_id: 'a',
    ...said,
  });

  it('knows what a crashed attempt wrote, and keeps what the manifest knows better', () => {
    const manifest = { edition: 'e', entries: [entry(1, { etag: '"1"' }), entry(2, { etag: '"2"' }), entry(3)] };
    const merged = mergeRecords(manifest, [record(1), record(2, { hash_val: 'newer' }), record(4)], 'e');
    expect(merged.entries.map(({ url, etag, hash_val }) => [url, etag, hash_val])).toEqual([
      ['u1', '"1"', 'h'],
      ['u2', undefined, 'newer'],
      ['u4', undefined, 'h'],
    ]);
  });
});
