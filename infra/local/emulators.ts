import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { RegistryError } from '../../functions/domain/errors.ts';

/** Where the emulators listen. */
export interface Endpoints {
  dynamodb: string;
  sqs: string;
  s3: string;
}

/** What the child process is told at its start. */
export interface EmulatorsSettings {
  /** Data of earlier starts, and of this one; in memory without. */
  folder?: string;
  /** Empties the folder first. */
  fresh?: boolean;
}

/** What the child process tells once. */
export type EmulatorsReport = { ready: Endpoints } | { failure: string };

/** Running emulators. */
export interface Emulators {
  endpoints: Endpoints;
  pid: number;
  /** Ends the process; its files are complete afterwards. */
  stop(): Promise<void>;
}

/** Time for closing files before the process is killed, ms. */
const stopWithinMs = 1_500;

/**
 * Starts an embedded DynamoDB, SQS and S3 on 127.0.0.1, all in one child process, which ends with this one.
 * @throws `CONFIG_INVALID` when the folder is in use by another process or cannot be read
 */
export async function startEmulators(settings: EmulatorsSettings = {}): Promise<Emulators> {
  const program = new URL('./emulators-process.ts', import.meta.url);
  const child = fork(program, [JSON.stringify(settings)], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const endpoints = await waitForReport(child);
  let isStopping = false;
  child.once('exit', (code, signal) => {
    if (isStopping) return;
    console.error(
      `The emulators ended (${signal ?? `exit code ${code}`}): nothing can be stored. End this and start again.`,
    );
  });
  return {
    endpoints,
    pid: child.pid as number,
    async stop() {
      isStopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.send('stop', () => {}); // where the channel is closed already, the process is on its way out
      const killer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
      await ended;
      clearTimeout(killer);
    },
  };
}

function waitForReport(child: ChildProcess): Promise<Endpoints> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new RegistryError('CONFIG_INVALID', reason));
    child.once('error', reject);
    child.once('exit', (code) => fail(`The emulators ended at their start (exit code ${code}).`));
    child.once('message', (report: EmulatorsReport) => {
      if ('ready' in report) resolve(report.ready);
      else fail(report.failure);
    });
  });
}
