import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { workerEnvironment } from '../worker-options.ts';

/** What a worker process is asked. */
export type WorkerRequest = { kind: 'invoke'; event: unknown; timeoutMs: number } | { kind: 'usage' };

/** What a worker process answers. `cpu` is in microseconds, since its start. */
export type WorkerReport =
  | { kind: 'begun' }
  | { kind: 'done'; answer: unknown }
  | { kind: 'failed'; reason: string }
  | ({ kind: 'usage' } & WorkerUsage);

/** What a worker process has used since its start. `cpu` is in microseconds. */
export interface WorkerUsage {
  cpu: NodeJS.CpuUsage;
  peakMemoryBytes: number;
}

export interface WorkerPoolOptions {
  /** File that exports the `handler` to run. */
  file: URL;
  /** Most processes at a time. */
  size: number;
  /** An invocation that lasts longer is killed with its process, as Lambda does. */
  timeoutMs: number;
}

/** Processes that run one job's handler, each one event at a time. */
export interface WorkerPool {
  /** Runs the handler in a free process, a new one where all are busy; rejects when it throws, dies or is too late. */
  invoke(event: unknown): Promise<unknown>;
  /** Living processes, the oldest first. */
  pids(): number[];
  /** Kills a process (the oldest where none is named) as a crash would; tells whether there was one. */
  kill(pid?: number): boolean;
  /** What each living process has used since its start. */
  usage(): Promise<(WorkerUsage & { pid: number })[]>;
  /** Kills them all, whatever they do. */
  stop(): Promise<void>;
}

/** Time for loading a function before its own time begins, ms (Lambda developer guide, "Init phase"). */
const initTimeoutMs = 10_000;

/** Starts a pool; its processes are spawned when they are needed, and kept. */
export function startWorkerPool({ file, size, timeoutMs }: WorkerPoolOptions): WorkerPool {
  const program = new URL('./worker-process.ts', import.meta.url);
  const workers = new Set<ChildProcess>();
  const busy = new Set<ChildProcess>();
  let isStopped = false;

  function spawn(): ChildProcess {
    if (isStopped) throw new Error('The workers were stopped.');
    if ([...workers].filter(isAlive).length >= size) throw new Error(`All ${size} workers are busy.`);
    const worker = fork(program, [file.href], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: { ...process.env, ...workerEnvironment },
    });
    workers.add(worker);
    worker.once('exit', () => workers.delete(worker));
    worker.on('error', (error) => console.error(`worker ${worker.pid}:`, error));
    return worker;
  }

  return {
    async invoke(event) {
      const idle = [...workers].find((worker) => !busy.has(worker) && isAlive(worker));
      const worker = idle ?? spawn();
      busy.add(worker);
      try {
        return await runOn(worker, event, timeoutMs);
      } finally {
        busy.delete(worker);
      }
    },
    pids: () => [...workers].filter(isAlive).map((worker) => worker.pid as number),
    kill(pid) {
      const worker = [...workers].find((one) => isAlive(one) && (pid === undefined || one.pid === pid));
      return worker?.kill('SIGKILL') ?? false;
    },
    usage: () => Promise.all([...workers].filter(isAlive).map(usageOf)),
    async stop() {
      isStopped = true;
      await Promise.all(
        [...workers].map(async (worker) => {
          const ended = once(worker, 'exit');
          worker.kill('SIGKILL');
          await ended;
        }),
      );
    },
  };
}

function isAlive(worker: ChildProcess): boolean {
  return worker.exitCode === null && worker.signalCode === null && !worker.killed;
}

function runOn(worker: ChildProcess, event: unknown, timeoutMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const kill = () => {
      worker.kill('SIGKILL');
      settle(() => reject(new Error(`Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`)));
    };
    let killer = setTimeout(kill, initTimeoutMs + timeoutMs);
    const onExit = (code: number | null, signal: string | null) =>
      settle(() => reject(new Error(`The worker process ended (${signal ?? `exit code ${code}`}).`)));
    const onMessage = (report: WorkerReport) => {
      if (report.kind === 'begun') {
        clearTimeout(killer);
        killer = setTimeout(kill, timeoutMs);
      }
      if (report.kind === 'done') settle(() => resolve(report.answer));
      if (report.kind === 'failed') settle(() => reject(new Error(report.reason)));
    };
    function settle(finish: () => void) {
      clearTimeout(killer);
      worker.off('exit', onExit);
      worker.off('message', onMessage);
      finish();
    }
    worker.on('exit', onExit);
    worker.on('message', onMessage);
    send(worker, { kind: 'invoke', event, timeoutMs });
  });
}

function usageOf(worker: ChildProcess): Promise<WorkerUsage & { pid: number }> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error(`The worker process ${worker.pid} ended.`));
    worker.once('exit', onExit);
    worker.on('message', function onMessage(report: WorkerReport) {
      if (report.kind !== 'usage') return;
      worker.off('message', onMessage);
      worker.off('exit', onExit);
      resolve({ pid: worker.pid as number, cpu: report.cpu, peakMemoryBytes: report.peakMemoryBytes });
    });
    send(worker, { kind: 'usage' });
  });
}

/** A process that is gone says so by its `exit` event: what send() reports is not needed. */
function send(worker: ChildProcess, request: WorkerRequest): void {
  worker.send(request, () => {});
}
