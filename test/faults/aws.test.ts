import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answersError,
  answersXmlError,
  cutsAnswer,
  delays,
  doesTwice,
  type FaultyProxy,
  losesAnswer,
  type ProxyRule,
  resets,
  writesHalf,
} from '../support/faulty-proxy.ts';
import { waitFor } from '../support/wait-for.ts';
import { checkHealing, checkSource, type Scene, type Stage, setScene, startStage, undisturbed } from './scene.ts';
import { tableOfFaults } from './write-table.ts';

interface Row {
  fault: string;
  at: 'dynamodb' | 'others';
  rule: ProxyRule | ((scene: Scene) => ProxyRule);
  /** The trigger itself is answered 500; the next one, or the schedule, goes on with what it began. */
  hasTriggerFailed?: true;
}

/** Every try of a client that makes six. */
const allTries = 6;
const table = (noun: string) => `-${noun}"`;
const internal = answersError(500, 'InternalServerError');
const throttled = answersError(400, 'ThrottlingException');
const exceeded = answersError(400, 'ProvisionedThroughputExceededException');
const busy = answersError(503, 'ServiceUnavailable');
const slowDown = answersXmlError(503, 'SlowDown');
const s3Internal = answersXmlError(500, 'InternalError');

// What the updates of the story are known by: fields that only they name.
const begin = { operation: 'UpdateItem', has: [table('harvests'), 'last_started_at'] };
const commit = { operation: 'UpdateItem', has: [table('attempts'), 'result_keys'] };
const lease = { operation: 'UpdateItem', has: [table('harvests'), 'wake_at'], skip: 2 };
const attemptEnd = { operation: 'UpdateItem', has: [table('attempts'), 'finished_at'] };
const harvestEnd = { operation: 'UpdateItem', has: [table('harvests'), 'last_harvest_dt'] };
const trigger = { operation: 'UpdateItem', has: [table('harvests'), 'attempt_created_at'] };
const records = { operation: 'BatchWriteItem', has: [table('records')] };
const object = (kind: string) => ({ operation: 'PUT', has: [kind] });

const dynamodb = (fault: string, rule: Row['rule']): Row => ({ fault: `DynamoDB: ${fault}`, at: 'dynamodb', rule });
const s3 = (fault: string, rule: Row['rule']): Row => ({ fault: `S3: ${fault}`, at: 'others', rule });
const sqs = (fault: string, rule: Row['rule']): Row => ({ fault: `SQS: ${fault}`, at: 'others', rule });

const rows: Row[] = [
  dynamodb('500 for two reads', { operation: 'GetItem', times: 2, act: internal }),
  dynamodb('reads are throttled', { operation: 'GetItem', has: [table('attempts')], times: 2, act: throttled }),
  dynamodb('the trigger is done but its answer lost', { ...trigger, act: losesAnswer }),
  dynamodb('the begin is throttled', { ...begin, times: 2, act: exceeded }),
  dynamodb('the begin is done but its answer lost', { ...begin, act: losesAnswer }),
  dynamodb('a connection is reset at the commit of a slice', { ...commit, act: resets }),
  dynamodb('500 for the commit of a slice', { ...commit, times: 2, act: internal }),
  dynamodb('500 for every try of the commit', { ...commit, times: allTries, act: internal }),
  dynamodb('the commit is done but its answer lost', { ...commit, act: losesAnswer }),
  dynamodb('the commit is done, but every answer lost', { ...commit, times: allTries, act: losesAnswer }),
  dynamodb('500 for the renewal of the lease', { ...lease, act: internal }),
  dynamodb("500 for every try of the attempt's end", { ...attemptEnd, times: allTries, act: internal }),
  dynamodb("the attempt's end is done but its answer lost", { ...attemptEnd, act: losesAnswer }),
  dynamodb("500 for every try of the harvest's end", { ...harvestEnd, times: allTries, act: internal }),
  dynamodb("the harvest's end is done but its answer lost", { ...harvestEnd, act: losesAnswer }),
  dynamodb("the harvest's end is done, but every answer lost", { ...harvestEnd, times: allTries, act: losesAnswer }),
  dynamodb('records are throttled', { ...records, times: 3, act: exceeded }),
  dynamodb('half of a batch of records is left unprocessed', { ...records, times: 2, act: writesHalf }),
  dynamodb('records are written but the answer lost', { ...records, act: losesAnswer }),
  dynamodb('records are written twice', { ...records, times: 3, act: doesTwice }),
  dynamodb('500 for every try of writing records', { ...records, times: allTries, act: internal }),
  dynamodb('each update takes half a second', { operation: 'UpdateItem', times: 9, act: delays(500) }),
  {
    ...dynamodb('500 for every try of writing the pending attempt', {
      operation: 'PutItem',
      has: [table('attempts')],
      times: allTries,
      act: internal,
    }),
    hasTriggerFailed: true,
  },
  s3('503 Slow Down for the plan', { ...object('/plan-'), times: 2, act: slowDown }),
  s3('500 for every try of the plan', { ...object('/plan-'), times: allTries, act: s3Internal }),
  s3('a connection is reset at a document', { ...object('documents/'), act: resets }),
  s3('500 for every try of a document', { ...object('documents/'), times: allTries, act: s3Internal }),
  s3('a document is kept but the answer lost', { ...object('documents/'), act: losesAnswer }),
  s3('503 Slow Down for the results of a slice', { ...object('/results-'), times: 3, act: slowDown }),
  s3('the results are kept but every answer lost', { ...object('/results-'), times: allTries, act: losesAnswer }),
  s3('500 for reading the manifest', { operation: 'GET', has: ['manifests/'], times: 2, act: s3Internal }),
  s3('the manifest comes cut in half', { operation: 'GET', has: ['manifests/'], act: cutsAnswer }),
  s3('the manifest is gone', {
    operation: 'GET',
    has: ['manifests/'],
    act: answersXmlError(404, 'NoSuchKey'),
  }),
  s3('500 for every try of the manifest', { ...object('manifests/'), times: allTries, act: s3Internal }),
  s3('the manifest is kept but the answer lost', { ...object('manifests/'), act: losesAnswer }),
  s3('500 for every try of the report', { ...object('report.csv'), times: allTries, act: s3Internal }),
  s3('500 for every try of removing objects', { operation: 'POST', has: ['delete'], times: allTries, act: s3Internal }),
  s3('the results cannot be read at the finish', {
    operation: 'GET',
    has: ['/results-'],
    times: allTries,
    act: slowDown,
  }),
  sqs('503 for sending', { operation: 'SendMessage', times: 2, act: busy }),
  sqs('the message is sent but the answer lost', { operation: 'SendMessage', act: losesAnswer }),
  {
    ...sqs('503 for every try of sending', { operation: 'SendMessage', times: allTries, act: busy }),
    hasTriggerFailed: true,
  },
  sqs('a connection is reset at receiving', { operation: 'ReceiveMessage', times: 2, act: resets }),
  sqs('a message is received but the answer lost', {
    operation: 'ReceiveMessage',
    skip: 0,
    times: 2,
    act: losesAnswer,
  }),
  sqs('503 for deleting a message, so that it comes again', { operation: 'DeleteMessage', times: 3, act: busy }),
  sqs('messages come a second late', { operation: 'SendMessage', act: delays(1000) }),
];

describe('faults of AWS', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ limits: { queueVisibilityMs: 1000, maxReceiveCount: 10 } });
  });
  afterAll(() => stage.stop());
  const tell = tableOfFaults('aws', { title: 'Faults of AWS', faults: rows.map(({ fault }) => fault) });

  it.each(rows.map((row) => [row.fault, row] as const))('%s', async (_, row) => {
    const scene = await setScene(stage);
    const proxy: FaultyProxy = stage[row.at];
    try {
      proxy.inject(typeof row.rule === 'function' ? row.rule(scene) : row.rule);
      if (row.hasTriggerFailed) await expect(scene.trigger()).rejects.toThrow(/answered 5\d\d/);
      const attempt = await scene.end(await scene.trigger());
      await waitFor(() => proxy.faultsMet() > 0);
      expect(attempt).toMatchObject({ state: 'ok', counters: undisturbed, notices: [] });
      await checkSource(scene, attempt);
      tell({ fault: row.fault, attempt });
      await checkHealing(scene);
    } finally {
      stage.dynamodb.clear();
      stage.others.clear();
      await scene.stop();
    }
  });
});
