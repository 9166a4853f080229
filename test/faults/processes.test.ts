import { createHash } from 'node:crypto';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { attemptStore } from '../../functions/aws/attempt-store.ts';
import { harvestStore } from '../../functions/aws/harvest-store.ts';
import type { Attempt } from '../../functions/domain/attempt.ts';
import { handler } from '../../functions/jobs/run-harvest.ts';
import { emulatorClient } from '../../infra/local/create-stores.ts';
import { invocationContext } from '../../infra/local/lambda.ts';
import { recordFrom } from '../../infra/local/queue-poller.ts';
import { type Act, answersXmlError, type Gate, type ProxyRule } from '../support/faulty-proxy.ts';
import { waitFor } from '../support/wait-for.ts';
import { checkHealing, checkSource, type Scene, type Stage, setScene, startStage, undisturbed } from './scene.ts';
import { tableOfFaults } from './write-table.ts';

const leaseMs = 20 * 60_000;
const minuteMs = 60_000;

interface Row {
  fault: string;
  /** Does what goes wrong, from the trigger on; the address of the attempt to look at. */
  happens(scene: Scene): Promise<string>;
  /** What GET tells of the attempt; the outcome of a harvest that nothing disturbs unless told. */
  told?: object;
}

const table = (noun: string) => `-${noun}"`;
const ofAttempt = (field: string) => ({ operation: 'UpdateItem', has: [table('attempts'), field] });
const ofHarvest = (field: string) => ({ operation: 'UpdateItem', has: [table('harvests'), field] });

/** Kills the worker while a request of its is under way, which is then never done. */
const killedAt = (fault: string, at: 'dynamodb' | 'others', rule: Omit<ProxyRule, 'act'>): Row => ({
  fault: `Worker killed: ${fault}`,
  async happens(scene) {
    const gate = scene.stage[at].hold(rule);
    const attemptUrl = await scene.trigger();
    await gate.reached;
    expect(scene.stage.registry.killWorker()).toBe(true);
    return attemptUrl;
  },
});

/** Kills the worker while the provider keeps it waiting. */
const killedWhileAsking = (fault: string, path: string): Row => ({
  fault: `Worker killed: ${fault}`,
  async happens(scene) {
    const asked = keepWaiting(scene, path);
    const attemptUrl = await scene.trigger();
    await asked.reached;
    scene.stage.registry.killWorker();
    asked.open();
    return attemptUrl;
  },
});

/** Has the provider keep requests for a path waiting. */
function keepWaiting({ provider }: Scene, path: string): Gate {
  const reached = Promise.withResolvers<void>();
  const answers: (() => void)[] = [];
  provider.answer = (request, response) => {
    if (request.url !== path) return false;
    answers.push(() => response.destroy());
    reached.resolve();
    return true;
  };
  return {
    reached: reached.promise,
    open() {
      provider.answer = () => false;
      for (const answer of answers) answer();
    },
  };
}

const idsOf = (attemptUrl: string) => {
  const [, harvest_id = '', attempt_id = ''] = /harvests\/(.*)\/attempts\/(.*)$/.exec(attemptUrl) ?? [];
  return { harvest_id, attempt_id };
};

async function storedAttempt(attemptUrl: string): Promise<Attempt> {
  const { harvest_id, attempt_id } = idsOf(attemptUrl);
  return (await attemptStore.get(harvest_id, attempt_id)) as Attempt;
}

/** Hands a message to one more worker: this process, with the code that is deployed. */
async function deliver(stage: Stage, body: string): Promise<SQSBatchResponse> {
  const message = {
    MessageId: 'again',
    ReceiptHandle: 'none',
    Body: body,
    Attributes: { ApproximateReceiveCount: '1' },
  };
  const event: SQSEvent = { Records: [recordFrom(message, stage.registry.environment.QUEUE_URL ?? '')] };
  return await handler(event, invocationContext('run-harvest', 60_000));
}

const messageOf = (attemptUrl: string, slice: number) =>
  JSON.stringify({ kind: 'harvest', ...idsOf(attemptUrl), slice });

/** Answers as if the message had been sent. */
const swallows: Act = async ({ body }) => {
  const { MessageBody } = JSON.parse(body.toString()) as { MessageBody: string };
  const answer = { MessageId: 'lost', MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { status: 200, headers, body: Buffer.from(JSON.stringify(answer)) };
};

/** Runs the schedule as if it were some time later. */
const tickIn = (scene: Scene, ms: number) => scene.stage.registry.tick(new Date(Date.now() + ms));

async function send(stage: Stage, body: string): Promise<void> {
  const client = new SQSClient(emulatorClient(inject('endpoints').sqs));
  const id = Math.random().toString(36);
  const QueueUrl = stage.registry.environment.QUEUE_URL;
  await client.send(
    new SendMessageCommand({ QueueUrl, MessageBody: body, MessageGroupId: id, MessageDeduplicationId: id }),
  );
  client.destroy();
}

/** The body of a message that was given up; waits for one. */
async function nextDeadLetter(stage: Stage): Promise<string | undefined> {
  const client = new SQSClient(emulatorClient(inject('endpoints').sqs));
  const QueueUrl = stage.registry.environment.QUEUE_URL?.replace(/\.fifo$/, '-dead.fifo');
  const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 15 }));
  client.destroy();
  return Messages?.[0]?.Body;
}

/** Kills the worker at its first slice's end, loses objects, and has the schedule come by until the attempt is given up. */
const loses = (fault: string, key: string): Row => ({
  fault,
  told: { state: 'fail', failure: { code: 'HARVEST_STUCK' } },
  async happens(scene) {
    const { dynamodb, others } = scene.stage;
    const gate = dynamodb.hold({ ...ofHarvest('wake_at'), skip: 2 });
    const attemptUrl = await scene.trigger();
    await gate.reached;
    others.inject({ operation: 'GET', has: [key], times: 99, act: answersXmlError(404, 'NoSuchKey') });
    scene.stage.registry.killWorker();
    let laterMs = 0;
    await waitFor(
      async () => {
        laterMs += leaseMs + minuteMs;
        await tickIn(scene, laterMs);
        return (await storedAttempt(attemptUrl)).state === 'fail';
      },
      { everyMs: 100 },
    );
    return attemptUrl;
  },
});

const rows: Row[] = [
  killedWhileAsking('while it lists', '/waf/'),
  killedWhileAsking('while it fetches', '/waf/changed.xml'),
  killedAt('before it keeps the plan', 'others', { operation: 'PUT', has: ['/plan-'] }),
  killedAt('before it writes records', 'dynamodb', { operation: 'BatchWriteItem', has: [table('records')] }),
  killedAt('records written, slice not committed', 'dynamodb', ofAttempt('result_keys')),
  killedAt('slice committed, lease not renewed', 'dynamodb', { ...ofHarvest('wake_at'), skip: 2 }),
  killedAt('slice committed, next message not sent', 'others', { operation: 'SendMessage', skip: 1 }),
  killedAt('records removed, manifest not written', 'others', { operation: 'PUT', has: ['manifests/'] }),
  killedAt('manifest written, attempt not ended', 'dynamodb', ofAttempt('finished_at')),
  killedAt('attempt ended, harvest not', 'dynamodb', ofHarvest('last_harvest_dt')),
  killedAt('harvest ended, message not deleted', 'others', { operation: 'POST', has: ['delete', 'manifests/'] }),
  {
    fault: 'Worker stopped at the commit, beyond the visibility of its message, and let go at the end of the other one',
    async happens(scene) {
      const gate = scene.stage.dynamodb.hold(ofAttempt('result_keys'));
      const attemptUrl = await scene.trigger();
      await gate.reached;
      const pids = scene.stage.registry.workerPids();
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      try {
        // A second worker takes over, in this process: those of the pool are stopped.
        while (!(await storedAttempt(attemptUrl)).finished_at) {
          await deliver(scene.stage, messageOf(attemptUrl, (await storedAttempt(attemptUrl)).slice));
        }
      } finally {
        for (const pid of pids) process.kill(pid, 'SIGCONT');
        gate.open();
      }
      return attemptUrl;
    },
  },
  {
    fault: 'Lease over while the worker is busy: the schedule rescues what lives',
    async happens(scene) {
      const asked = keepWaiting(scene, '/waf/');
      const attemptUrl = await scene.trigger();
      await asked.reached;
      expect(await tickIn(scene, leaseMs + minuteMs)).toMatchObject({ rescued: expect.any(Number) });
      asked.open();
      return attemptUrl;
    },
  },
  {
    fault: 'Message: delivered to two workers at once',
    async happens(scene) {
      const gate = scene.stage.dynamodb.hold(ofAttempt('result_keys'));
      const attemptUrl = await scene.trigger();
      await gate.reached;
      // The second overtakes the first, whose commit then comes too late.
      expect(await deliver(scene.stage, messageOf(attemptUrl, 0))).toEqual({ batchItemFailures: [] });
      expect((await storedAttempt(attemptUrl)).slice).toBeGreaterThan(0);
      gate.open();
      return attemptUrl;
    },
  },
  {
    fault: 'Message: of an old slice, after the end',
    async happens(scene) {
      const attemptUrl = await scene.trigger();
      await scene.end(attemptUrl);
      for (const slice of [0, 1, 9]) {
        expect(await deliver(scene.stage, messageOf(attemptUrl, slice))).toEqual({ batchItemFailures: [] });
      }
      return attemptUrl;
    },
  },
  {
    fault: 'Message: no JSON, and of an unknown harvest, in the queue before it',
    async happens(scene) {
      const garbage = `garbage ${scene.harvest._id}`;
      await send(scene.stage, garbage);
      await send(scene.stage, messageOf('harvests/unknown/attempts/unknown', 0));
      const attemptUrl = await scene.trigger();
      expect(await nextDeadLetter(scene.stage)).toBe(garbage);
      return attemptUrl;
    },
  },
  {
    fault: 'Message: lost, and sent again by the schedule',
    async happens(scene) {
      scene.stage.others.inject({ operation: 'SendMessage', act: swallows });
      const attemptUrl = await scene.trigger();
      await tickIn(scene, leaseMs + minuteMs);
      return attemptUrl;
    },
  },
  {
    fault: 'Clock: the schedule comes an hour late, with its old time',
    async happens(scene) {
      const asked = keepWaiting(scene, '/waf/');
      const attemptUrl = await scene.trigger();
      await asked.reached;
      expect(await tickIn(scene, -60 * minuteMs)).toEqual({
        started: 0,
        rescued: 0,
        failed: 0,
        oldest_overdue_seconds: 0,
      });
      asked.open();
      return attemptUrl;
    },
  },
  {
    fault: 'Clock: the schedule jumps ten years ahead, twice, and back',
    async happens(scene) {
      const asked = keepWaiting(scene, '/waf/');
      const attemptUrl = await scene.trigger();
      await asked.reached;
      for (const years of [10, 20, 0]) await tickIn(scene, years * 365 * 24 * 60 * minuteMs);
      asked.open();
      return attemptUrl;
    },
  },
  {
    fault: 'Trigger killed: harvest pending, attempt not written',
    async happens(scene) {
      const gate = scene.stage.dynamodb.hold({ operation: 'PutItem', has: [table('attempts')] });
      void scene.trigger().catch(() => {});
      await gate.reached;
      await tickIn(scene, leaseMs + minuteMs);
      const harvest = await harvestStore.get(scene.harvest._id);
      gate.open();
      return `/api/v2/harvests/${scene.harvest._id}/attempts/${harvest?.attempt_id}`;
    },
  },
  loses('Plan: gone before the fetching went on', '/plan-'),
  loses('Results: gone before the finish', '/results-'),
];

// One connection and a short budget: a harvest takes more than one slice.
const limits = { queueVisibilityMs: 1000, maxReceiveCount: 10, sliceBudgetMs: 60, connectionsPerHost: 1 };

describe('faults of processes, messages and clocks', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ limits });
  });
  afterAll(() => stage.stop());
  const title = 'Faults of processes, messages and clocks';
  const tell = tableOfFaults('processes', { title, faults: rows.map(({ fault }) => fault) });

  it.each(rows.map((row) => [row.fault, row] as const))('%s', async (_, { fault, happens, told }) => {
    const scene = await setScene(stage);
    scene.provider.delayMs = 70;
    try {
      const attempt = await scene.end(await happens(scene));
      expect(attempt).toMatchObject(told ?? { state: 'ok', counters: undisturbed, notices: [] });
      await checkSource(scene, attempt);
      tell({ fault, attempt });
      scene.provider.delayMs = 0;
      await checkHealing(scene);
    } finally {
      stage.dynamodb.clear();
      stage.others.clear();
      await scene.stop();
    }
  });
});
