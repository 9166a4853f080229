import { basename } from 'node:path';
import { invocationContext, loadHandler } from './lambda.ts';
import type { WorkerReport, WorkerRequest } from './worker-pool.ts';

/** The child process that a worker runs in, one message at a time, as Lambda's. Ends when its parent goes. */
const file = new URL(process.argv[2] ?? '');

// Ctrl-C reaches the whole group of processes: the parent decides what becomes of this one.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
process.on('message', (request: WorkerRequest) => void answer(request));

async function answer(request: WorkerRequest): Promise<void> {
  if (request.kind === 'usage') {
    report({ kind: 'usage', cpu: process.cpuUsage(), peakMemoryBytes: process.resourceUsage().maxRSS * 1024 });
    return;
  }
  try {
    const handler = await loadHandler(file);
    report({ kind: 'begun' });
    const context = invocationContext(basename(file.pathname, '.ts'), request.timeoutMs);
    report({ kind: 'done', answer: await handler(request.event, context) });
  } catch (error) {
    report({ kind: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function report(message: WorkerReport): void {
  process.send?.(message);
}
