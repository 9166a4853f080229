import { readdirSync, readFileSync } from 'node:fs';
import v8 from 'node:v8';
import vm from 'node:vm';

/** What a process holds at a moment. */
export interface Holding {
  atMs: number;
  memoryBytes: number;
  /** Open files and sockets. */
  handles: number;
}

/** Memory (resident) and handles of a process. From Linux's /proc. */
export function holdingOf(pid: number, atMs: number): Holding {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  return { atMs, memoryBytes: kib * 1024, handles: readdirSync(`/proc/${pid}/fd`).length };
}

let collectGarbage: (() => void) | undefined;

/** What this process's own objects take once the dead ones are gone, bytes. */
export function liveHeapBytes(): number {
  if (!collectGarbage) {
    v8.setFlagsFromString('--expose-gc');
    collectGarbage = vm.runInNewContext('gc') as () => void;
  }
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
