import type { WriteStream } from 'node:tty';

type Terminal = Pick<WriteStream, 'write' | 'isTTY'>;

const barLength = 30;
/** To the line's beginning, and nothing left of it (ECMA-48, CR and EL). */
const eraseLine = '\r\u001b[2K';

/** `████░░░  57 %  what`. */
export function barText(share: number, what: string): string {
  const bounded = Math.min(1, Math.max(0, share));
  const bar = '█'.repeat(Math.round(bounded * barLength)).padEnd(barLength, '░');
  return `${bar} ${String(Math.floor(bounded * 100)).padStart(3)} %  ${what}`;
}

/** One line that is written over and over, on a terminal only: elsewhere it says nothing. */
export function createLine(stream: Terminal) {
  let last = '';
  return {
    show(text: string): void {
      if (stream.isTTY && text !== last) stream.write(eraseLine + text);
      last = text;
    },
    clear(): void {
      if (stream.isTTY && last !== '') stream.write(eraseLine);
      last = '';
    },
  };
}

/** A bar on such a line. */
export function createBar(stream: Terminal) {
  const { show, clear } = createLine(stream);
  return { show: (share: number, what: string) => show(barText(share, what)), clear };
}
