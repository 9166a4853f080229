import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Attributes, readBatch } from '../../functions/aws/batches.ts';
import { ttlAttribute } from '../../functions/aws/tables.ts';
import { emulatorClient } from '../../infra/local/create-stores.ts';
import { waitFor } from '../support/wait-for.ts';

const TableName = 'engines';
const text = (S: string) => ({ S });
const keyOf = (p: string, s: string) => ({ p: text(p), s: text(s) });

const put = (item: Attributes) => (client: DynamoDBClient) =>
  client.send(new PutItemCommand({ TableName, Item: item }));

/** Changes the one item that `fill` puts there. */
const update = (input: Partial<UpdateItemCommandInput>) => (client: DynamoDBClient) =>
  client.send(new UpdateItemCommand({ TableName, Key: keyOf('there', '1'), ...input }));

const batch =
  (...items: Attributes[]) =>
  (client: DynamoDBClient) =>
    client.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: items.map((Item) => ({ PutRequest: { Item } })) } }),
    );

const query =
  (partition: string, input: Partial<QueryCommandInput> = {}) =>
  (client: DynamoDBClient) =>
    client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'p = :p',
        ...input,
        ExpressionAttributeValues: { ':p': text(partition), ...input.ExpressionAttributeValues },
      }),
    );

/** How many items each page has. */
async function pagesOf(
  readPage: (
    startKey: Attributes | undefined,
  ) => Promise<{ Count?: number | undefined; LastEvaluatedKey?: Attributes | undefined }>,
): Promise<string> {
  const counts: (number | undefined)[] = [];
  let startKey: Attributes | undefined;
  do {
    const page = await readPage(startKey);
    counts.push(page.Count);
    startKey = page.LastEvaluatedKey;
  } while (startKey);
  return counts.join(' ');
}

const pageKeys = Array.from({ length: 12 }, (_, n) => keyOf('pages', String(n).padStart(2, '0')));

const startingAt = (ExclusiveStartKey: Attributes | undefined) => (ExclusiveStartKey ? { ExclusiveStartKey } : {});

async function answerOf(asked: Promise<unknown>): Promise<string> {
  try {
    const answer = await asked;
    return typeof answer === 'string' ? answer : 'ok';
  } catch (error) {
    return (error as Error).name;
  }
}

async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType });
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [key('p', 'HASH'), key('s', 'RANGE')],
      AttributeDefinitions: ['p', 's', 'i'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-i',
          KeySchema: [key('p', 'HASH'), key('i', 'RANGE')],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
  await waitFor(async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    return Table?.TableStatus === 'ACTIVE';
  });
}

/** One small item, and three full pages of others. */
async function fill(client: DynamoDBClient): Promise<void> {
  await createTable(client, TableName);
  await put({ ...keyOf('there', '1'), v: text('1') })(client);
  for (const key of pageKeys) await put({ ...key, v: text('x'.repeat(300_000)) })(client);
}

/** Sends something and tells `ok`, the name of the error, or what it found. */
type Ask = (client: DynamoDBClient) => Promise<unknown>;

const invalid = 'ValidationException';
const long = 's'.repeat(1025);

/** Where the engines differ; docs/decisions/0015-two-engines.md says what follows from each. */
const differences: { what: string; ask: Ask; embedded: string; local: string }[] = [
  {
    what: 'the setting of a time to live',
    ask: (client) =>
      client.send(
        new UpdateTimeToLiveCommand({
          TableName,
          TimeToLiveSpecification: { AttributeName: 'expires_at_epoch_seconds', Enabled: true },
        }),
      ),
    embedded: 'UnknownOperationException',
    local: 'ok',
  },
  {
    what: 'a transaction',
    ask: (client) =>
      client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: keyOf('t', '1') } }] })),
    embedded: 'UnknownOperationException',
    local: 'ok',
  },
  {
    what: 'an item with an empty index key',
    ask: put({ ...keyOf('e', '1'), i: text('') }),
    embedded: 'ok',
    local: invalid,
  },
  {
    what: 'an update to an empty index key',
    ask: update({ UpdateExpression: 'SET i = :i', ExpressionAttributeValues: { ':i': text('') } }),
    embedded: 'ok',
    local: invalid,
  },
  {
    what: 'a batch with an empty index key',
    ask: batch({ ...keyOf('e', '2'), i: text('') }),
    embedded: 'ok',
    local: invalid,
  },
  {
    what: 'an index key of 1025 bytes',
    ask: put({ ...keyOf('l', '1'), i: text(long) }),
    embedded: 'ok',
    local: invalid,
  },
  { what: 'a query for an empty partition', ask: query(''), embedded: 'ok', local: invalid },
  {
    what: 'the values that a condition met',
    ask: async (client) => {
      const failed = await update({
        UpdateExpression: 'SET v = :v',
        ConditionExpression: 'v = :v',
        ExpressionAttributeValues: { ':v': text('2') },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      })(client).catch((error) => error);
      return failed.Item?.v?.S ?? 'none';
    },
    embedded: 'none',
    local: '1',
  },
  {
    what: 'the pages of a query that ends with a full page',
    ask: (client) => pagesOf((ExclusiveStartKey) => query('pages', startingAt(ExclusiveStartKey))(client)),
    embedded: '4 4 4 0',
    local: '4 4 4',
  },
  {
    what: 'the items of 12 that the first answer of a batch has',
    ask: async (client) => {
      const { Responses } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: pageKeys } } }),
      );
      return String(Responses?.[TableName]?.length);
    },
    embedded: '4',
    local: '12',
  },
];

/** Where they agree, as far as our code leans on it. */
const agreements: { what: string; ask: Ask; answer: string }[] = [
  { what: 'an item without the index key', ask: put(keyOf('a', '1')), answer: 'ok' },
  { what: 'an index key that is a number', ask: put({ ...keyOf('a', '1'), i: { N: '1' } }), answer: invalid },
  { what: 'an empty key', ask: put(keyOf('a', '')), answer: invalid },
  { what: 'a key of 2049 bytes', ask: put(keyOf('x'.repeat(2049), '1')), answer: invalid },
  { what: 'a sort key of 1025 bytes', ask: put(keyOf('a', long)), answer: invalid },
  { what: 'an empty text', ask: put({ ...keyOf('a', '1'), v: text('') }), answer: 'ok' },
  { what: 'an empty set', ask: put({ ...keyOf('a', '1'), v: { SS: [] } }), answer: invalid },
  { what: 'a number of 40 digits', ask: put({ ...keyOf('a', '1'), v: { N: '1'.repeat(40) } }), answer: invalid },
  { what: 'one key twice in a batch', ask: batch(keyOf('d', '1'), keyOf('d', '1')), answer: invalid },
  { what: 'an empty update', ask: update({ UpdateExpression: '' }), answer: invalid },
  { what: 'a reserved word as a name', ask: update({ UpdateExpression: 'REMOVE name' }), answer: invalid },
  {
    what: 'a name that is not used',
    ask: update({ UpdateExpression: 'REMOVE w', ExpressionAttributeNames: { '#u': 'u' } }),
    answer: invalid,
  },
  {
    what: 'a page that starts at a key that is gone',
    ask: query('there', { ExclusiveStartKey: keyOf('there', '0') }),
    answer: 'ok',
  },
  {
    what: 'a page that starts in another partition',
    ask: query('there', { ExclusiveStartKey: keyOf('pages', '1') }),
    answer: invalid,
  },
  {
    what: 'a consistent read of an index',
    ask: query('there', { IndexName: 'by-i', ConsistentRead: true }),
    answer: invalid,
  },
];

const clientOf = (endpoint: string) => new DynamoDBClient({ ...emulatorClient(endpoint), maxAttempts: 1 });

describe('the engines', () => {
  const embedded = clientOf(inject('embeddedDynamodb'));
  const local = clientOf(inject('endpoints').dynamodb);
  beforeAll(() => Promise.all([embedded, local].map(fill)));
  afterAll(() => {
    for (const client of [embedded, local]) client.destroy();
  });

  it.each(differences)('differ in $what: $embedded, $local', async ({ ask, ...expected }) => {
    expect({ embedded: await answerOf(ask(embedded)), local: await answerOf(ask(local)) }).toEqual({
      embedded: expected.embedded,
      local: expected.local,
    });
  });

  it.each(agreements)('agree in $what: $answer', async ({ ask, answer }) => {
    expect([await answerOf(ask(embedded)), await answerOf(ask(local))]).toEqual([answer, answer]);
  });

  it('need several answers to a batch of more than 16 MB, which is read to the end', async () => {
    const keys = Array.from({ length: 45 }, (_, n) => keyOf('batch', String(n)));
    for (const key of keys) await put({ ...key, v: text('x'.repeat(390_000)) })(local);
    const found = await readBatch({ dynamodb: local, tableName: TableName }, keys);
    expect(new Set(found.map(({ s }) => s?.S)).size).toBe(45);
    const { UnprocessedKeys } = await local.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: keys } } }),
    );
    expect(UnprocessedKeys?.[TableName]?.Keys?.length).toBeGreaterThan(0);
  });

  it('take the attribute of tables.ts as a time to live, and still answer what is past it (DynamoDB Local)', async () => {
    const TimeToLiveSpecification = { AttributeName: ttlAttribute, Enabled: true };
    await createTable(local, 'expiring');
    await local.send(new UpdateTimeToLiveCommand({ TableName: 'expiring', TimeToLiveSpecification }));
    const { TimeToLiveDescription } = await local.send(new DescribeTimeToLiveCommand({ TableName: 'expiring' }));
    expect(TimeToLiveDescription).toEqual({ AttributeName: ttlAttribute, TimeToLiveStatus: 'ENABLED' });
    const expiresAt = { N: String(Math.floor(Date.now() / 1000) - 60) };
    const Item = { ...keyOf('t', 'past'), [ttlAttribute]: expiresAt };
    await local.send(new PutItemCommand({ TableName: 'expiring', Item }));
    const { Items } = await local.send(new ScanCommand({ TableName: 'expiring' }));
    expect(Items).toEqual([Item]);
  });
});
