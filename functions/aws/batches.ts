import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { RegistryError } from '../domain/errors.ts';

/** Most requests in one BatchWriteItem (DynamoDB API reference, BatchWriteItem). */
export const maxBatchWrites = 25;
/** Most keys in one BatchGetItem (DynamoDB API reference, BatchGetItem). */
export const maxBatchReads = 100;
/** Pauses between tries of what a batch left undone, ms, before jitter. */
const defaultPausesMs = [50, 100, 200, 400, 800, 1600, 3200, 6400];

/** Attributes as DynamoDB has them. */
export type Attributes = Record<string, AttributeValue>;

/** Which table a batch goes to. */
export interface BatchTarget {
  dynamodb: DynamoDBClient;
  tableName: string;
  /** Between tries, ms, before jitter. */
  pausesMs?: readonly number[];
}

/**
 * Puts and deletes at most {@link maxBatchWrites} items; those left unprocessed are sent again with growing pauses.
 * @throws `STORE_BUSY` when some are left after the last try
 */
export async function writeBatch(target: BatchTarget, batch: WriteRequest[]): Promise<void> {
  const { dynamodb, tableName } = target;
  let pending = batch;
  await untilNothingIsLeft('unwritten', target, async () => {
    const { UnprocessedItems } = await dynamodb.send(
      new BatchWriteItemCommand({ RequestItems: { [tableName]: pending } }),
    );
    pending = UnprocessedItems?.[tableName] ?? [];
    return pending.length;
  });
}

/**
 * Reads at most {@link maxBatchReads} items, consistently and in no order; an answer ends at 16 MB, and what is left out
 * of it is asked for again with growing pauses.
 * @throws `STORE_BUSY` when some are left after the last try
 */
export async function readBatch(target: BatchTarget, keys: Attributes[]): Promise<Attributes[]> {
  const { dynamodb, tableName } = target;
  const found: Attributes[] = [];
  let pending = keys;
  await untilNothingIsLeft('unread', target, async () => {
    const { Responses, UnprocessedKeys } = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: pending, ConsistentRead: true } } }),
    );
    found.push(...(Responses?.[tableName] ?? []));
    pending = UnprocessedKeys?.[tableName]?.Keys ?? [];
    return pending.length;
  });
  return found;
}

async function untilNothingIsLeft(
  what: string,
  { pausesMs = defaultPausesMs }: BatchTarget,
  attempt: () => Promise<number>,
): Promise<void> {
  let left = 0;
  for (const pauseMs of [...pausesMs, 0]) {
    left = await attempt();
    if (left === 0) return;
    await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random() / 2)));
  }
  throw new RegistryError('STORE_BUSY', `DynamoDB left ${left} items of a batch ${what}, try after try.`);
}
