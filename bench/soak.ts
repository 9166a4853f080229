import { type BenchRegistry, startBenchRegistry } from './support/bench-registry.ts';
import { median, numberOption, printTable } from './support/figures.ts';
import { type Holding, holdingOf, liveHeapBytes } from './support/process-watch.ts';
import { startSource } from './support/source.ts';

const mib = 1024 ** 2;
/** Pause between two looks at the processes, ms. */
const lookEveryMs = 500;
/** Pause between two requests to the API, ms. */
const askEveryMs = 100;
/** Growth from the middle third to the last that still counts as flat: memory by a share, handles by a number. */
const flat = { memoryShare: 0.15, handles: 8 };

/**
 * Harvests many sources in turn while the API is asked now and then, and looks whether the memory and the handles of each
 * process stay as they are. Ends with exit code 1 when one grows, an answer is not 200 or a count is wrong.
 * Options: `--seconds` (600), `--sources` (50), `--count` (40) documents in each source.
 */
export async function run(args: string[]): Promise<void> {
  const seconds = numberOption(args, 'seconds', 600);
  const sources = numberOption(args, 'sources', 50);
  const count = numberOption(args, 'count', 40);
  const source = await startSource({ count, documents: { isReal: false, maxBytes: 32 * 1024 } });
  const registry = await startBenchRegistry();
  const problems: string[] = [];
  try {
    const ids: string[] = [];
    for (let n = 0; n < sources; n += 1) ids.push(await registry.addSource(`${source.url}/soak-${n}/`));
    const endsAtMs = Date.now() + seconds * 1000;
    const watched = watch(registry, endsAtMs);
    const asked = askAlong(registry.url, ids, endsAtMs, problems);
    const harvests = await harvestInTurn({ registry, ids, count, endsAtMs, problems });
    report(await watched, problems);
    console.log(
      `${harvests} harvests of ${sources} sources with ${count} documents, ${await asked} requests to the API`,
    );
  } finally {
    await registry.stop();
    await source.stop();
  }
  for (const problem of problems.slice(0, 20)) console.error(problem);
  console.log(`${problems.length} problems in ${seconds} s`);
  if (problems.length > 0) process.exitCode = 1;
}

interface Rounds {
  registry: BenchRegistry;
  ids: string[];
  count: number;
  endsAtMs: number;
  problems: string[];
}

/** Each first harvest fetches everything, each later one nothing. */
async function harvestInTurn({ registry, ids, count, endsAtMs, problems }: Rounds): Promise<number> {
  let harvests = 0;
  const expected = (isFirst: boolean) => ({
    listed: count,
    good: count,
    fetched: isFirst ? count : 0,
    unchanged: isFirst ? 0 : count,
  });
  while (Date.now() < endsAtMs || harvests < ids.length) {
    const id = ids[harvests % ids.length] as string;
    const { attempt } = await registry.harvest(id);
    for (const [name, value] of Object.entries(expected(harvests < ids.length))) {
      const seen = attempt.counters[name as keyof typeof attempt.counters];
      if (seen !== value) problems.push(`harvest ${harvests} of ${id}: ${name} is ${seen}, not ${value}`);
    }
    if (attempt.state !== 'ok') problems.push(`harvest ${harvests} of ${id} is ${attempt.state}`);
    harvests += 1;
  }
  return harvests;
}

async function askAlong(url: string, ids: string[], endsAtMs: number, problems: string[]): Promise<number> {
  let asked = 0;
  while (Date.now() < endsAtMs) {
    const id = ids[asked % ids.length];
    const paths = ['/api/v1/Harvests', `/api/v2/harvests/${id}/records?limit=20`, `/api/v2/harvests/${id}/attempts`];
    const path = paths[asked % paths.length];
    const answer = await fetch(`${url}${path}`);
    const text = await answer.text();
    if (answer.status !== 200) problems.push(`GET ${path} answered ${answer.status} ${text.slice(0, 200)}`);
    asked += 1;
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
  return asked;
}

/**
 * What each process held, by its name. The gateway with the functions of the API is this process: of it the live objects
 * are looked at, because what an idle process has not yet given back says nothing.
 */
async function watch(registry: BenchRegistry, endsAtMs: number): Promise<Map<string, Holding[]>> {
  const seen = new Map<string, Holding[]>();
  const keep = (name: string, holding: Holding) => seen.set(name, [...(seen.get(name) ?? []), holding]);
  while (Date.now() < endsAtMs) {
    const atMs = Date.now();
    keep('API (live objects)', { ...holdingOf(process.pid, atMs), memoryBytes: liveHeapBytes() });
    for (const pid of registry.workerPids()) keep(`worker ${pid}`, holdingOf(pid, atMs));
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  return seen;
}

function report(watched: Map<string, Holding[]>, problems: string[]): void {
  const rows = [...watched].map(([name, holdings]) => {
    const third = Math.floor(holdings.length / 3);
    const parts = [holdings.slice(0, third), holdings.slice(third, 2 * third), holdings.slice(2 * third)];
    const memory = parts.map((part) => median(part.map(({ memoryBytes }) => memoryBytes)));
    const handles = parts.map((part) => median(part.map((holding) => holding.handles)));
    const [, middle = 0, last = 0] = memory;
    const [, middleHandles = 0, lastHandles = 0] = handles;
    if (last > middle * (1 + flat.memoryShare)) problems.push(`The memory of ${name} grows.`);
    if (lastHandles > middleHandles + flat.handles) problems.push(`The handles of ${name} grow.`);
    return {
      process: name,
      'MiB by thirds': memory.map((bytes) => (bytes / mib).toFixed(0)).join(', '),
      'handles by thirds': handles.join(', '),
    };
  });
  printTable(rows);
}
