import type { Harvest } from '../../../functions/domain/harvest.ts';
import type { HarvestRecord } from '../../../functions/domain/record.ts';
import type { Notes } from './findings.ts';
import type { MigrationServices } from './migration-services.ts';
import { textOf } from './old-values.ts';
import type { FoundDocument } from './read-export.ts';
import { recordFromOld } from './record-from-old.ts';

/** Records in one write, and writes at a time. */
const batchLength = 25;
const writesAtATime = 4;

/** What became of the records. */
export interface TakenRecords {
  read: number;
  taken: number;
  /** Of harvests that were there already. */
  thereAlready: number;
  /** Records taken, by harvest. */
  byHarvest: Map<string, number>;
}

/** Which harvests there are to be, and which there are. */
export interface RecordsPlan {
  create: ReadonlyMap<string, Harvest>;
  there: ReadonlySet<string>;
  now: string;
  /** Absent: nothing is written. */
  records: MigrationServices['records'] | undefined;
}

/**
 * Takes the records of the harvests that are to be created, while they are read. A harvest comes after its records, so
 * that nothing harvests it meanwhile, and a harvest that is there has all of them: they are not looked at again.
 */
export async function takeRecords(found: AsyncIterable<FoundDocument>, plan: RecordsPlan): Promise<TakenRecords> {
  const result: TakenRecords = { read: 0, taken: 0, thereAlready: 0, byHarvest: new Map() };
  const seen = new Set<string>();
  const writer = createWriter(plan.records);
  for await (const document of found) {
    result.read += 1;
    const harvestId = textOf(document.document.harvest_id) ?? '';
    if (plan.there.has(harvestId)) {
      result.thereAlready += 1;
      continue;
    }
    const harvest = harvestOf(harvestId, plan, document.notes);
    const record = harvest && recordFromOld(document, harvest, plan.now);
    if (!record || isKnown(seen, record, document.notes)) continue;
    await writer.add(record);
    result.taken += 1;
    result.byHarvest.set(harvestId, (result.byHarvest.get(harvestId) ?? 0) + 1);
  }
  await writer.flush();
  return result;
}

function harvestOf(id: string, { create }: RecordsPlan, notes: Notes): Harvest | undefined {
  const harvest = create.get(id);
  if (!harvest) notes.left('HARVEST_NOT_TAKEN', `Its harvest ${JSON.stringify(id)} is not taken, or not there.`);
  return harvest;
}

function isKnown(seen: Set<string>, { harvest_id, record_id }: HarvestRecord, notes: Notes): boolean {
  const key = `${harvest_id} ${record_id}`;
  if (!seen.has(key)) return !seen.add(key);
  notes.left('DUPLICATE_RECORD', 'Another record of this harvest has the same URL.');
  return true;
}

function createWriter(records: RecordsPlan['records']) {
  let waiting: HarvestRecord[] = [];
  const flush = async () => {
    const writes: Promise<void>[] = [];
    for (let at = 0; at < waiting.length; at += batchLength) {
      if (records) writes.push(records.putAll(waiting.slice(at, at + batchLength)));
    }
    waiting = [];
    await Promise.all(writes);
  };
  return {
    flush,
    async add(record: HarvestRecord): Promise<void> {
      waiting.push(record);
      if (waiting.length >= batchLength * writesAtATime) await flush();
    },
  };
}
