import type { RecordStore } from '../domain/ports.ts';
import type { HarvestRecord } from '../domain/record.ts';
import { openTable } from './dynamodb.ts';

const table = openTable<HarvestRecord>('records');

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

  async *listAll(harvestId) {
    yield* table.query({
      condition: '#harvest = :harvest',
      names: { '#harvest': 'harvest_id' },
      values: { ':harvest': harvestId },
      consistent: true,
    });
  },
};
