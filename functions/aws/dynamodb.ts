import {
  type AttributeValue,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { readVariable, tableVariable } from '../config.ts';
import { RegistryError } from '../domain/errors.ts';
import type { Nullable } from '../domain/ports.ts';
import type { TableName } from '../routes.ts';
import { clientSettings } from './client-settings.ts';
import { tables, ttlAttribute } from './tables.ts';

/** Key attributes of one item. */
export type Key = Record<string, string>;

/** A query on a table or one of its indexes. */
export interface TableQuery {
  index?: string;
  /** Condition on the keys, with `#name` and `:value` placeholders for the fields below. */
  condition: string;
  names: Record<string, string>;
  values: Record<string, unknown>;
  newestFirst?: boolean;
  /** Items to return at most; all pages otherwise. */
  limit?: number;
  consistent?: boolean;
  startAfter?: Key;
}

/** Most requests in one BatchWriteItem (DynamoDB API reference, BatchWriteItem). */
const maxBatch = 25;
/** Pauses between tries of a batch's unprocessed items, ms, before jitter. */
const unprocessedPausesMs = [50, 100, 200, 400, 800, 1600, 3200, 6400];

let client: DynamoDBClient | undefined;

function dynamodb(): DynamoDBClient {
  client ??= new DynamoDBClient(clientSettings('DYNAMODB_ENDPOINT'));
  return client;
}

/** Opens a table by its noun. Names are read at each call, so that one process can serve another registry after the first. */
export function openTable<T extends object>(noun: TableName) {
  const definition = tables[noun];
  const name = () => readVariable(tableVariable(noun));

  return {
    /** Reads one item, consistently; undefined when absent or past its TTL. */
    async get(key: Key): Promise<T | undefined> {
      const { Item } = await dynamodb().send(
        new GetItemCommand({ TableName: name(), Key: marshall(key), ConsistentRead: true }),
      );
      return Item && isAlive(Item) ? (unmarshall(Item) as T) : undefined;
    },

    /** Writes one item unless its key is taken by a live one; tells whether it was written. */
    async putIfAbsent(item: T): Promise<boolean> {
      return await unlessConditionFails(
        dynamodb().send(
          new PutItemCommand({
            TableName: name(),
            Item: itemFrom(item),
            ConditionExpression: 'attribute_not_exists(#key)',
            ExpressionAttributeNames: { '#key': definition.partitionKey },
          }),
        ),
      );
    },

    /**
     * Changes fields of an existing item (undefined removes one) when every field of `expected` has that value
     * (undefined: is absent). Tells whether it did.
     */
    async update(key: Key, change: Partial<Nullable<T>>, expected: Partial<Nullable<T>>): Promise<boolean> {
      const input = updateInput(definition.partitionKey, change, expected);
      return await unlessConditionFails(
        dynamodb().send(new UpdateItemCommand({ TableName: name(), Key: marshall(key), ...input })),
      );
    },

    async remove(key: Key): Promise<void> {
      await dynamodb().send(new DeleteItemCommand({ TableName: name(), Key: marshall(key) }));
    },

    /** Puts and deletes in batches; unprocessed items are sent again with growing pauses. */
    async writeAll(puts: T[], deletes: Key[]): Promise<void> {
      const requests: WriteRequest[] = [
        ...puts.map((item) => ({ PutRequest: { Item: itemFrom(item) } })),
        ...deletes.map((key) => ({ DeleteRequest: { Key: marshall(key) } })),
      ];
      for (let at = 0; at < requests.length; at += maxBatch) {
        await writeBatch(name(), requests.slice(at, at + maxBatch));
      }
    },

    /** Follows every page of a query. */
    async *query(query: TableQuery): AsyncGenerator<T> {
      const input: QueryCommandInput = {
        TableName: name(),
        KeyConditionExpression: query.condition,
        ExpressionAttributeNames: query.names,
        ExpressionAttributeValues: marshall(query.values),
        ScanIndexForward: !query.newestFirst,
        ConsistentRead: query.consistent ?? false,
        ...(query.index ? { IndexName: query.index } : {}),
        ...(query.limit ? { Limit: query.limit } : {}),
      };
      let left = query.limit ?? Number.POSITIVE_INFINITY;
      let startKey = query.startAfter ? marshall(query.startAfter) : undefined;
      do {
        const page = await dynamodb().send(
          new QueryCommand({ ...input, ...(startKey ? { ExclusiveStartKey: startKey } : {}) }),
        );
        for (const item of page.Items ?? []) {
          if (!isAlive(item)) continue;
          yield unmarshall(item) as T;
          left -= 1;
          if (left <= 0) return;
        }
        startKey = page.LastEvaluatedKey;
      } while (startKey);
    },

    /** Follows every page of the whole table; for tables that stay small. */
    async scan(): Promise<T[]> {
      const found: T[] = [];
      let startKey: Record<string, AttributeValue> | undefined;
      do {
        const page = await dynamodb().send(
          new ScanCommand({
            TableName: name(),
            ConsistentRead: true,
            ...(startKey ? { ExclusiveStartKey: startKey } : {}),
          }),
        );
        for (const item of page.Items ?? []) if (isAlive(item)) found.push(unmarshall(item) as T);
        startKey = page.LastEvaluatedKey;
      } while (startKey);
      return found;
    },
  };
}

function itemFrom(item: object): Record<string, AttributeValue> {
  return marshall(item, { removeUndefinedValues: true });
}

/** DynamoDB removes expired items days late: an item past its time is treated as gone. */
function isAlive(item: Record<string, AttributeValue>): boolean {
  const expiresAt = item[ttlAttribute]?.N;
  return expiresAt === undefined || Number(expiresAt) * 1000 > Date.now();
}

async function unlessConditionFails(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function updateInput(partitionKey: string, change: object, expected: object) {
  const names: Record<string, string> = { '#key': partitionKey };
  const values: Record<string, unknown> = {};
  const sets: string[] = [];
  const removes: string[] = [];
  const conditions = ['attribute_exists(#key)'];
  for (const [field, value] of Object.entries(change)) {
    names[`#${field}`] = field;
    if (value === undefined) {
      removes.push(`#${field}`);
    } else {
      sets.push(`#${field} = :${field}`);
      values[`:${field}`] = value;
    }
  }
  for (const [field, value] of Object.entries(expected)) {
    names[`#${field}`] = field;
    if (value === undefined) {
      conditions.push(`attribute_not_exists(#${field})`);
    } else {
      conditions.push(`#${field} = :expected_${field}`);
      values[`:expected_${field}`] = value;
    }
  }
  const clauses = [sets.length > 0 && `SET ${sets.join(', ')}`, removes.length > 0 && `REMOVE ${removes.join(', ')}`];
  return {
    UpdateExpression: clauses.filter(Boolean).join(' '),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0
      ? { ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }) }
      : {}),
  };
}

async function writeBatch(tableName: string, batch: WriteRequest[]): Promise<void> {
  let pending = batch;
  for (const pauseMs of [...unprocessedPausesMs, 0]) {
    const { UnprocessedItems } = await dynamodb().send(
      new BatchWriteItemCommand({ RequestItems: { [tableName]: pending } }),
    );
    pending = UnprocessedItems?.[tableName] ?? [];
    if (pending.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random() / 2)));
  }
  throw new RegistryError('STORE_BUSY', `DynamoDB left ${pending.length} items of a batch unwritten, try after try.`);
}
