import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultLimits } from '../../../functions/domain/limits.ts';
import { createStores, emulatorClient } from '../../../infra/local/create-stores.ts';
import { type Emulators, type EmulatorsSettings, startEmulators } from '../../../infra/local/emulators.ts';
import { lockFileName, lockFolder } from '../../../infra/local/lock-folder.ts';
import { waitFor } from '../../support/wait-for.ts';

let folder: string;
let running: Emulators[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulators-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((emulators) => emulators.stop()));
  await rm(folder, { recursive: true });
});

async function start(settings: EmulatorsSettings): Promise<{ emulators: Emulators; stores: Stores }> {
  const emulators = await startEmulators(settings);
  running.push(emulators);
  return { emulators, stores: await openStores(emulators) };
}

type Stores = Awaited<ReturnType<typeof openStores>>;

async function openStores({ endpoints }: Emulators) {
  const environment = await createStores({ endpoints, prefix: 'e-', limits: defaultLimits });
  const TableName = environment.TABLE_ORGANIZATIONS;
  const Bucket = environment.BUCKET;
  const QueueUrl = environment.QUEUE_URL;
  const dynamodb = new DynamoDBClient(emulatorClient(endpoints.dynamodb));
  const s3 = new S3Client({ ...emulatorClient(endpoints.s3), forcePathStyle: true });
  const sqs = new SQSClient(emulatorClient(endpoints.sqs));
  const ids = { MessageGroupId: 'g', MessageDeduplicationId: randomUUID() };
  return {
    put: () => dynamodb.send(new PutItemCommand({ TableName, Item: { _id: { S: 'a' }, name: { S: 'Gulf' } } })),
    get: async () => (await dynamodb.send(new GetItemCommand({ TableName, Key: { _id: { S: 'a' } } }))).Item?.name?.S,
    upload: () => s3.send(new PutObjectCommand({ Bucket, Key: 'documents/a b.xml', Body: '<a/>' })),
    download: async () =>
      await (await s3.send(new GetObjectCommand({ Bucket, Key: 'documents/a b.xml' }))).Body?.transformToString(),
    send: () => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'work', ...ids })),
    /** Body and number of receives of the next message. */
    async receive() {
      const MessageSystemAttributeNames = ['ApproximateReceiveCount' as const];
      const request = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MessageSystemAttributeNames });
      const [message] = (await sqs.send(request)).Messages ?? [];
      return `${message?.Body} ${message?.Attributes?.ApproximateReceiveCount}`;
    },
  };
}

async function fill({ put, upload, send }: Stores): Promise<void> {
  await Promise.all([put(), upload(), send()]);
}

describe('startEmulators', () => {
  it('keeps items, objects and messages in its folder, and returns a message that was being worked on', async () => {
    const first = await start({ folder });
    await fill(first.stores);
    expect(await first.stores.receive()).toBe('work 1');
    await first.emulators.stop();

    const { stores } = await start({ folder });
    expect(await stores.get()).toBe('Gulf');
    expect(await stores.download()).toBe('<a/>');
    expect(await stores.receive()).toBe('work 1');
  });

  it('loses nothing when it is killed', async () => {
    const first = await start({ folder });
    await fill(first.stores);
    const log = vi.spyOn(console, 'error').mockReturnValue();
    process.kill(first.emulators.pid, 'SIGKILL');
    await waitFor(() => log.mock.calls.length > 0);
    expect(log.mock.calls[0]?.[0]).toMatch(/^The emulators ended \(SIGKILL\)/);
    log.mockRestore();

    const { stores } = await start({ folder });
    expect([await stores.get(), await stores.download(), await stores.receive()]).toEqual(['Gulf', '<a/>', 'work 1']);
  });

  it('survives clients that go in the middle of a request', async () => {
    const { emulators, stores } = await start({});
    for (const endpoint of Object.values(emulators.endpoints)) {
      const socket = connect(Number(new URL(endpoint).port), '127.0.0.1');
      await once(socket, 'connect');
      socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nbeginning of a body');
      await once(socket.resetAndDestroy(), 'close');
    }
    await fill(stores);
    expect([await stores.get(), await stores.download(), await stores.receive()]).toEqual(['Gulf', '<a/>', 'work 1']);
  });

  it('empties the folder when told to start afresh', async () => {
    const first = await start({ folder });
    await fill(first.stores);
    await writeFile(join(folder, 'demo.json'), '{}');
    await first.emulators.stop();

    const { stores } = await start({ folder, fresh: true });
    expect(await stores.get()).toBeUndefined();
    await expect(stores.download()).rejects.toThrow();
    expect(existsSync(join(folder, 'demo.json'))).toBe(false);
  });

  it('says what to do when another process works on the folder', async () => {
    await start({ folder });
    await expect(startEmulators({ folder, fresh: true })).rejects.toThrow(
      /^The data folder .* is in use by another local registry \(process \d+\)\. Stop that one with Ctrl-C, or/,
    );
  });
});

describe('lockFolder', () => {
  it.each([
    ['a process that is gone', '4194305'],
    ['a process that is no registry', '1'],
    ['this very process, of a start before', String(process.pid)],
    ['nobody', ''],
    ['nonsense', 'abc'],
  ])('takes over a lock that names %s', async (_, content) => {
    const path = join(folder, lockFileName);
    await writeFile(path, content);
    const unlock = await lockFolder(folder, 100);
    await expect(lockFolder(folder, 100)).rejects.toThrow(`process ${process.pid}`);
    await unlock();
    expect(existsSync(path)).toBe(false);
  });

  it('waits for a holder that is on its way out', async () => {
    const unlock = await lockFolder(folder);
    const second = lockFolder(folder);
    await waitFor(() => existsSync(join(folder, lockFileName)));
    await unlock();
    await (await second)();
  });
});
