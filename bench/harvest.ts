import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BenchRegistry, startBenchRegistry, type TimedHarvest } from './support/bench-registry.ts';
import { benchDocuments } from './support/documents.ts';
import { median, numberOption, printTable, spread } from './support/figures.ts';
import { processorSeconds } from './support/processor-time.ts';
import { type Source, startSource } from './support/source.ts';
import { verdictCost } from './support/verdict-cost.ts';

const mib = 1024 ** 2;
/** As many again as the worker judges before its second thread starts, for the schema of that thread to be compiled. */
const warmUpCount = 200;

interface Turn extends TimedHarvest {
  latencyMs: number;
  curlSeconds: number;
  verdictCpuSeconds: number;
  sourceCpuSeconds: number;
  againSeconds: number;
  peakMemoryBytes: number;
}

/**
 * Harvests a folder of real size and, in turns with that, downloads it by curl and judges it by libxml2 alone; then
 * harvests it again unchanged. Options: `--count` (2600) documents, `--turns` (3), `--latency` (0 and 50 without) ms, `--generated`.
 */
export async function run(args: string[]): Promise<void> {
  const count = numberOption(args, 'count', 2600);
  const turns = numberOption(args, 'turns', 3);
  const only = numberOption(args, 'latency', -1);
  const documents = { isReal: !args.includes('--generated') };
  const { origin, meanBytes } = benchDocuments(documents);
  console.log(`${count} documents, copies of ${origin}, ${(meanBytes / 1024).toFixed(0)} KiB each on average`);
  const source = await startSource({ count, documents });
  const registry = await startBenchRegistry();
  try {
    await warmUp(registry, documents);
    for (const latencyMs of only >= 0 ? [only] : [0, 50]) {
      const measured: Turn[] = [];
      for (let turn = 0; turn < turns; turn += 1) {
        measured.push(await measure({ source, registry }, { count, latencyMs, documents, turn }));
      }
      report(measured, count);
    }
  } finally {
    await registry.stop();
    await source.stop();
  }
}

interface TurnSettings {
  count: number;
  latencyMs: number;
  documents: { isReal: boolean };
  turn: number;
}

async function measure(
  { source, registry }: { source: Source; registry: BenchRegistry },
  { count, latencyMs, documents, turn }: TurnSettings,
): Promise<Turn> {
  await source.setLatency(latencyMs);
  const early = turn % 2 === 1 ? await curlSeconds(source.url, count) : undefined;
  const verdict = await verdictCost({ what: 'verdict', count, documents });
  const harvestId = await registry.addSource(`${source.url}/${latencyMs}-${turn}/`);
  const sourceBefore = processorSeconds(source.pid);
  const first = await registry.harvest(harvestId);
  const sourceCpuSeconds = processorSeconds(source.pid) - sourceBefore;
  const again = await registry.harvest(harvestId);
  expectCounts(first, { listed: count, fetched: count, added: count });
  expectCounts(again, { listed: count, fetched: 0, unchanged: count });
  const usages = await registry.workerUsage();
  return {
    ...first,
    latencyMs,
    sourceCpuSeconds,
    againSeconds: again.seconds,
    verdictCpuSeconds: verdict.cpuSeconds,
    peakMemoryBytes: Math.max(...usages.map(({ peakMemoryBytes }) => peakMemoryBytes)),
    curlSeconds: early ?? (await curlSeconds(source.url, count)),
  };
}

/** A warm worker, as one that has run before: modules loaded, schema compiled. */
async function warmUp(registry: BenchRegistry, documents: { isReal: boolean }) {
  const source = await startSource({ count: warmUpCount, documents });
  await registry.harvest(await registry.addSource(`${source.url}/warm-up/`));
  await source.stop();
}

function expectCounts({ attempt }: TimedHarvest, expected: Partial<TimedHarvest['attempt']['counters']>): void {
  for (const [name, value] of Object.entries(expected)) {
    const seen = attempt.counters[name as keyof typeof attempt.counters];
    if (seen === value) continue;
    throw new Error(`${name} is ${seen}, not ${value}: ${attempt.state} ${attempt.failure?.message ?? ''}`);
  }
}

/** Downloads all documents over 16 connections, to nowhere. */
async function curlSeconds(url: string, count: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const lines = Array.from({ length: count }, (_, n) => `url = "${url}/waf/doc-${n}.xml"\noutput = "/dev/null"\n`);
    const config = join(folder, 'config');
    await writeFile(config, lines.join(''));
    const startedAt = performance.now();
    const options = ['--fail', '--silent', '--show-error', '--parallel', '--parallel-max', '16', '--config', config];
    await promisify(execFile)('curl', options);
    return (performance.now() - startedAt) / 1000;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function report(turns: Turn[], count: number): void {
  const perDocumentMs = (seconds: number) => ((seconds * 1000) / count).toFixed(2);
  console.log(`\nLatency ${turns[0]?.latencyMs} ms`);
  printTable(
    turns.map((turn, index) => ({
      turn: index + 1,
      'harvest s': turn.seconds.toFixed(2),
      'curl s': turn.curlSeconds.toFixed(2),
      'harvest / curl': (turn.seconds / turn.curlSeconds).toFixed(2),
      'less emulators s': secondsLessEmulators(turn).toFixed(2),
      'less emulators / curl': (secondsLessEmulators(turn) / turn.curlSeconds).toFixed(2),
      'worker CPU ms/doc': perDocumentMs(turn.workerCpuSeconds),
      'libxml2 CPU ms/doc': perDocumentMs(turn.verdictCpuSeconds),
      'worker / libxml2': (turn.workerCpuSeconds / turn.verdictCpuSeconds).toFixed(2),
      'emulators CPU s': turn.emulatorsCpuSeconds.toFixed(2),
      'source CPU s': turn.sourceCpuSeconds.toFixed(2),
      'again s': turn.againSeconds.toFixed(2),
      'peak MiB': (turn.peakMemoryBytes / mib).toFixed(0),
    })),
  );
  const ratio = (part: (turn: Turn) => number) => spread(turns.map(part));
  console.log(
    `medians: harvest / curl ${ratio((turn) => turn.seconds / turn.curlSeconds)}, ` +
      `the same less the emulators' share ${ratio((turn) => secondsLessEmulators(turn) / turn.curlSeconds)}, ` +
      `worker / libxml2 ${ratio((turn) => turn.workerCpuSeconds / turn.verdictCpuSeconds)}, ` +
      `again / first ${median(turns.map((turn) => turn.againSeconds / turn.seconds)).toFixed(3)}`,
  );
  console.log(
    `less emulators: the clock's time less the processor's time of the emulators divided by ${processors} processors`,
  );
}

const processors = availableParallelism();

/** As if the emulators' work were done elsewhere, as it is on AWS: without their share of all processors' time. */
function secondsLessEmulators({ seconds, emulatorsCpuSeconds }: TimedHarvest): number {
  return seconds - emulatorsCpuSeconds / processors;
}
