import type { WriteStream } from 'node:tty';
import type { Attempt } from '../../functions/domain/attempt.ts';
import { barText, createLine } from './progress-bar.ts';

/** Shows how far a harvest has come, on a terminal. */
export function createProgressLine(stream: Pick<WriteStream, 'write' | 'isTTY'>) {
  const line = createLine(stream);
  return {
    show: (attempt: Pick<Attempt, 'state' | 'progress'>) => line.show(progressText(attempt)),
    end: () => line.clear(),
  };
}

function progressText({ state, progress: { listed, done } }: Pick<Attempt, 'state' | 'progress'>): string {
  if (state === 'pending') return 'waiting for a worker';
  if (listed === 0) return 'reading the listing';
  return barText(done / listed, `${done} of ${listed} documents`);
}
