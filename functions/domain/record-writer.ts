import type { RecordStore } from './ports.ts';
import type { HarvestRecord } from './record.ts';

/** Records in one write: the most DynamoDB takes at once. */
const batchLength = 25;

/** Collects records and writes them in batches; `flush` writes the rest and rejects when any write failed. */
export function createRecordWriter(records: RecordStore) {
  let waiting: HarvestRecord[] = [];
  const writes = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;

  const writeWaiting = () => {
    const batch = waiting;
    waiting = [];
    const write = records
      .putAll(batch)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => writes.delete(write));
    writes.add(write);
    return write;
  };

  return {
    hasFailed: () => failure !== undefined,

    async add(record: HarvestRecord): Promise<void> {
      waiting.push(record);
      if (waiting.length >= batchLength) await writeWaiting();
    },

    async flush(): Promise<void> {
      if (waiting.length > 0) void writeWaiting();
      await Promise.all(writes);
      if (failure) throw failure.error;
    },
  };
}
