import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { routes, unrouted } from '../../functions/routes.ts';
import { scheduledEvent } from '../../infra/local/clock.ts';
import { startGateway } from '../../infra/local/gateway.ts';
import { recordFrom } from '../../infra/local/queue-poller.ts';
import { seedContract } from '../functions/contract-seed.ts';
import { known } from '../functions/contract-table.ts';
import { client } from '../support/client.ts';
import type { DeployedFunction } from './cloud-assembly.ts';
import { createLambda, type Lambda, type LambdaOptions } from './execution-environment.ts';
import { startTwoRegistries, type TwoRegistries } from './two-registries.ts';

const internalServerError = { status: 500, json: { message: 'Internal Server Error' } };

let registries: TwoRegistries;
let folder: string;
/** Takes connections and never answers. */
let silent: Server;
let silence: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-failures-'));
  silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  silence = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  registries = await startTwoRegistries(seedContract);
}, 60_000);
afterAll(async () => {
  await registries?.stop();
  silent.closeAllConnections();
  silent.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the two ways of ending at the deadline say: the function's own, a moment before, and Lambda's. */
const atDeadline = /TimeoutError|Task timed out after 0\.70 seconds/;

describe('a function that takes too long', () => {
  it.each([
    ['schedule-harvests', scheduledEvent(new Date())],
    ['run-harvest', batchOf([harvestMessage('nobodysHarvest222')])],
  ])('%s that waits for its tables fails at its deadline, and the next event is served', async (handler, event) => {
    const slow = createOne(handler, { timeoutMs: 700, environment: { AWS_ENDPOINT_URL_DYNAMODB: silence } });
    for (let turn = 0; turn < 2; turn += 1) await expect(slow.invoke(event)).rejects.toThrow(atDeadline);
  });

  it('get-harvest that waits for its tables answers 500 by its deadline', async () => {
    const slow = createOne('get-harvest', { timeoutMs: 700, environment: { AWS_ENDPOINT_URL_DYNAMODB: silence } });
    for (let turn = 0; turn < 2; turn += 1) expect((await callAlone(slow, 'get-harvest')).status).toBe(500);
  });

  it('a function that is too busy to notice is killed, and the next event gets a new process', async () => {
    const busy = await onFirstRequest('busy.mjs', 'for (;;);');
    const lambda = createOne('get-harvest', { timeoutMs: 700, imports: [busy] });
    for (const starts of [1, 2]) {
      expect(await callAlone(lambda, 'get-harvest')).toMatchObject(internalServerError);
      expect(lambda.starts()).toBe(starts);
    }
  });
});

describe('a function that cannot start', () => {
  it.each([
    ['is not JavaScript', 'export const handler = (', 'Runtime.UserCodeSyntaxError'],
    ['throws while it loads', "throw new TypeError('no')", 'TypeError'],
    ['exports no handler', 'export const other = 1;', 'Runtime.HandlerNotFound'],
    ['ends its process', 'process.exit(3);', 'Runtime.ExitError: RequestId: .* exit status 3'],
  ])('reports it to Lambda when its bundle %s', async (_, text, reported) => {
    await writeFile(join(folder, 'index.mjs'), text);
    const lambda = createLambda(
      { ...deployedOf('get-harvest'), folder },
      { preload: inject('preload'), environment: {} },
    );
    onTestFinished(lambda.stop);
    await expect(lambda.invoke({})).rejects.toThrow(new RegExp(reported));
    expect(await callAlone(lambda, 'get-harvest')).toMatchObject(internalServerError);
    expect(lambda.starts()).toBe(2);
  });

  it.each([
    ['get-harvest', undefined, undefined],
    ['schedule-harvests', scheduledEvent(new Date()), /The environment variable \w+ is not set/],
    ['run-harvest', batchOf([harvestMessage('nobodysHarvest222')]), undefined],
  ])('%s says in its log which variable it lacks', async (handler, event, thrown) => {
    const lambda = createLambda(deployedOf(handler), { preload: inject('preload'), environment: {} });
    onTestFinished(lambda.stop);
    if (thrown) await expect(lambda.invoke(event)).rejects.toThrow(thrown);
    else if (event)
      expect(await lambda.invoke(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    else expect(await callAlone(lambda, handler)).toMatchObject({ status: 500, json: { code: 'INTERNAL_ERROR' } });
    expect(lambda.output()).toMatch(/The environment variable \w+ is not set/);
  });
});

describe('a promise that nobody waits for and that rejects', () => {
  it('ends the process, fails this event, and the next one is served by a new process', async () => {
    const stray = await onFirstRequest('stray.mjs', "Promise.reject(new Error('a stray one'));");
    const lambda = createOne('get-harvest', { imports: [stray] });
    expect(await callAlone(lambda, 'get-harvest')).toMatchObject(internalServerError);
    expect(lambda.output()).toContain('a stray one');
    expect(await callAlone(lambda, 'get-harvest')).toMatchObject(internalServerError);
    expect(lambda.starts()).toBe(2);
  });
});

describe('run-harvest', () => {
  it('returns the messages of a batch that failed, and no other', async () => {
    const batch = batchOf([harvestMessage('nobodysHarvest222'), 'no JSON', harvestMessage('nobodysHarvest223'), '{}']);
    const worker = createOne('run-harvest');
    expect(await worker.invoke(batch)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-1' }, { itemIdentifier: 'message-3' }],
    });
    expect(await worker.invoke(batchOf([harvestMessage('nobodysHarvest222')]))).toEqual({ batchItemFailures: [] });
    expect(worker.starts()).toBe(1);
  });

  it('fails an event that is none of a queue, and works on', async () => {
    const worker = createOne('run-harvest');
    await expect(worker.invoke({})).rejects.toThrow('TypeError');
    expect(await worker.invoke(batchOf([]))).toEqual({ batchItemFailures: [] });
    expect(worker.starts()).toBe(1);
  });
});

describe('schedule-harvests', () => {
  it('does with an event of EventBridge what the local clock does', async () => {
    const time = new Date();
    const ours = await registries.local.tick(time);
    expect(await createOne('schedule-harvests').invoke(scheduledEvent(time))).toEqual(ours);
  });
});

function createOne(handler: string, options: Partial<LambdaOptions> = {}): Lambda {
  const lambda = registries.bundled.createLambda(handler, options);
  onTestFinished(lambda.stop);
  return lambda;
}

function deployedOf(handler: string): DeployedFunction {
  return inject('functions').find((one) => one.handler === handler) as DeployedFunction;
}

/** A file that does something in the middle of an event: when the function asks its tables. */
async function onFirstRequest(name: string, statement: string): Promise<string> {
  const file = join(folder, name);
  const text = `import { subscribe } from 'node:diagnostics_channel';
    const port = ':${new URL(inject('endpoints').dynamodb).port}';
    subscribe('http.client.request.start', ({ request }) => {
      if (request.getHeader('host')?.endsWith(port)) { ${statement} }
    });`;
  await writeFile(file, text);
  return file;
}

/** Sends a function its first call by a gateway of its own. */
async function callAlone(lambda: Lambda, handler: string) {
  const load = async () => (event: unknown) => lambda.invoke(event);
  const gateway = await startGateway({ routes, unrouted: unrouted.handler, load });
  onTestFinished(gateway.stop);
  const [method = '', path = ''] = routes.find((row) => row.handler === handler)?.calls[0]?.split(' ') ?? [];
  return await client(gateway.url)(method, path.replace('{id}', known.harvestId));
}

function harvestMessage(harvestId: string): string {
  return JSON.stringify({ kind: 'harvest', harvest_id: harvestId, attempt_id: known.attemptId, slice: 0 });
}

/** A batch as the event source mapping of a FIFO queue makes it, of the messages `message-0`, `message-1` … */
function batchOf(bodies: string[]): SQSEvent {
  const now = String(Date.now());
  const records = bodies.map((Body, at) =>
    recordFrom(
      {
        MessageId: `message-${at}`,
        ReceiptHandle: `receipt-${at}`,
        Body,
        Attributes: {
          ApproximateReceiveCount: '1',
          ApproximateFirstReceiveTimestamp: now,
          SentTimestamp: now,
          SenderId: '000000000000',
          SequenceNumber: String(at),
          MessageGroupId: 'http://data.example.org:80',
          MessageDeduplicationId: `deduplication-${at}`,
        },
      },
      'https://sqs.us-east-1.amazonaws.com/000000000000/harvests.fifo',
    ),
  );
  return { Records: records };
}
