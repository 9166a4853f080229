import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { readVariable } from '../config.ts';
import { clientSettings } from './client-settings.ts';

/** A message that failed too often. */
export interface DeadLetter {
  group: string;
  /** JSON of a `HarvestMessage`. */
  body: string;
  /** When it was first sent, ISO 8601. */
  sent_at: string;
}

/** Longest a receive waits for a message, s. */
const waitSeconds = 2;

/**
 * Sends every message of the dead-letter queue to the queue of harvests again, in its group and in its order. A message
 * is removed after it was sent: where this is cut off, one is there twice at worst, which the worker's slices are made
 * for. Goes round once, so that what fails again meanwhile stays. SQS's own StartMessageMoveTask would not tell what it
 * moves, and keeps the deduplication id, by which a queue drops what it has seen within five minutes.
 */
export async function* moveDeadLetters(newDeduplicationId: () => string): AsyncGenerator<DeadLetter> {
  const client = new SQSClient(clientSettings('SQS_ENDPOINT'));
  const QueueUrl = readVariable('QUEUE_URL');
  const deadLettersUrl = await findDeadLetters(client, QueueUrl);
  for (let left = await countMessages(client, deadLettersUrl); left > 0; left -= 1) {
    const message = await receive(client, deadLettersUrl);
    if (!message) return;
    const { MessageGroupId: group = 'none', SentTimestamp = '0' } = message.Attributes ?? {};
    const body = message.Body ?? '';
    const MessageDeduplicationId = newDeduplicationId();
    await client.send(
      new SendMessageCommand({ QueueUrl, MessageBody: body, MessageGroupId: group, MessageDeduplicationId }),
    );
    await client.send(new DeleteMessageCommand({ QueueUrl: deadLettersUrl, ReceiptHandle: message.ReceiptHandle }));
    yield { group, body, sent_at: new Date(Number(SentTimestamp)).toISOString() };
  }
}

/** How many messages failed too often; SQS calls the number approximate. */
export async function countDeadLetters(): Promise<number> {
  const client = new SQSClient(clientSettings('SQS_ENDPOINT'));
  return await countMessages(client, await findDeadLetters(client, readVariable('QUEUE_URL')));
}

/** Both queues are of one account and region, so that their URLs differ in the name alone. */
async function findDeadLetters(client: SQSClient, queueUrl: string): Promise<string> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['RedrivePolicy'] }),
  );
  const { deadLetterTargetArn } = JSON.parse(Attributes?.RedrivePolicy ?? '{}') as { deadLetterTargetArn?: string };
  const name = deadLetterTargetArn?.split(':').at(-1);
  if (!name) throw new Error(`The queue ${queueUrl} has no dead-letter queue.`);
  return queueUrl.replace(/[^/]+$/, name);
}

async function countMessages(client: SQSClient, QueueUrl: string): Promise<number> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
}

async function receive(client: SQSClient, QueueUrl: string): Promise<Message | undefined> {
  const { Messages } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 1,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['MessageGroupId', 'SentTimestamp'],
    }),
  );
  return Messages?.[0];
}
