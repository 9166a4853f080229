import { RegistryError } from './errors.ts';
import { isPossibleId } from './find-harvest.ts';
import type { RecordStore } from './ports.ts';
import type { HarvestRecord } from './record.ts';

/**
 * A record of a harvest by id.
 * @throws `RECORD_NOT_FOUND`
 */
export async function findRecord(
  records: Pick<RecordStore, 'get'>,
  harvestId: string,
  recordId: string,
): Promise<HarvestRecord> {
  const record = isPossibleId(recordId) ? await records.get(harvestId, recordId) : undefined;
  if (record) return record;
  throw new RegistryError('RECORD_NOT_FOUND', 'This harvest has no such record.');
}
