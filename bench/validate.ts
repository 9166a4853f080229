import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isoSchemaFiles } from '../functions/metadata/iso19139/schema.ts';
import type { SchemaFiles } from '../functions/metadata/schema-files.ts';
import { compileSchema, parseXml, validateDocument } from '../functions/metadata/xml-engine.ts';
import { corpusDocuments, officialSchema } from '../test/metadata/iso19139/official-schema.ts';

const defaultPasses = 15;
const compilations = 40;

/** Before compilations are measured, so that both are compared as fast as they get; the first is told apart. */
const warmUps = 60;
const maxErrors = 500;

/** Bounds of the project: validation, and writing with compiling, as parts of the official schema's time; memory. */
const maxValidation = 1;
const maxCompilation = 0.6;
const maxGrowth = 0.05;

/**
 * Compares the speed of our schema with the official one's over the corpus in ../shared, document by document in turns.
 * The first argument may be a number of passes. Sets the exit code when a bound is broken.
 */
export async function run(args: string[]): Promise<void> {
  const official = officialSchema();
  if (official === undefined) {
    console.log('There is no folder ../shared: nothing to compare with.');
    return;
  }
  const passes = Math.max(Number(args[0] ?? defaultPasses), 1);
  const compiling = compareCompilation(official);
  report('compile official, ms', compiling.official);
  report('write and compile ours, ms', compiling.ours);
  const validating = compareValidation(official, passes);
  report('validate official, ms a pass', validating.official);
  report('validate ours, ms a pass', validating.ours);
  report('resident, MiB after a pass', validating.residents);
  const ratios = {
    validation: median(pairwise(validating)),
    compilation: median(pairwise(compiling)),
    growth: (validating.residents.at(-1) ?? 0) / (validating.residents[0] ?? 1) - 1,
  };
  console.log(
    `validation ${ratios.validation.toFixed(2)} × the official, writing and compiling ${ratios.compilation.toFixed(2)} ×, ` +
      `memory ${(ratios.growth * 100).toFixed(1)} % from the first pass to the last`,
  );
  const broken = ratios.validation > maxValidation || ratios.compilation > maxCompilation || ratios.growth > maxGrowth;
  if (broken) process.exitCode = 1;
}

function compareCompilation(official: SchemaFiles): { official: number[]; ours: number[] } {
  const times = { official: [] as number[], ours: [] as number[] };
  for (let turn = -warmUps; turn < compilations; turn += 1) {
    const ms = { official: timedCompilation(() => official), ours: timedCompilation(isoSchemaFiles) };
    if (turn === -warmUps) {
      console.log(`first in this process: official ${ms.official.toFixed(1)} ms, ours ${ms.ours.toFixed(1)} ms`);
    }
    if (turn < 0) continue;
    times.official.push(ms.official);
    times.ours.push(ms.ours);
  }
  return times;
}

/** Disposing of a schema is not part of it: a process keeps the one that it compiles. */
function timedCompilation(files: () => SchemaFiles): number {
  const start = performance.now();
  const schema = compileSchema(files());
  const ms = performance.now() - start;
  schema.dispose();
  return ms;
}

function compareValidation(official: SchemaFiles, passes: number) {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const schemas = { official: compileSchema(official), ours: compileSchema(isoSchemaFiles()) };
  const documents = [...corpusDocuments().values()];
  const times = { official: [] as number[], ours: [] as number[], residents: [] as number[] };
  // one pass unmeasured, until the engine's code is compiled
  for (let pass = -1; pass < passes; pass += 1) {
    const sums = { official: 0, ours: 0 };
    documents.forEach((bytes, index) => {
      const parsed = parseXml(bytes);
      if ('errors' in parsed) return;
      using document = parsed.document;
      const order = ['official', 'ours'] as const;
      for (const name of (index + pass) % 2 === 0 ? order : order.toReversed()) {
        sums[name] += timed(() => validateDocument(schemas[name], document, maxErrors));
      }
    });
    collectGarbage();
    if (pass < 0) continue;
    times.official.push(sums.official);
    times.ours.push(sums.ours);
    times.residents.push(process.memoryUsage.rss() / 1024 ** 2);
  }
  schemas.official.dispose();
  schemas.ours.dispose();
  return times;
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Ratios of neighbours in time, so that other work of the machine falls on both. */
function pairwise({ official, ours }: { official: readonly number[]; ours: readonly number[] }): number[] {
  return ours.map((ms, index) => ms / (official[index] ?? Number.NaN));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function report(name: string, values: readonly number[]): void {
  const figures = [median(values), Math.min(...values), Math.max(...values)].map((value) => value.toFixed(1));
  console.log(`${name}: median ${figures[0]} (${figures[1]} to ${figures[2]}, ${values.length} times)`);
}
