import { writeFileSync } from 'node:fs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';

/** What a message tells the function to do. */
export interface Order {
  do: 'answer' | 'report-failure' | 'throw' | 'exit' | 'hang' | 'fail-once';
  /** Written when the message arrives, so that a test sees that it did. */
  marker?: string;
}

/** A worker for the tests of what starts workers. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse & Record<string, unknown>> {
  const [record] = event.Records;
  const order = JSON.parse(record?.body ?? '{}') as Order;
  if (order.marker) writeFileSync(order.marker, JSON.stringify(record));
  if (order.do === 'throw') throw new Error('told to throw');
  if (order.do === 'exit') process.exit(3);
  if (order.do === 'hang') return await new Promise(() => setInterval(() => {}, 1000));
  const isFailure =
    order.do === 'report-failure' || (order.do === 'fail-once' && record?.attributes.ApproximateReceiveCount === '1');
  return {
    batchItemFailures: isFailure ? [{ itemIdentifier: record?.messageId ?? '' }] : [],
    pid: process.pid,
    remainingMs: context.getRemainingTimeInMillis(),
    functionName: context.functionName,
  };
}
