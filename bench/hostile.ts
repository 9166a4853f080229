import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { schemaFolder } from '../functions/metadata/schema-folder.ts';
import { createValidator } from '../functions/metadata/validator.ts';
import { hostileDocuments } from '../test/metadata/hostile-documents.ts';
import { smallSchema } from '../test/metadata/small-schema.ts';

const passes = 10;
const maxGrowth = 0.05;
const maxMs = 3_000;

/**
 * Judges all hostile documents ten times in this process, and prints the slowest and the memory after each pass.
 * The first argument may name a folder of schema files; otherwise a small schema serves.
 * Sets the exit code when a document takes longer than 3 s of the processor, or memory grows by 5 % from the first pass to the last.
 */
export async function run(args: string[]): Promise<void> {
  const validator = createValidator(args[0] ? schemaFolder(args[0]) : smallSchema);
  const documents = Object.entries(hostileDocuments).map(([name, build]) => ({ name, bytes: Buffer.from(build()) }));
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const residents: number[] = [];
  let slowest = { name: '', ms: 0 };
  for (let pass = 1; pass <= passes; pass += 1) {
    for (const { name, bytes } of documents) {
      const before = process.threadCpuUsage();
      validator.inspect(bytes);
      const { user, system } = process.threadCpuUsage(before);
      const ms = (user + system) / 1000;
      if (ms > slowest.ms) slowest = { name, ms };
    }
    collectGarbage();
    const resident = process.memoryUsage.rss() / 1024 ** 2;
    residents.push(resident);
    console.log(`pass ${pass}: ${resident.toFixed(0)} MiB resident`);
  }
  const growth = (residents.at(-1) ?? 0) / (residents[0] ?? 1) - 1;
  console.log(
    `${documents.length} documents, ${passes} passes: memory ${(growth * 100).toFixed(1)} % from first to last`,
  );
  console.log(`slowest: ${slowest.name}, ${slowest.ms.toFixed(0)} ms of the processor`);
  if (growth >= maxGrowth || slowest.ms >= maxMs) process.exitCode = 1;
}
