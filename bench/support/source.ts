import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { DocumentSettings } from './documents.ts';

/** What is served. */
export interface SourceSettings {
  /** Documents in each folder; every folder name shows the same ones. */
  count: number;
  latencyMs?: number;
  documents?: DocumentSettings;
}

/** What the child process is asked: to tell its counts, and perhaps to change. */
export interface SourceRequest {
  latencyMs?: number;
  isReset?: boolean;
  /** All documents are others from now on, and have another date. */
  isEdited?: boolean;
}

/** What was asked for since the last reset, and the processor's time since the start, µs. */
export interface SourceCounts {
  listings: number;
  robots: number;
  bodies: number;
  bodyBytes: number;
  notModified: number;
  cpu: NodeJS.CpuUsage;
}

export type SourceReport = { port: number } | { counts: SourceCounts };

/** A provider in a process of its own. */
export interface Source {
  /** Of its server, without a slash at the end; every folder below it is the source. */
  url: string;
  pid: number;
  /** Changes the latency, ms. */
  setLatency(latencyMs: number): Promise<void>;
  /** Changes every document. */
  edit(): Promise<void>;
  /** What was asked for since the last call. */
  takeCounts(): Promise<SourceCounts>;
  stop(): Promise<void>;
}

/** Serves documents from a folder, as a provider's server does, with a fixed time before each answer. */
export async function startSource(settings: SourceSettings): Promise<Source> {
  const program = new URL('./source-process.ts', import.meta.url);
  const child = fork(program, [JSON.stringify(settings)], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const ask = async (request: SourceRequest): Promise<SourceCounts> => {
    const answered = once(child, 'message') as Promise<[{ counts: SourceCounts }]>;
    child.send(request);
    return (await answered)[0].counts;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid as number,
    async setLatency(latencyMs) {
      await ask({ latencyMs });
    },
    async edit() {
      await ask({ isEdited: true });
    },
    takeCounts: () => ask({ isReset: true }),
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
