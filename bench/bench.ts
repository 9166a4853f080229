import { readdir } from 'node:fs/promises';

/** `npm run bench -- <name> [arguments]`: runs one benchmark. Each is a file of this folder that exports `run`. */
const [name, ...args] = process.argv.slice(2);
const files = await readdir(new URL('.', import.meta.url));
const names = files
  .filter((file) => file.endsWith('.ts') && file !== 'bench.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

if (name === undefined || !names.includes(name)) {
  const isAsked = name === '--help' || name === '-h';
  const complaint = name === undefined || isAsked ? '' : `There is no benchmark ${name}.\n`;
  const usage = `${complaint}npm run bench -- <name> [arguments]\n\nBenchmarks: ${names.join(', ')}`;
  if (isAsked) console.log(usage);
  else console.error(usage);
  process.exitCode = isAsked ? 0 : 2;
} else {
  const { run } = (await import(new URL(`./${name}.ts`, import.meta.url).href)) as {
    run(args: string[]): Promise<void>;
  };
  await run(args);
}
