import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { readVariable } from '../config.ts';
import type { HarvestMessage, HarvestQueue } from '../domain/ports.ts';
import { clientSettings } from './client-settings.ts';

let client: SQSClient | undefined;

function sqs(): SQSClient {
  client ??= new SQSClient(clientSettings('SQS_ENDPOINT'));
  return client;
}

/** The FIFO queue of harvests. */
export const harvestQueue: HarvestQueue = {
  async send(message: HarvestMessage, { group, deduplicationId }) {
    await sqs().send(
      new SendMessageCommand({
        QueueUrl: readVariable('QUEUE_URL'),
        MessageBody: JSON.stringify(message),
        MessageGroupId: group,
        MessageDeduplicationId: deduplicationId,
      }),
    );
  },
};

/** Makes a message that failed visible again after a pause, instead of after the queue's visibility timeout. */
export async function returnMessage(receiptHandle: string, afterMs: number): Promise<void> {
  await sqs().send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: readVariable('QUEUE_URL'),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: Math.ceil(afterMs / 1000),
    }),
  );
}
