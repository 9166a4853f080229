import type { Attempt } from './attempt.ts';
import type { Outcome, Result } from './document-outcome.ts';
import type { ErrorFamily } from './error-family.ts';
import type { FaultyRecord } from './error-table.ts';
import type { FaultyPart } from './faulty-lists.ts';
import { workKey } from './object-keys.ts';
import type { RunServices } from './run-services.ts';

/** What was found out between two commits, as it is kept for the finish. */
export interface SliceResults {
  /** In the plan's order, without a gap. */
  results: Result[];
  /** Definitions of the families that they name, as the first of them in the plan's order showed each. */
  families: Record<string, ErrorFamily>;
  /** Where their errors are: the bulk of it, which only the reports need. */
  faulty: FaultyPart[];
}

/** Faulty records in one object: with `maxErrorBytesKept` at most 8 MiB of errors are in memory for it. */
const partLength = 500;

/**
 * Puts outcomes that come in any order into that of the plan, and the errors of the faulty ones out of memory. What stays
 * behind a gap is left out altogether: the next slice does it again.
 */
export function createSliceResults(services: Pick<RunServices, 'objects' | 'newToken'>, attempt: Attempt) {
  const early = new Map<number, Outcome>();
  let kept: SliceResults = { results: [], families: {}, faulty: [] };
  let cutAt = 0;
  let waiting: FaultyRecord[] = [];
  const writes: Promise<void>[] = [];
  let hasEnded = false;

  const length = () => cutAt + kept.results.length;
  const takeInOrder = () => {
    for (;;) {
      const at = length();
      const outcome = early.get(at);
      if (!outcome) return;
      early.delete(at);
      kept.results.push(outcome.result);
      if (outcome.faulty) waiting.push(outcome.faulty);
      for (const [id, family] of Object.entries(outcome.families ?? {})) kept.families[id] ??= family;
    }
  };
  const writePart = () => {
    const part = waiting.sort((a, b) => (a.url < b.url ? -1 : 1));
    waiting = [];
    const key = workKey(attempt, 'faulty', services.newToken());
    kept.faulty.push({ key, first_url: part[0]?.url ?? '' });
    const write = services.objects.putJson(key, part);
    write.catch(() => {}); // told by whoever waits for it, below
    writes.push(write);
    return write;
  };

  const cut = async () => {
    if (waiting.length > 0) void writePart();
    const taken = kept;
    cutAt = length();
    kept = { results: [], families: {}, faulty: [] };
    await Promise.all(writes.splice(0));
    return taken;
  };

  return {
    /** Documents done from the slice's first on, without a gap. */
    length,

    /** How many of them came after the last cut. */
    lengthSinceCut: () => kept.results.length,

    /** Takes what is done since the last cut. */
    cut,

    /** `index` counts from the slice's first document. What comes after the end comes too late. */
    async add(index: number, outcome: Outcome): Promise<void> {
      if (hasEnded) return;
      early.set(index, outcome);
      takeInOrder();
      if (waiting.length >= partLength) await writePart();
    },

    /** The last cut. */
    async end(): Promise<SliceResults> {
      hasEnded = true;
      return await cut();
    },
  };
}
