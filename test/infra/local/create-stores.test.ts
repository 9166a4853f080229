import { randomUUID } from 'node:crypto';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, inject, it } from 'vitest';
import { tables } from '../../../functions/aws/tables.ts';
import { tableVariable } from '../../../functions/config.ts';
import { defaultLimits } from '../../../functions/domain/limits.ts';
import type { TableName } from '../../../functions/routes.ts';
import { createStores, emulatorClient } from '../../../infra/local/create-stores.ts';

const endpoints = inject('endpoints');
const prefix = `c-${randomUUID()}-`;
const environment = await createStores({ endpoints, prefix, limits: defaultLimits });

async function queueAttributes() {
  const sqs = new SQSClient(emulatorClient(endpoints.sqs));
  const request = new GetQueueAttributesCommand({ QueueUrl: environment.QUEUE_URL, AttributeNames: ['All'] });
  return (await sqs.send(request)).Attributes;
}

describe('createStores', () => {
  it.each(Object.keys(tables) as TableName[])('creates the table of %s with its keys and indexes', async (noun) => {
    const dynamodb = new DynamoDBClient(emulatorClient(endpoints.dynamodb));
    const TableName = environment[tableVariable(noun)];
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    const keysOf = (schema: { AttributeName?: string | undefined }[] = []) => schema.map((key) => key.AttributeName);
    const { partitionKey, sortKey, indexes } = tables[noun];
    expect(Table?.TableStatus).toBe('ACTIVE');
    expect(keysOf(Table?.KeySchema)).toEqual([partitionKey, sortKey].filter(Boolean));
    expect(
      Table?.GlobalSecondaryIndexes?.map((index) => [index.IndexName, ...keysOf(index.KeySchema)]).sort() ?? [],
    ).toEqual(indexes.map((index) => [index.name, index.partitionKey, index.sortKey].filter(Boolean)).sort());
  });

  it('creates a FIFO queue with its dead-letter queue', async () => {
    expect(await queueAttributes()).toMatchObject({
      FifoQueue: 'true',
      VisibilityTimeout: '1080',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${prefix}harvests-dead.fifo`,
        maxReceiveCount: 3,
      }),
    });
  });

  it('changes nothing the second time but the limits of the queue', async () => {
    const limits = { ...defaultLimits, queueVisibilityMs: 1_500, maxReceiveCount: 7 };
    expect(await createStores({ endpoints, prefix, limits })).toEqual(environment);
    const attributes = await queueAttributes();
    expect(attributes?.VisibilityTimeout).toBe('2');
    expect(attributes?.RedrivePolicy).toContain('"maxReceiveCount":7');
  });
});
