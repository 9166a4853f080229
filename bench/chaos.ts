import { startEmulators } from '../infra/local/emulators.ts';
import { benchDocuments } from './support/documents.ts';
import { numberOption } from './support/figures.ts';
import { startSource } from './support/source.ts';
import { differences } from './support/stored-outcome.ts';
import { runStorm } from './support/storm.ts';

/** A fraction of the real times, with their relations kept: a slice, then its message's return, then the lease's end. */
const limitsFor = (sliceBudgetMs: number) => ({
  sliceBudgetMs,
  workerTimeoutMs: sliceBudgetMs + 15_000,
  queueVisibilityMs: sliceBudgetMs + 2_000,
  leaseMs: 2 * sliceBudgetMs + 10_000,
  scheduleEveryMs: 2_000,
  retryBackoffMs: 500,
});

/**
 * Harvests a large source undisturbed, and again with the worker killed at random moments and every message delivered
 * twice, and compares all that both left. Options: `--count` (35000) documents, `--kills` (20), `--slice` (20) s,
 * `--small` for generated documents of at most 8 KiB. Sets the exit code when anything differs.
 */
export async function run(args: string[]): Promise<void> {
  const count = numberOption(args, 'count', 35_000);
  const kills = numberOption(args, 'kills', 20);
  const sliceBudgetMs = numberOption(args, 'slice', 20) * 1000;
  const documents = args.includes('--small') ? { isReal: false, maxBytes: 8192 } : {};
  const { origin, meanBytes } = benchDocuments(documents);
  console.log(`${count} documents, copies of ${origin}, ${(meanBytes / 1024).toFixed(0)} KiB each on average`);
  const emulators = await startEmulators();
  const source = await startSource({ count, documents });
  try {
    const { calm, storm } = await runStorm({
      endpoints: emulators.endpoints,
      prefix: '',
      source,
      limits: limitsFor(sliceBudgetMs),
      kills,
      random: Math.random,
    });
    for (const [name, { attempt, seconds, ...run }] of Object.entries({ calm, storm })) {
      const { slice, rescue, state, counters } = attempt;
      console.log(
        `${name}: ${state} in ${seconds.toFixed(1)} s, ${slice} slices, ${rescue} rescues, ${run.kills} kills, ` +
          `${run.doubled} messages sent twice, ${JSON.stringify(counters)}`,
      );
    }
    const different = differences(calm.outcome, storm.outcome);
    console.log(`${calm.outcome.size} parts compared, ${different.length} differ ${different.slice(0, 5).join(', ')}`);
    if (different.length > 0 || storm.kills < kills) process.exitCode = 1;
  } finally {
    await source.stop();
    await emulators.stop();
  }
}
