import {
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
import type { Nullable } from '../domain/ports.ts';
import type { TableName } from '../routes.ts';
import { type Attributes, maxBatchReads, maxBatchWrites, readBatch, writeBatch } from './batches.ts';
import { clientSettings } from './client-settings.ts';
import { isPossibleKey } from './possible-key.ts';
import { type TableDefinition, tables, ttlAttribute } from './tables.ts';
import { addToSetInput, incrementInput, takeFromSetInput, updateInput } from './update-input.ts';

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
  /** Items that DynamoDB looks at for one of its pages, where 1 MB of them is more than needed. */
  pageSize?: number;
  consistent?: boolean;
  startAfter?: Key;
}

let client: DynamoDBClient | undefined;

function dynamodb(): DynamoDBClient {
  client ??= createClient();
  return client;
}

function createClient(): DynamoDBClient {
  const created = new DynamoDBClient(clientSettings('DYNAMODB_ENDPOINT'));
  // Copies every item that is sent and received for a logger that we do not have.
  created.middlewareStack.remove('loggerMiddleware');
  return created;
}

/** Opens a table by its noun. Names are read at each call, so that one process can serve another registry after the first. */
export function openTable<T extends object>(noun: TableName) {
  const definition = tables[noun];
  const name = () => readVariable(tableVariable(noun));
  const keyText = (item: Attributes) =>
    JSON.stringify([item[definition.partitionKey]?.S, definition.sortKey && item[definition.sortKey]?.S]);

  return {
    /** Reads one item, consistently; undefined when absent or past its TTL. */
    async get(key: Key): Promise<T | undefined> {
      if (!isPossibleKey(definition, key)) return undefined;
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
            ...unlessAlive(definition),
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

    /** Removes an item when every field of `expected` has that value; tells whether it did. */
    async removeIf(key: Key, expected: Partial<Nullable<T>>): Promise<boolean> {
      const { UpdateExpression: _, ...input } = updateInput(definition.partitionKey, {}, expected);
      return await unlessConditionFails(
        dynamodb().send(new DeleteItemCommand({ TableName: name(), Key: marshall(key), ...input })),
      );
    },

    /** Items by key, consistently, in the order of the keys; without those that are absent or past their TTL. */
    async getAll(keys: Key[]): Promise<T[]> {
      const found = new Map<string, T>();
      const possible = keys.filter((key) => isPossibleKey(definition, key));
      for (let at = 0; at < possible.length; at += maxBatchReads) {
        const batch = possible.slice(at, at + maxBatchReads).map((key) => marshall(key));
        for (const item of await readBatch({ dynamodb: dynamodb(), tableName: name() }, batch)) {
          if (isAlive(item)) found.set(keyText(item), unmarshall(item) as T);
        }
      }
      return keys.flatMap((key) => found.get(keyText(marshall(key))) ?? []);
    },

    /**
     * Adds one to a number of an item, which is made where it is absent, with `initial` beside the number; tells the sum.
     * One step for DynamoDB: calls at the same time each get a sum of their own.
     */
    async increment(key: Key, field: string, initial: Partial<T>): Promise<number> {
      const { Attributes: after } = await dynamodb().send(
        new UpdateItemCommand({
          TableName: name(),
          Key: marshall(key),
          ...incrementInput(field, initial),
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return Number(after?.[field]?.N);
    },

    /** Adds a value to a field that is a set of texts; the item is made where it is absent. */
    async addToSet(key: Key, field: string, value: string): Promise<void> {
      const input = addToSetInput(field, value);
      await dynamodb().send(new UpdateItemCommand({ TableName: name(), Key: marshall(key), ...input }));
    },

    /** Takes a value from a set of texts; tells whether it is out now, which it is not where no other would be left. */
    async takeFromSet(key: Key, field: string, value: string): Promise<boolean> {
      const input = takeFromSetInput(field, value);
      return await unlessConditionFails(
        dynamodb().send(new UpdateItemCommand({ TableName: name(), Key: marshall(key), ...input })),
      );
    },

    /** Puts and deletes in batches; unprocessed items are sent again with growing pauses. */
    async writeAll(puts: T[], deletes: Key[]): Promise<void> {
      const requests: WriteRequest[] = [
        ...puts.map((item) => ({ PutRequest: { Item: itemFrom(item) } })),
        ...deletes.map((key) => ({ DeleteRequest: { Key: marshall(key) } })),
      ];
      for (let at = 0; at < requests.length; at += maxBatchWrites) {
        await writeBatch({ dynamodb: dynamodb(), tableName: name() }, requests.slice(at, at + maxBatchWrites));
      }
    },

    /** Follows every page of a query. */
    async *query(query: TableQuery): AsyncGenerator<T> {
      const pageSize = query.pageSize ?? query.limit;
      const input: QueryCommandInput = {
        TableName: name(),
        KeyConditionExpression: query.condition,
        ExpressionAttributeNames: query.names,
        ExpressionAttributeValues: marshall(query.values),
        ScanIndexForward: !query.newestFirst,
        ConsistentRead: query.consistent ?? false,
        ...(query.index ? { IndexName: query.index } : {}),
        ...(pageSize ? { Limit: pageSize } : {}),
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
      let startKey: Attributes | undefined;
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

function itemFrom(item: object): Attributes {
  return marshall(item, { removeUndefinedValues: true });
}

/** The condition that a key is free: an item past its time is treated as gone here too. */
function unlessAlive({ partitionKey, ttlAttribute: ttl }: TableDefinition) {
  const isFree = 'attribute_not_exists(#key)';
  if (!ttl) return { ConditionExpression: isFree, ExpressionAttributeNames: { '#key': partitionKey } };
  return {
    ConditionExpression: `${isFree} OR #ttl <= :now`,
    ExpressionAttributeNames: { '#key': partitionKey, '#ttl': ttl },
    ExpressionAttributeValues: marshall({ ':now': Math.floor(Date.now() / 1000) }),
  };
}

/** DynamoDB removes expired items days late: an item past its time is treated as gone. */
function isAlive(item: Attributes): boolean {
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
