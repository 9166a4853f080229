import { randomUUID } from 'node:crypto';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { defaultLimits } from '../../../functions/domain/limits.ts';
import { createStores, emulatorClient } from '../../../infra/local/create-stores.ts';
import { startQueuePoller } from '../../../infra/local/queue-poller.ts';
import { waitFor } from '../../support/wait-for.ts';

const endpoints = inject('endpoints');
const sqs = new SQSClient(emulatorClient(endpoints.sqs));
let queueUrl: string;
let deadLettersUrl: string;
let poller: ReturnType<typeof startQueuePoller>;
let received: SQSRecord[];

beforeEach(async () => {
  const limits = { ...defaultLimits, queueVisibilityMs: 1_000, maxReceiveCount: 2 };
  const stores = await createStores({ endpoints, prefix: `p-${randomUUID()}-`, limits });
  queueUrl = stores.QUEUE_URL ?? '';
  deadLettersUrl = queueUrl.replace('harvests.fifo', 'harvests-dead.fifo');
  received = [];
});
afterEach(async () => {
  await poller.stop();
  vi.restoreAllMocks();
});

function start(invoke: (record: SQSRecord) => unknown, concurrency = 1): void {
  poller = startQueuePoller({
    endpoint: endpoints.sqs,
    queueUrl,
    concurrency,
    async invoke(event: SQSEvent) {
      const [record] = event.Records as [SQSRecord];
      received.push(record);
      return await invoke(record);
    },
  });
}

async function send(body: string, group = 'one'): Promise<void> {
  const ids = { MessageGroupId: group, MessageDeduplicationId: randomUUID() };
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, ...ids }));
}

/** Messages that are visible and messages that are being worked on. */
async function countMessages(url = queueUrl): Promise<[number, number]> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
  return [Number(Attributes?.ApproximateNumberOfMessages), Number(Attributes?.ApproximateNumberOfMessagesNotVisible)];
}

const done = { batchItemFailures: [] };

describe('startQueuePoller', () => {
  it("hands a message over in the shape of Lambda's event, and deletes it", async () => {
    start(() => done);
    await send('{"slice":1}', 'https://example.org');
    await waitFor(() => received.length === 1);
    expect(received[0]).toMatchObject({
      body: '{"slice":1}',
      attributes: {
        ApproximateReceiveCount: '1',
        MessageGroupId: 'https://example.org',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        SequenceNumber: expect.stringMatching(/^\d{20}$/),
        MessageDeduplicationId: expect.any(String),
      },
      messageId: expect.any(String),
      receiptHandle: expect.any(String),
      md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventSource: 'aws:sqs',
      awsRegion: 'us-east-1',
      eventSourceARN: expect.stringMatching(/^arn:aws:sqs:us-east-1:000000000000:p-.*harvests\.fifo$/),
    });
    await waitFor(async () => String(await countMessages()) === '0,0');
  });

  it.each([
    [
      'reports the message as failed',
      (record: SQSRecord) => ({ batchItemFailures: [{ itemIdentifier: record.messageId }] }),
    ],
    ['throws', () => Promise.reject(new Error('told to'))],
  ])('leaves a message for later when the function %s, and it becomes a dead letter in the end', async (_, fail) => {
    vi.spyOn(console, 'error').mockReturnValue();
    start(fail);
    await send('a');
    await waitFor(async () => (await countMessages(deadLettersUrl))[0] === 1);
    expect(received.map((record) => record.attributes.ApproximateReceiveCount)).toEqual(['1', '2']);
    expect(await countMessages()).toEqual([0, 0]);
  });

  it('works on one message of a group at a time, in order, and on other groups meanwhile', async () => {
    const first = Promise.withResolvers<typeof done>();
    start(({ body }) => (body === 'a1' ? first.promise : done), 3);
    await send('a1', 'a');
    await send('a2', 'a');
    await send('b1', 'b');
    await waitFor(() => received.length === 2);
    expect(received.map(({ body }) => body)).toEqual(['a1', 'b1']);
    first.resolve(done);
    await waitFor(() => received.length === 3);
    expect(received[2]?.body).toBe('a2');
  });

  it('goes on when the queue could not be asked for a while', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    const rightUrl = queueUrl;
    queueUrl = `${queueUrl}-gone`;
    start(() => done);
    await waitFor(() => log.mock.calls.length > 0);
    await poller.stop();
    queueUrl = rightUrl;
    start(() => done);
    await send('a');
    await waitFor(() => received.length === 1);
  });

  it('stops at once while it waits for a message', async () => {
    start(() => done, 2);
    await send('a');
    await waitFor(async () => String(await countMessages()) === '0,0' && received.length === 1);
    const startedAt = performance.now();
    await poller.stop();
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
