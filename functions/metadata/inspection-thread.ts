import { availableParallelism, setPriority } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { DocumentInspector, Inspection, MetadataReader } from '../domain/ports.ts';
import { metadataReader } from './metadata-reader.ts';

/** How documents are divided between the process's main thread and a second one. */
export interface InspectorOptions {
  /** Documents judged before a second thread is started, which has a schema of its own to compile. */
  aloneFor?: number;
  /** Threads that can run at a time: with one, a second thread gains nothing. */
  parallelism?: number;
  /** What the thread runs. */
  program?: URL;
}

type Answer = { id: number; inspection: Inspection } | { id: number; failure: string };

interface Question {
  bytes: Uint8Array;
  resolve(inspection: Inspection): void;
  reject(error: Error): void;
}

const aloneForDocuments = 100;
/** Niceness of the second thread: where processors are short, what waits for the network goes first. */
const niceness = 5;
const task = 'inspect documents';

/** In a bundle this module is the whole function: the thread that is started from it serves, and does nothing else. */
if (!isMainThread && workerData === task) serve();

function serve(): void {
  goBehind();
  parentPort?.on('message', ({ id, bytes }: { id: number; bytes: Uint8Array }) => {
    parentPort?.postMessage(answerTo(id, bytes));
  });
}

/** On Linux the priority is the calling thread's; where it cannot be changed, all goes on as it is. */
function goBehind(): void {
  try {
    setPriority(niceness);
  } catch {}
}

function answerTo(id: number, bytes: Uint8Array): Answer {
  try {
    return { id, inspection: metadataReader().inspect(bytes) };
  } catch (error) {
    return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/**
 * Judges a process's documents, after the first ones in a second thread, so that fetching and writing go on meanwhile.
 * Where that thread ends by itself, what it had not answered is judged in the main thread, as all from then on.
 */
export function createDocumentInspector(reader: MetadataReader, options: InspectorOptions = {}): DocumentInspector {
  const { aloneFor = aloneForDocuments, parallelism = availableParallelism(), program } = options;
  const unanswered = new Map<number, Question>();
  let thread: Worker | undefined;
  let asked = 0;
  let isAlone = parallelism < 2;

  const take = (id: number) => {
    const question = unanswered.get(id);
    unanswered.delete(id);
    if (unanswered.size === 0) thread?.unref(); // a process with nothing left to do ends, whatever its thread could do
    return question;
  };
  const start = () => {
    const started = new Worker(program ?? new URL(import.meta.url), { workerData: task });
    started.on('message', (answer: Answer) => {
      const question = take(answer.id);
      if ('inspection' in answer) question?.resolve(answer.inspection);
      else question?.reject(new Error(answer.failure));
    });
    started.on('error', () => {}); // the exit that follows tells it as well
    started.on('exit', () => {
      isAlone = true;
      for (const [id, { bytes, resolve, reject }] of unanswered) {
        take(id);
        inspectHere(bytes).then(resolve, reject);
      }
    });
    return started;
  };
  const inspectHere = async (bytes: Uint8Array) => reader.inspect(bytes);

  return {
    edition: reader.edition,
    inspect(bytes) {
      asked += 1;
      if (isAlone || asked <= aloneFor) return inspectHere(bytes);
      thread ??= start();
      thread.ref();
      const id = asked;
      const own = new Uint8Array(bytes); // a copy of these bytes alone: what they are part of may be much larger
      thread.postMessage({ id, bytes: own }, [own.buffer]);
      return new Promise((resolve, reject) => unanswered.set(id, { bytes, resolve, reject }));
    },
  };
}

let made: { edition: string; inspector: DocumentInspector } | undefined;

/** The process's inspector, by the rules of its {@link metadataReader}. */
export function documentInspector(): DocumentInspector {
  const reader = metadataReader();
  if (made?.edition !== reader.edition) {
    made = { edition: reader.edition, inspector: createDocumentInspector(reader) };
  }
  return made.inspector;
}
