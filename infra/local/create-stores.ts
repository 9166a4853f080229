import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type TableDefinition, tables } from '../../functions/aws/tables.ts';
import { type Environment, tableVariable } from '../../functions/config.ts';
import type { Limits } from '../../functions/domain/limits.ts';
import type { TableName } from '../../functions/routes.ts';
import type { Endpoints } from './emulators.ts';

/** What the stores are made with. */
export interface StoreOptions {
  endpoints: Endpoints;
  /** Begins the name of every table, queue and bucket. */
  prefix: string;
  limits: Limits;
}

/** Account and region of everything emulated. */
export const emulatedAccount = '000000000000';
export const emulatedRegion = 'us-east-1';

/** Settings of a client of an emulator. */
export function emulatorClient(endpoint: string) {
  return {
    endpoint,
    region: emulatedRegion,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}

/**
 * Creates the tables of `functions/aws/tables.ts`, the FIFO queue with its dead-letter queue, and the bucket, where
 * they do not exist yet.
 * @returns the variables that name them
 */
export async function createStores(options: StoreOptions): Promise<Environment> {
  const { endpoints, prefix } = options;
  const [queueUrl] = await Promise.all([createQueues(options), createTables(options), createBucket(options)]);
  const tableNames = Object.keys(tables).map((noun) => [tableVariable(noun as TableName), `${prefix}${noun}`]);
  return {
    ...Object.fromEntries(tableNames),
    BUCKET: `${prefix}data`,
    QUEUE_URL: queueUrl,
    DYNAMODB_ENDPOINT: endpoints.dynamodb,
    SQS_ENDPOINT: endpoints.sqs,
    S3_ENDPOINT: endpoints.s3,
  };
}

async function createTables({ endpoints, prefix }: StoreOptions): Promise<void> {
  const client = new DynamoDBClient(emulatorClient(endpoints.dynamodb));
  try {
    await Promise.all(
      Object.entries(tables).map(([noun, definition]) => createTable(client, `${prefix}${noun}`, definition)),
    );
  } finally {
    client.destroy();
  }
}

async function createTable(client: DynamoDBClient, name: string, definition: TableDefinition): Promise<void> {
  try {
    await client.send(new CreateTableCommand(tableInput(name, definition)));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (Table?.TableStatus === 'ACTIVE') return;
    await pause(2);
  }
}

function tableInput(name: string, definition: TableDefinition): CreateTableCommandInput {
  const keys = [definition, ...definition.indexes].flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
  const attributes = [...new Set(keys)].filter((key) => key !== undefined);
  const indexes = definition.indexes.map((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(index),
    Projection: { ProjectionType: index.projection === 'all' ? ('ALL' as const) : ('KEYS_ONLY' as const) },
  }));
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(definition),
    AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}),
  };
}

function keySchema({ partitionKey, sortKey }: { partitionKey: string; sortKey?: string }) {
  const hash = { AttributeName: partitionKey, KeyType: 'HASH' as const };
  return sortKey === undefined ? [hash] : [hash, { AttributeName: sortKey, KeyType: 'RANGE' as const }];
}

/** @returns the URL of the queue of harvests, at the endpoint itself: the emulator's own names another host */
async function createQueues({ endpoints, prefix, limits }: StoreOptions): Promise<string> {
  const client = new SQSClient(emulatorClient(endpoints.sqs));
  const urlOf = (name: string) => `${endpoints.sqs}/${emulatedAccount}/${name}`;
  const queue = `${prefix}harvests.fifo`;
  const deadLetters = `${prefix}harvests-dead.fifo`;
  try {
    for (const QueueName of [deadLetters, queue]) {
      await client.send(new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true' } }));
    }
    const deadLetterTargetArn = `arn:aws:sqs:${emulatedRegion}:${emulatedAccount}:${deadLetters}`;
    // Set apart from the creation, which refuses values that differ from those of an earlier start.
    await client.send(
      new SetQueueAttributesCommand({
        QueueUrl: urlOf(queue),
        Attributes: {
          VisibilityTimeout: String(Math.ceil(limits.queueVisibilityMs / 1000)),
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: limits.maxReceiveCount }),
        },
      }),
    );
    return urlOf(queue);
  } finally {
    client.destroy();
  }
}

async function createBucket({ endpoints, prefix }: StoreOptions): Promise<void> {
  const client = new S3Client({ ...emulatorClient(endpoints.s3), forcePathStyle: true });
  try {
    await client.send(new CreateBucketCommand({ Bucket: `${prefix}data` }));
  } catch (error) {
    const name = (error as Error).name;
    if (name !== 'BucketAlreadyOwnedByYou' && name !== 'BucketAlreadyExists') throw error;
  } finally {
    client.destroy();
  }
}
