import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Environment, setEnvironment } from '../../functions/config.ts';
import { defaultLimits, type Limits } from '../../functions/domain/limits.ts';
import { routes, unrouted } from '../../functions/routes.ts';
import { startClock } from './clock.ts';
import { createStores } from './create-stores.ts';
import { type Endpoints, startEmulators } from './emulators.ts';
import { writeEnvironment } from './environment-file.ts';
import { startGateway } from './gateway.ts';
import { handlerFile, loadHandler } from './lambda.ts';
import { startLambdaEndpoint } from './lambda-endpoint.ts';
import { startQueuePoller } from './queue-poller.ts';
import { startWorkerPool, type WorkerUsage } from './worker-pool.ts';

export interface RegistryOptions {
  /** Where everything is kept across restarts; in memory without. */
  dataFolder?: string;
  /** Empties the data folder first. */
  fresh?: boolean;
  /** Of the API, on 127.0.0.1; 0 takes a free one. */
  port?: number;
  limits?: Partial<Limits>;
  /** Emulators that run already, and what begins the names of this registry's tables there. */
  emulators?: { endpoints: Endpoints; prefix: string };
  /** Worker processes at most. */
  workers?: number;
  /** More variables of `functions/config.ts`. */
  environment?: Environment;
}

/** A running registry. */
export interface Registry {
  /** Of the API, without a slash at the end. */
  url: string;
  /** The variables that its functions read. */
  environment: Environment;
  /** Runs the schedule at once, as if it were `time`, and waits for its end. */
  tick(time?: Date): Promise<unknown>;
  workerPids(): number[];
  /** Kills a worker process (the oldest where none is named) as a crash would; tells whether there was one. */
  killWorker(pid?: number): boolean;
  /** What each worker process has used since its start. */
  workerUsage(): Promise<(WorkerUsage & { pid: number })[]>;
  stop(): Promise<void>;
}

/** Timeout of a function behind the gateway, ms. */
const apiTimeoutMs = 30_000;

/**
 * Starts a whole registry on this machine: emulators, stores, gateway, queue poller, workers and clock, around the very
 * functions that run on AWS. Those of the API run in this process and find their settings in its environment, so a
 * process has one registry at a time, and a second one only after `stop`, on the same emulators.
 * @throws `CONFIG_INVALID` when the port or the data folder is in use
 */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const stops: (() => unknown)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    return await start(options, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: RegistryOptions, stops: (() => unknown)[], stop: () => Promise<void>): Promise<Registry> {
  const { workers = 2, dataFolder } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const { endpoints, prefix } = options.emulators ?? { endpoints: await ownEmulators(options, stops), prefix: '' };

  const load = (name: string) => loadHandler(handlerFile('api', name));
  const lambda = await startLambdaEndpoint({ load, prefix: '', timeoutMs: apiTimeoutMs });
  stops.push(lambda.stop);
  const environment: Environment = {
    ...(await createStores({ endpoints, prefix, limits })),
    LAMBDA_ENDPOINT: lambda.url,
    SIGNING_KEY_FILE: await signingKeyFile(dataFolder, stops),
    MAIL_OUTBOX: await outboxFolder(dataFolder, stops),
    ALLOW_PRIVATE_ADDRESSES: 'true',
    LIMITS: JSON.stringify(options.limits ?? {}),
    ...options.environment,
  };
  setEnvironment(environment);

  const gateway = await startGateway({ routes, unrouted: unrouted.handler, load, port: options.port ?? 0 });
  stops.push(gateway.stop);
  environment.PUBLIC_URL ??= gateway.url;
  setEnvironment(environment);
  const pool = startWorkerPool({
    file: handlerFile('jobs', 'run-harvest'),
    size: workers,
    timeoutMs: limits.workerTimeoutMs,
  });
  stops.push(pool.stop);
  const poller = startQueuePoller({
    endpoint: endpoints.sqs,
    queueUrl: environment.QUEUE_URL ?? '',
    concurrency: workers,
    invoke: (event) => pool.invoke(event),
  });
  stops.push(() => Promise.all([poller.stop(), pool.stop()]));
  const functionName = 'schedule-harvests';
  const clock = startClock({
    load: () => loadHandler(handlerFile('jobs', functionName)),
    functionName,
    everyMs: limits.scheduleEveryMs,
  });
  stops.push(clock.stop);
  if (dataFolder !== undefined) stops.push(await writeEnvironment(dataFolder, environment));

  return {
    url: gateway.url,
    environment,
    tick: clock.tick,
    workerPids: pool.pids,
    killWorker: pool.kill,
    workerUsage: pool.usage,
    stop,
  };
}

async function ownEmulators({ dataFolder, fresh }: RegistryOptions, stops: (() => unknown)[]): Promise<Endpoints> {
  const emulators = await startEmulators(dataFolder === undefined ? {} : { folder: dataFolder, fresh: fresh ?? false });
  stops.push(emulators.stop);
  return emulators.endpoints;
}

/** The key stays across restarts, and with it every token; without a data folder it goes with the registry. */
async function signingKeyFile(dataFolder: string | undefined, stops: (() => unknown)[]): Promise<string> {
  if (dataFolder === undefined) {
    const folder = await mkdtemp(join(tmpdir(), `registry-${randomUUID()}-`));
    stops.push(() => rm(folder, { recursive: true, force: true }));
    return await writeKey(folder);
  }
  await mkdir(dataFolder, { recursive: true });
  return await writeKey(resolve(dataFolder));
}

/** Mails stay across restarts, as everything does; without a data folder they go with the registry. */
async function outboxFolder(dataFolder: string | undefined, stops: (() => unknown)[]): Promise<string> {
  if (dataFolder !== undefined) return join(resolve(dataFolder), 'outbox');
  const folder = await mkdtemp(join(tmpdir(), `registry-outbox-${randomUUID()}-`));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function writeKey(folder: string): Promise<string> {
  const path = join(folder, 'signing-key');
  await writeFile(path, `${randomBytes(48).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return path;
}
