import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { attemptStore } from '../aws/attempt-store.ts';
import { claimStore } from '../aws/claim-store.ts';
import { harvestStore } from '../aws/harvest-store.ts';
import { objectFolders } from '../aws/object-folders.ts';
import { objectStore } from '../aws/object-store.ts';
import { probeStore } from '../aws/probe-store.ts';
import { harvestQueue, returnMessage } from '../aws/queue.ts';
import { recordStore } from '../aws/record-store.ts';
import { readLimits, readPrivateAddresses, readVariable } from '../config.ts';
import type { HarvestMessage } from '../domain/ports.ts';
import type { ProbedSource } from '../domain/probe.ts';
import { runMessage } from '../domain/run-message.ts';
import { newAttemptId, newToken, recordIdFromUrl, sha256 } from '../ids.ts';
import { addLogFields, describeThrown, type LogFields, log } from '../log.ts';
import { documentInspector } from '../metadata/inspection-thread.ts';
import { metadataReader } from '../metadata/metadata-reader.ts';
import { measureHarvest } from '../metrics.ts';
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
      log('error', 'A slice failed', { message_body: record.body, ...describeThrown(error) });
      await returnLater(record);
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
});

async function work(message: HarvestMessage, context: Context): Promise<void> {
  addLogFields(tracesOf(message));
  const limits = readLimits();
  const startedAtMs = Date.now();
  const stopsAtMs = startedAtMs + context.getRemainingTimeInMillis();
  const source = await findSource(message);
  const client = createSourceClient({
    limits,
    userAgent: `IOOS-Harvest-Registry/1.0 (+${readVariable('CONTACT_URL')})`,
    allowPrivateAddresses: readPrivateAddresses(),
    dnsServer: readVariable('DNS_SERVER'),
    timeLeftMs: () => stopsAtMs - wrapUpMs - Date.now(),
    ...(source ? { sourceUrl: source.url } : {}),
    ...(source?.connections ? { connectionsPerHost: source.connections } : {}),
    ...(source?.ignore_robots ? { ignoreRobots: true } : {}),
  });
  try {
    await runMessage(
      {
        harvests: harvestStore,
        attempts: attemptStore,
        records: recordStore,
        objects: objectStore,
        folders: objectFolders,
        probes: probeStore,
        claims: claimStore,
        queue: harvestQueue,
        client,
        metadata: metadataReader(),
        inspector: documentInspector(),
        sourceType,
        limits,
        now: Date.now,
        random: Math.random,
        measureEnd: measureHarvest,
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

/** What a search of the log finds the message's work by: the attempt's id, which the trigger's answer told. */
function tracesOf(message: HarvestMessage): LogFields {
  if (message.kind === 'probe') return { correlation_id: message.probe_id };
  const { harvest_id } = message;
  return 'attempt_id' in message ? { harvest_id, correlation_id: message.attempt_id } : { harvest_id };
}

/** The source that a message is about, and what its provider wants. */
async function findSource(message: HarvestMessage): Promise<ProbedSource | undefined> {
  return message.kind === 'probe' ? await probeStore.get(message.probe_id) : await harvestStore.get(message.harvest_id);
}

/** Failing to shorten the wait is no reason to fail: the message comes back by itself, only later. */
async function returnLater(record: SQSRecord): Promise<void> {
  const deliveries = Number(record.attributes.ApproximateReceiveCount);
  const pauseMs = readLimits().retryBackoffMs * 2 ** Math.min(deliveries - 1, 5);
  await returnMessage(record.receiptHandle, pauseMs).catch((error: unknown) =>
    log('warn', 'A message could not be returned early', describeThrown(error)),
  );
}
