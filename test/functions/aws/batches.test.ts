import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { type Attributes, readBatch, writeBatch } from '../../../functions/aws/batches.ts';

type Requests = Record<string, unknown>[];

/** The ids in the requests of one call, whichever kind of batch it is. */
const idsOf = (requests: unknown) => [...JSON.stringify(requests).matchAll(/"id":\{"S":"(\w+)"/g)].map(([, id]) => id);
const keys: Attributes[] = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id: { S: id } }));

describe('a batch that DynamoDB leaves undone in part', () => {
  let server: Server;
  let client: DynamoDBClient;

  /** A table that does at most `most` requests of a call; in `calls` the ids that each of them asked for. */
  async function startBusyTable(most: number): Promise<{ calls: unknown[][] }> {
    const calls: unknown[][] = [];
    server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      const { things } = JSON.parse(text).RequestItems;
      const isRead = request.headers['x-amz-target']?.toString().endsWith('BatchGetItem');
      const requests: Requests = isRead ? things.Keys : things;
      calls.push(idsOf(requests));
      const [done, left] = [requests.slice(0, most), requests.slice(most)];
      const unprocessed = left.length > 0 ? { things: isRead ? { Keys: left, ConsistentRead: true } : left } : {};
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(
        JSON.stringify(
          isRead ? { Responses: { things: done }, UnprocessedKeys: unprocessed } : { UnprocessedItems: unprocessed },
        ),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    return { calls };
  }

  afterEach(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is read to the end: what was left out is asked for again, and only that', async () => {
    const { calls } = await startBusyTable(2);
    expect(await readBatch({ dynamodb: client, tableName: 'things' }, keys)).toEqual(keys);
    expect(calls).toEqual([['a', 'b', 'c', 'd', 'e'], ['c', 'd', 'e'], ['e']]);
  });

  it('is written to the end', async () => {
    const { calls } = await startBusyTable(3);
    await writeBatch(
      { dynamodb: client, tableName: 'things' },
      keys.map((Item) => ({ PutRequest: { Item } })),
    );
    expect(calls).toEqual([
      ['a', 'b', 'c', 'd', 'e'],
      ['d', 'e'],
    ]);
  });

  it('fails with a code when nothing is done, try after try', async () => {
    const { calls } = await startBusyTable(0);
    await expect(readBatch({ dynamodb: client, tableName: 'things', pausesMs: [1, 1] }, keys)).rejects.toMatchObject({
      code: 'STORE_BUSY',
      message: 'DynamoDB left 5 items of a batch unread, try after try.',
    });
    expect(calls).toHaveLength(3);
  });
});
