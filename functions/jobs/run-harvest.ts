import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { attemptStore } from '../aws/attempt-store.ts';
import { harvestStore } from '../aws/harvest-store.ts';
import { objectStore } from '../aws/object-store.ts';
import { harvestQueue, returnMessage } from '../aws/queue.ts';
import { recordStore } from '../aws/record-store.ts';
import { readLimits, readPrivateAddresses, readVariable } from '../config.ts';
import type { HarvestMessage } from '../domain/ports.ts';
import { runMessage } from '../domain/run-message.ts';
import { newAttemptId, newToken, recordIdFromUrl, sha256 } from '../ids.ts';
import { describeThrown, log } from '../log.ts';
import { metadataReader } from '../metadata/metadata-reader.ts';
import { createSourceClient } from '../sources/fetch.ts';
import { sourceType } from '../sources/source-types.ts';
import { job } from './job.ts';

/** Time kept back from the end of the process for what a slice writes last, ms. */
const wrapUpMs = 8_000;

/** SQS, one message at a time. A message whose work failed comes back after a short pause; the others are done. */
export const handler = job('run-harvest', async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const record of event.Records) {
    try {
      await work(JSON.parse(record.body) as HarvestMessage, context);
    } catch (error) {
      log('error', 'A slice failed', { function: 'run-harvest', message_body: record.body, ...describeThrown(error) });
      await returnLater(record);
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
});

async function work(message: HarvestMessage, context: Context): Promise<void> {
  const limits = readLimits();
  const startedAtMs = Date.now();
  const stopsAtMs = startedAtMs + context.getRemainingTimeInMillis();
  const harvest = await harvestStore.get(message.harvest_id);
  const client = createSourceClient({
    limits,
    userAgent: `IOOS-Harvest-Registry/1.0 (+${readVariable('CONTACT_URL')})`,
    allowPrivateAddresses: readPrivateAddresses(),
    dnsServer: readVariable('DNS_SERVER'),
    timeLeftMs: () => stopsAtMs - wrapUpMs - Date.now(),
    ...(harvest ? { sourceUrl: harvest.url } : {}),
    ...(harvest?.connections ? { connectionsPerHost: harvest.connections } : {}),
    ...(harvest?.ignore_robots ? { ignoreRobots: true } : {}),
  });
  try {
    await runMessage(
      {
        harvests: harvestStore,
        attempts: attemptStore,
        records: recordStore,
        objects: objectStore,
        queue: harvestQueue,
        client,
        metadata: metadataReader(),
        sourceType,
        limits,
        now: Date.now,
        random: Math.random,
        newAttemptId,
        newToken,
        recordId: recordIdFromUrl,
        sha256,
        sliceEndsAtMs: startedAtMs + limits.sliceBudgetMs,
        stopsAtMs,
      },
      message,
    );
  } finally {
    await client.close();
  }
}

/** Failing to shorten the wait is no reason to fail: the message comes back by itself, only later. */
async function returnLater(record: SQSRecord): Promise<void> {
  const deliveries = Number(record.attributes.ApproximateReceiveCount);
  const pauseMs = readLimits().retryBackoffMs * 2 ** Math.min(deliveries - 1, 5);
  await returnMessage(record.receiptHandle, pauseMs).catch((error: unknown) =>
    log('warn', 'A message could not be returned early', describeThrown(error)),
  );
}
