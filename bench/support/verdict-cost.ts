import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Which part of the worker's work, and on what. */
export interface VerdictSettings {
  /** `verdict`: libxml2's parsing and validation, nothing else. `inspection`: all that the registry makes of a document. */
  what: 'verdict' | 'inspection' | 'hash';
  count: number;
  documents?: { isReal?: boolean; maxBytes?: number };
}

/** What all documents together took. */
export interface VerdictCost {
  cpuSeconds: number;
  wallSeconds: number;
}

/** Judges documents in a process of its own that does nothing else. */
export async function verdictCost(settings: VerdictSettings): Promise<VerdictCost> {
  const program = new URL('./verdict-process.ts', import.meta.url);
  const child = fork(program, [JSON.stringify(settings)], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const [cost] = (await once(child, 'message')) as [VerdictCost];
  return cost;
}
