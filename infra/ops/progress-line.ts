import type { WriteStream } from 'node:tty';
import type { Attempt } from '../../functions/domain/attempt.ts';

const barLength = 30;

/** Shows how far a harvest has come: one line written over and over on a terminal, a line for each change elsewhere. */
export function createProgressLine(stream: WriteStream) {
  let last = '';
  return {
    show(attempt: Pick<Attempt, 'state' | 'progress'>): void {
      const text = progressText(attempt);
      if (text === last) return;
      last = text;
      stream.write(stream.isTTY ? `\r\u001b[2K${text}` : `${text}\n`);
    },
    end(): void {
      if (stream.isTTY && last !== '') stream.write('\r\u001b[2K');
    },
  };
}

function progressText({ state, progress: { listed, done } }: Pick<Attempt, 'state' | 'progress'>): string {
  if (state === 'pending') return 'waiting for a worker';
  if (listed === 0) return 'reading the listing';
  const share = Math.min(1, done / listed);
  const bar = '█'.repeat(Math.round(share * barLength)).padEnd(barLength, '░');
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${done} of ${listed} documents`;
}
