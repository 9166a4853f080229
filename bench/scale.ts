import { type BenchRegistry, startBenchRegistry, type TimedHarvest } from './support/bench-registry.ts';
import { createUnitCounter, type Units } from './support/count-units.ts';
import { benchDocuments, type DocumentSettings } from './support/documents.ts';
import { numberOption, printTable } from './support/figures.ts';
import { type Source, type SourceCounts, startSource } from './support/source.ts';
import { startTap } from './support/tap.ts';

/** Documents of the folder whose listing has no dates, at most: its second harvest asks for each of them. */
const undatedCount = 2600;

/** One harvest with what it asked of its source and of DynamoDB. */
export interface ScaleStep extends TimedHarvest {
  step: string;
  units: Units;
  asked: SourceCounts;
  peakMemoryBytes: number;
}

export interface ScaleSettings {
  count: number;
  sliceBudgetMs: number;
  documents: DocumentSettings;
}

/**
 * Harvests a large source in slices, again with nothing changed, and again with every document changed; then a smaller
 * one whose listing has no dates, twice. The peak of memory is that of the one worker since its start.
 * Options: `--count` (35000) documents, `--slice` (20) s, `--small` for generated documents of at most 8 KiB,
 * `--faulty` for the same with one in five that has many errors.
 */
export async function run(args: string[]): Promise<void> {
  const count = numberOption(args, 'count', 35_000);
  const sliceBudgetMs = numberOption(args, 'slice', 20) * 1000;
  const small = { isReal: false, maxBytes: 8192, faultyEvery: args.includes('--faulty') ? 5 : 0 };
  const documents = args.includes('--small') || args.includes('--faulty') ? small : {};
  const { origin, meanBytes } = benchDocuments(documents);
  console.log(`${count} documents, copies of ${origin}, ${(meanBytes / 1024).toFixed(0)} KiB each on average`);
  const steps = await measureScale({ count, sliceBudgetMs, documents });
  printTable(
    steps.map(({ step, attempt, seconds, workerCpuSeconds, units, asked, peakMemoryBytes }) => ({
      harvest: step,
      state: attempt.state,
      seconds: seconds.toFixed(1),
      slices: attempt.slice,
      'worker CPU s': workerCpuSeconds.toFixed(1),
      'peak MiB': (peakMemoryBytes / 1024 ** 2).toFixed(0),
      'read units': units.read,
      'write units': units.write,
      listings: asked.listings,
      robots: asked.robots,
      bodies: asked.bodies,
      'not modified': asked.notModified,
    })),
  );
  for (const { step, attempt } of steps) console.log(step, JSON.stringify(attempt.counters));
}

/** The harvests of {@link run}, one after the other, in a registry of their own. */
export async function measureScale({ count, sliceBudgetMs, documents }: ScaleSettings): Promise<ScaleStep[]> {
  const counter = createUnitCounter();
  const taps: { stop(): Promise<void> }[] = [];
  const source = await startSource({ count, documents });
  const smaller = await startSource({ count: Math.min(count, undatedCount), documents });
  const registry = await startBenchRegistry({
    limits: { sliceBudgetMs },
    async intercept(endpoints) {
      const tap = await startTap({ target: endpoints.dynamodb, ...counter });
      taps.push(tap);
      return { ...endpoints, dynamodb: tap.url };
    },
  });
  try {
    const dated = await registry.addSource(`${source.url}/dated/`);
    const undated = await registry.addSource(`${smaller.url}/undated/`);
    const all = { registry, source, counter };
    const few = { registry, source: smaller, counter };
    return [
      await measureStep(all, { name: 'first', harvestId: dated }),
      await measureStep(all, { name: 'again, with dates', harvestId: dated }),
      await measureStep(all, { name: 'again, all changed', harvestId: dated, isEdited: true }),
      await measureStep(few, { name: 'first, without dates', harvestId: undated }),
      await measureStep(few, { name: 'again, with ETags only', harvestId: undated }),
    ];
  } finally {
    await registry.stop();
    await source.stop();
    await smaller.stop();
    for (const tap of taps) await tap.stop();
  }
}

interface Measured {
  registry: BenchRegistry;
  source: Source;
  counter: ReturnType<typeof createUnitCounter>;
}

async function measureStep(
  { registry, source, counter }: Measured,
  { name, harvestId, isEdited = false }: { name: string; harvestId: string; isEdited?: boolean },
): Promise<ScaleStep> {
  if (isEdited) await source.edit();
  counter.take();
  await source.takeCounts();
  const timed = await registry.harvest(harvestId);
  const usages = await registry.workerUsage();
  const peakMemoryBytes = Math.max(...usages.map((usage) => usage.peakMemoryBytes));
  return { ...timed, step: name, units: counter.take(), asked: await source.takeCounts(), peakMemoryBytes };
}
