import { setTimeout as pause } from 'node:timers/promises';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { emulatedAccount, emulatedRegion, emulatorClient } from './create-stores.ts';

export interface QueuePollerOptions {
  endpoint: string;
  queueUrl: string;
  /** Messages worked on at a time. */
  concurrency: number;
  /** Runs the function; a rejection leaves the message where it is. */
  invoke(event: SQSEvent): Promise<unknown>;
}

/** Longest a receive waits for a message, s (SQS API reference, ReceiveMessage). */
const longPollSeconds = 20;
/** Before asking again after the queue could not be asked, ms. */
const pauseAfterErrorMs = 500;

/**
 * Does what Lambda's event source mapping does, with batches of one message: receives, invokes, and deletes what
 * succeeded. What failed becomes visible again when its visibility timeout ends.
 */
export function startQueuePoller(options: QueuePollerOptions): { stop(): Promise<void> } {
  const client = new SQSClient(emulatorClient(options.endpoint));
  const stopping = new AbortController();
  const loops = Array.from({ length: options.concurrency }, () => pollUntil(stopping.signal, client, options));
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      client.destroy();
    },
  };
}

async function pollUntil(stopped: AbortSignal, client: SQSClient, options: QueuePollerOptions): Promise<void> {
  while (!stopped.aborted) {
    try {
      for (const message of await receive(stopped, client, options)) {
        await work(stopped, client, { message, ...options });
      }
    } catch (error) {
      if (stopped.aborted) return;
      console.error('queue poller:', error);
      await pause(pauseAfterErrorMs, undefined, { signal: stopped }).catch(() => {});
    }
  }
}

async function receive(stopped: AbortSignal, client: SQSClient, { queueUrl }: QueuePollerOptions): Promise<Message[]> {
  const request = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 1,
    WaitTimeSeconds: longPollSeconds,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  const { Messages } = await client.send(request, { abortSignal: stopped });
  return Messages ?? [];
}

async function work(
  stopped: AbortSignal,
  client: SQSClient,
  { message, queueUrl, invoke }: QueuePollerOptions & { message: Message },
): Promise<void> {
  const event = { Records: [recordFrom(message, queueUrl)] };
  try {
    if (hasFailed(await invoke(event))) return;
  } catch (error) {
    if (!stopped.aborted) console.error(`worker: message ${message.MessageId} failed:`, (error as Error).message);
    return;
  }
  await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
}

/** `ReportBatchItemFailures`: with batches of one, any entry means this message (and an unknown id means all). */
function hasFailed(answer: unknown): boolean {
  return ((answer as SQSBatchResponse | null)?.batchItemFailures?.length ?? 0) > 0;
}

/** One received message as it stands in a function's event. */
export function recordFrom(message: Message, queueUrl: string): SQSRecord {
  const queue = queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${emulatedRegion}:${emulatedAccount}:${queue}`,
    awsRegion: emulatedRegion,
  };
}
