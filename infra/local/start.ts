import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { getEnvironment, readLimits } from '../../functions/config.ts';
import type { Attempt } from '../../functions/domain/attempt.ts';
import { isRegistryError } from '../../functions/domain/errors.ts';
import { describeAttempt, followAttempt, startHarvest } from '../ops/harvest.ts';
import { createProgressLine } from '../ops/progress-line.ts';
import { curlLines } from './curl-lines.ts';
import { type Demo, startDemo } from './demo.ts';
import { reportErrors } from './demo-report.ts';
import { type Registry, startRegistry } from './start-registry.ts';

const defaultPort = 3000;
const defaultDataFolder = '.local';

const usage = `Runs the whole registry on this machine, with a demo source, and keeps what it knows across restarts.

Usage: npm start -- [options]

  --port <number>  Port of the API on 127.0.0.1; ${defaultPort} without
  --data <folder>  Where everything is kept; ${defaultDataFolder} without
  --fresh          Forget everything that is kept there, and begin anew
  --help           Show this

Ctrl-C ends it.`;

interface Settings {
  port: number;
  dataFolder: string;
  fresh: boolean;
}

/** Undefined where only the usage was asked for. */
function settingsFrom(args: string[]): Settings | undefined {
  const options = {
    port: { type: 'string', default: String(defaultPort) },
    data: { type: 'string', default: defaultDataFolder },
    fresh: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  const { values } = parseArgs({ args, options, strict: true });
  if (values.help) return undefined;
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) throw new TypeError(`--port ${values.port} is not a port number.`);
  return { port, dataFolder: values.data, fresh: values.fresh };
}

/** Resolves at Ctrl-C, or when a terminal or a service manager asks for the end. */
function endRequested(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

async function run(settings: Settings): Promise<void> {
  const end = endRequested();
  const LOG_LEVEL = getEnvironment().LOG_LEVEL ?? 'warn';
  const registry = await startRegistry({ ...settings, limits: readLimits(), environment: { LOG_LEVEL } });
  let demo: Demo | undefined;
  try {
    demo = await startDemo(settings.dataFolder);
    const shown = show({ registry, demo, settings });
    await Promise.race([end, shown]);
    shown.catch(() => {}); // what is cut off by the end is no failure
    await end;
  } finally {
    await demo?.source.stop();
    await registry.stop();
  }
}

interface Started {
  registry: Registry;
  demo: Demo;
  settings: Settings;
}

async function show({ registry, demo, settings }: Started): Promise<void> {
  const { harvest, source, email, password } = demo;
  console.log('The IOOS Harvest Registry');
  console.log(`  API          ${registry.url}`);
  console.log(`  Data         ${settings.dataFolder}, kept until npm start -- --fresh`);
  console.log(`  Demo source  ${source.url}, harvested now:\n`);
  await harvestNow(harvest._id);
  for (const line of await reportErrors(harvest)) console.log(line);

  const data = settings.dataFolder === defaultDataFolder ? '' : ` --data '${settings.dataFolder}'`;
  console.log('\nTry it, in another terminal:\n');
  const subject = { ...demo, url: registry.url, harvestId: harvest._id, sourceUrl: source.url };
  for (const line of curlLines(subject)) console.log(line);
  console.log('');
  if (password !== undefined) console.log(`The password of ${email} is shown this once. A new one:`);
  else console.log(`The password of ${email} was shown at the first start. A new one:`);
  console.log(`  npm run ops -- set-password --email ${email}${data}`);
  console.log(
    `The documents as they were fetched: ${join(settings.dataFolder, 'objects/buckets/data/objects/documents')}`,
  );
  console.log(`Mails, which a registration sends for example: ${join(settings.dataFolder, 'outbox')}`);
  console.log('An account and a source of your own, by curl alone: docs/getting-started.md');
  console.log(`Or by command: npm run ops -- --help`);
  console.log('The API stays up. Ctrl-C ends it.');
}

async function harvestNow(harvestId: string): Promise<void> {
  const { attempt_id, next_attempt_id } = await startHarvest(harvestId);
  if (next_attempt_id !== undefined) {
    console.log('The last run was cut off; it goes on first.');
    await follow(harvestId, attempt_id);
  }
  const { state, counters } = await follow(harvestId, next_attempt_id ?? attempt_id);
  const { added, updated, removed } = counters;
  if (state === 'ok' && added + updated + removed === 0) console.log('Nothing has changed since the last run.');
}

async function follow(harvestId: string, attemptId: string): Promise<Attempt> {
  const line = createProgressLine(process.stdout);
  const attempt = await followAttempt(harvestId, attemptId, (seen) => line.show(seen));
  line.end();
  console.log(describeAttempt(attempt));
  return attempt;
}

try {
  const settings = settingsFrom(process.argv.slice(2));
  if (settings) await run(settings);
  else console.log(usage);
  process.exit(); // a harvest that is still followed would keep the process
} catch (error) {
  const isUsage = error instanceof TypeError && ('code' in error || error.message.startsWith('--'));
  if (isUsage) console.error(`${error.message}\n\n${usage}`);
  else console.error(isRegistryError(error) ? error.message : error);
  process.exit(isUsage ? 2 : 1);
}
