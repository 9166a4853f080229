import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { emulatedAccount, emulatedRegion } from '../../infra/local/create-stores.ts';
import type { DeployedFunction } from './cloud-assembly.ts';
import { type Posted, type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

export interface LambdaOptions {
  /** Made by `bundlePreload`. */
  preload: string;
  environment: Record<string, string>;
  /** Of one invocation; the function's own unless told otherwise. */
  timeoutMs?: number;
  /** More files to load before the runtime client. */
  imports?: readonly string[];
}

/** What Lambda tells of an invocation without an answer. */
export class FunctionError extends Error {
  readonly errorType: string;
  /** Whether the next event needs a new process. */
  readonly endsProcess: boolean;

  constructor(errorType: string, errorMessage: string, { endsProcess = true } = {}) {
    super(`${errorType}: ${errorMessage}`);
    this.errorType = errorType;
    this.endsProcess = endsProcess;
  }
}

/** A function that is invoked as on Lambda: in a process of its own, by the runtime client, one event at a time. */
export interface Lambda {
  /** Returns what the function answered, parsed; throws a {@link FunctionError} for anything else. */
  invoke(event: unknown): Promise<unknown>;
  /** All that its processes wrote. */
  output(): string;
  /** How many processes were started. */
  starts(): number;
  /** From the start of the last process until it asked for its first event, and until its first answer, ms. */
  coldStart(): { pid: number; initMs: number; firstAnswerMs: number } | undefined;
  stop(): Promise<void>;
}

interface Environment {
  api: RuntimeApi;
  process: ChildProcess;
  startedAtMs: number;
  readyAtMs?: number;
  firstAnswerAtMs?: number;
  /** Settles when the process is gone: with its exit code or the signal. */
  ended: Promise<string>;
}

const runtimeClient = fileURLToPath(new URL('../../node_modules/aws-lambda-ric/index.mjs', import.meta.url));
/** For the start of a process, ms (Lambda developer guide, "Init phase"). */
const initTimeoutMs = 10_000;

/** Makes a function that starts its process with the first event, and another one after a failure that ended it. */
export function createLambda(deployed: DeployedFunction, options: LambdaOptions): Lambda {
  let environment: Environment | undefined;
  let starts = 0;
  let output = '';
  let queue: Promise<unknown> = Promise.resolve();

  const start = async () => {
    starts += 1;
    const api = await startRuntimeApi();
    const startedAtMs = performance.now();
    const child = spawnRuntime(deployed, options, api.address);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
    const ended = once(child, 'exit').then(([code, signal]) => (signal ? `signal ${signal}` : `exit status ${code}`));
    return { api, process: child, startedAtMs, ended };
  };
  const end = async () => {
    const ending = environment;
    environment = undefined;
    if (!ending) return;
    ending.process.kill('SIGKILL');
    await ending.ended;
    await ending.api.stop();
  };
  const invokeNow = async (event: unknown): Promise<unknown> => {
    environment ??= await start();
    try {
      const posted = await run(environment, { event, deployed, timeoutMs: options.timeoutMs ?? deployed.timeoutMs });
      environment.firstAnswerAtMs ??= performance.now();
      if (posted.kind === 'response') return JSON.parse(posted.body);
      throw errorFrom(posted.body);
    } catch (error) {
      const isAlive = error instanceof FunctionError && !error.endsProcess;
      if (!isAlive) await end();
      throw error;
    }
  };

  return {
    invoke(event) {
      const result = queue.then(() => invokeNow(event));
      queue = result.catch(() => {});
      return result;
    },
    output: () => output,
    starts: () => starts,
    coldStart() {
      const { startedAtMs = 0, readyAtMs, firstAnswerAtMs } = environment ?? {};
      const pid = environment?.process.pid;
      if (firstAnswerAtMs === undefined || readyAtMs === undefined || pid === undefined) return undefined;
      return { pid, initMs: readyAtMs - startedAtMs, firstAnswerMs: firstAnswerAtMs - startedAtMs };
    },
    stop: end,
  };
}

function spawnRuntime(deployed: DeployedFunction, options: LambdaOptions, address: string): ChildProcess {
  const imports = [options.preload, ...(options.imports ?? [])].flatMap((file) => ['--import', file]);
  return spawn(process.execPath, [...imports, runtimeClient, deployed.entry], {
    cwd: deployed.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...options.environment,
      // Lambda developer guide, "Defined runtime environment variables"
      _HANDLER: deployed.entry,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_DEFAULT_REGION: emulatedRegion,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deployed.memoryMiB),
      AWS_LAMBDA_FUNCTION_NAME: deployed.functionName,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${deployed.functionName}`,
      AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]0',
      AWS_LAMBDA_RUNTIME_API: address,
      AWS_REGION: emulatedRegion,
      LAMBDA_TASK_ROOT: deployed.folder,
      TZ: ':UTC',
    },
  });
}

/**
 * Waits for the process's start and then for what comes first: something posted, the process's end, or the deadline.
 * @throws FunctionError for anything but something posted
 */
async function run(
  environment: Environment,
  { event, deployed, timeoutMs }: { event: unknown; deployed: DeployedFunction; timeoutMs: number },
): Promise<Posted> {
  const { api, ended } = environment;
  const requestId = randomUUID();
  const died = ended.then((how) => {
    throw new FunctionError('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited with error: ${how}`);
  });
  const { initError } = await withinTime(initTimeoutMs, requestId, [api.started, died]);
  if (initError !== undefined) throw errorFrom(initError, { endsProcess: true });
  environment.readyAtMs ??= performance.now();
  const functionArn = `arn:aws:lambda:${emulatedRegion}:${emulatedAccount}:function:${deployed.functionName}`;
  const posted = api.invoke({ requestId, event: JSON.stringify(event), timeoutMs, functionArn });
  return await withinTime(timeoutMs, requestId, [posted, died]);
}

async function withinTime<T>(timeoutMs: number, requestId: string, promises: Promise<T>[]): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const message = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
    timer = setTimeout(() => reject(new FunctionError('Sandbox.Timedout', message)), timeoutMs);
  });
  try {
    return await Promise.race([...promises, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** An error as the runtime client sends it. */
function errorFrom(text: string, { endsProcess = false } = {}): FunctionError {
  const { errorType, errorMessage } = JSON.parse(text) as { errorType: string; errorMessage: string };
  return new FunctionError(errorType, errorMessage, { endsProcess });
}
