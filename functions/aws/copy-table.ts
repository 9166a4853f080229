import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { TableName } from '../routes.ts';
import { maxBatchWrites } from './batches.ts';
import { clientSettings } from './client-settings.ts';
import { openTable } from './dynamodb.ts';

/** What a harvest that comes from a backup is to be told: the manifest in force may not be the one of its time. */
const afterRestore: Partial<Record<TableName, object>> = { harvests: { manifest_stale: true } };

/**
 * Puts every item of the table named `from`, such as one that was restored from a backup, into a table of the registry;
 * what is there under the same key is replaced. Tells the number so far after each batch.
 */
export async function* copyIntoTable(from: string, into: TableName): AsyncGenerator<number> {
  const client = new DynamoDBClient(clientSettings('DYNAMODB_ENDPOINT'));
  const table = openTable<object>(into);
  let copied = 0;
  try {
    for await (const page of paginateScan({ client, pageSize: 10 * maxBatchWrites }, { TableName: from })) {
      const items = (page.Items ?? []).map((item) => ({ ...unmarshall(item), ...afterRestore[into] }));
      await table.writeAll(items, []);
      copied += items.length;
      yield copied;
    }
  } finally {
    client.destroy();
  }
}
