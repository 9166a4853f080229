import { errorsIndex } from '../domain/errors-index.ts';
import type { RecordStore } from '../domain/ports.ts';
import type { HarvestRecord, RecordState } from '../domain/record.ts';
import { type Key, openTable } from './dynamodb.ts';

/** What the sparse index tells of a record. */
type IndexedKey = Pick<HarvestRecord, 'harvest_id' | 'record_id'>;

const table = openTable<HarvestRecord>('records');
const indexTable = openTable<IndexedKey>('records');

/** Records in DynamoDB. */
export const recordStore: RecordStore = {
  async get(harvestId, recordId) {
    return await table.get({ harvest_id: harvestId, record_id: recordId });
  },

  async putAll(records) {
    await table.writeAll(records, []);
  },

  async removeAll(harvestId, recordIds) {
    await table.writeAll(
      [],
      recordIds.map((recordId) => ({ harvest_id: harvestId, record_id: recordId })),
    );
  },

  async *listFrom(harvestId, { after, state, pageSize }) {
    if (state !== 'bad' && state !== 'unreachable') {
      yield* table.query({ ...wholeHarvest(harvestId), ...startAfter(harvestId, { after }), pageSize });
      return;
    }
    const keys = indexTable.query({
      index: 'with-errors',
      condition: '#harvest = :harvest AND begins_with(#index, :state)',
      names: { '#harvest': 'harvest_id', '#index': 'errors_index' },
      values: { ':harvest': harvestId, ':state': `${state}#` },
      ...startAfter(harvestId, { after, state }),
      pageSize,
    });
    for await (const batch of inBatches(keys, pageSize)) yield* await table.getAll(batch);
  },

  async *listAll(harvestId) {
    yield* table.query(wholeHarvest(harvestId));
  },
};

function wholeHarvest(harvestId: string) {
  return {
    condition: '#harvest = :harvest',
    names: { '#harvest': 'harvest_id' },
    values: { ':harvest': harvestId },
    consistent: true,
  };
}

/** A place in the table or its index; the record may be gone by now. */
function startAfter(harvestId: string, { after, state }: { after: string | undefined; state?: RecordState }) {
  if (after === undefined) return {};
  const key = { harvest_id: harvestId, record_id: after };
  return { startAfter: state === undefined ? key : { ...key, errors_index: errorsIndex({ state, record_id: after }) } };
}

async function* inBatches(keys: AsyncIterable<IndexedKey>, size: number): AsyncGenerator<Key[]> {
  let batch: Key[] = [];
  for await (const { harvest_id, record_id } of keys) {
    batch.push({ harvest_id, record_id });
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
