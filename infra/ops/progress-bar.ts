import type { WriteStream } from 'node:tty';

const barLength = 30;

/** `████░░░  57 %  what`. */
export function barText(share: number, what: string): string {
  const bounded = Math.min(1, Math.max(0, share));
  const bar = '█'.repeat(Math.round(bounded * barLength)).padEnd(barLength, '░');
  return `${bar} ${String(Math.floor(bounded * 100)).padStart(3)} %  ${what}`;
}

/** One line that is written over and over, on a terminal only: elsewhere it says nothing. */
export function createBar(stream: Pick<WriteStream, 'write' | 'isTTY'>) {
  let last = '';
  return {
    show(share: number, what: string): void {
      const text = barText(share, what);
      if (stream.isTTY && text !== last) stream.write(`\r\u001b[2K${text}`);
      last = text;
    },
    clear(): void {
      if (stream.isTTY && last !== '') stream.write('\r\u001b[2K');
      last = '';
    },
  };
}
