import type { RecordStore } from './ports.ts';
import { type PublicRecord, publicRecord } from './public-record.ts';
import type { HarvestRecord, RecordState } from './record.ts';

/** What part of a harvest's records is asked for, and where a page of them ends. */
export interface RecordPage {
  limit: number;
  state?: RecordState | undefined;
  /** Record id that the page starts behind. */
  after?: string | undefined;
  /** JSON of the records of one page, bytes. */
  maxBytes: number;
}

/**
 * So many times the page's bytes are read at most, where most records are passed over because their state is another:
 * the page then ends early, and the next one goes on from there.
 */
const maxReadShare = 4;

/**
 * One page of a harvest's records by record id, and the id that the next page starts behind. Ids do not change and are
 * read in order, so a walk that a harvest overtakes meets each record that stays exactly once.
 * A page may have fewer records than asked for, even none, and still be followed by another.
 */
export async function pageRecords(
  records: Pick<RecordStore, 'listFrom'>,
  harvestId: string,
  page: RecordPage,
): Promise<{ records: PublicRecord[]; next?: string }> {
  const { limit, state, after, maxBytes } = page;
  const found: PublicRecord[] = [];
  let bytes = 0;
  let bytesRead = 0;
  let last: string | undefined;
  for await (const record of records.listFrom(harvestId, { after, state, pageSize: Math.min(limit + 1, 100) })) {
    const shown = publicRecord(record);
    const size = Buffer.byteLength(JSON.stringify(shown)) + 1;
    const isWanted = isIn(state, record);
    const isOver = isWanted ? found.length >= limit || bytes + size > maxBytes : bytesRead > maxBytes * maxReadShare;
    if (isOver && last !== undefined) return { records: found, next: last };
    bytesRead += size;
    last = record.record_id;
    if (!isWanted) continue;
    found.push(shown);
    bytes += size;
  }
  return { records: found };
}

function isIn(state: RecordState | undefined, record: HarvestRecord): boolean {
  return state === undefined || record.state === state;
}
