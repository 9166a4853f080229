/**
 * Harvests a folder that real web servers serve, from the operator's command to the figures that the API answers: the 214
 * real documents of ../shared/corpus where they are, else the demo source's. Needs what `.ci/install-servers` installs.
 */
import { chmod, cp, mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Attempt } from '../../functions/domain/attempt.ts';
import type { Harvest } from '../../functions/domain/harvest.ts';
import { startEmulators } from '../../infra/local/emulators.ts';
import { startRegistry } from '../../infra/local/start-registry.ts';
import { addHarvest } from '../../infra/ops/add-harvest.ts';
import { followAttempt, startHarvest } from '../../infra/ops/harvest.ts';
import { client } from '../support/client.ts';
import { idleHarvest, recordsByName } from '../support/harvested.ts';
import { seedOrganization } from '../support/seed.ts';
import type { ServerName } from './server-kinds.ts';
import { startServer } from './start-server.ts';

interface ExpectedVerdict {
  verdict: string;
  errors: { line: number }[];
}

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const corpus = path('../../../shared/corpus/');
const officialSchema = path('../../../shared/iso19139/');
const servers: ServerName[] = ['nginx', 'apache-fancy', 'apache-table', 'lighttpd', 'caddy'];

const counts = { passed: 0, failed: 0 };

function expect(title: string, actual: unknown, expected: unknown): void {
  const isEqual = JSON.stringify(actual) === JSON.stringify(expected);
  counts[isEqual ? 'passed' : 'failed'] += 1;
  console.log(`${isEqual ? 'ok' : 'not ok'} ${title}`);
  if (!isEqual) console.log(`  expected ${JSON.stringify(expected)}\n  actual   ${JSON.stringify(actual)}`);
}

/** The documents and what the official schema says of each. */
async function subject(): Promise<{ folder: string; verdicts: Map<string, ExpectedVerdict>; hasCorpus: boolean }> {
  const hasCorpus = await readdir(corpus).then(
    () => true,
    () => false,
  );
  if (!hasCorpus) console.log('# ../shared is not there: harvesting the demo documents instead of the 214 real ones');
  const from = hasCorpus ? corpus : path('../fixtures/demo-waf/');
  const verdictFile = hasCorpus ? join(corpus, 'verdicts.json') : path('../fixtures/demo-verdicts.json');
  const folder = await mkdtemp(join(tmpdir(), 'harvest-check-'));
  await cp(from, folder, { recursive: true });
  const lastYear = new Date('2025-06-01T12:00:00Z');
  for (const name of await readdir(folder, { recursive: true })) {
    await chmod(join(folder, name), name.includes('.') ? 0o644 : 0o755);
    await utimes(join(folder, name), lastYear, lastYear);
  }
  await chmod(folder, 0o755);
  const verdicts: Record<string, ExpectedVerdict> = JSON.parse(await readFile(verdictFile, 'utf8'));
  return { folder, verdicts: new Map(Object.entries(verdicts)), hasCorpus };
}

async function run(harvest: Harvest): Promise<Attempt> {
  const { attempt_id } = await startHarvest(harvest._id);
  return await followAttempt(harvest._id, attempt_id, () => {});
}

const { folder, verdicts, hasCorpus } = await subject();
const emulators = await startEmulators();

/** One registry on fresh tables, with our own schema or the official one. */
async function checkWith(prefix: string, environment: Record<string, string>, names: ServerName[]): Promise<void> {
  const registry = await startRegistry({
    emulators: { endpoints: emulators.endpoints, prefix },
    environment: { LOG_LEVEL: 'error', ...environment },
  });
  try {
    const organization = await seedOrganization();
    for (const name of names) await checkServer(name, `${prefix}${name}`, registry.url, organization._id);
  } finally {
    await registry.stop();
  }
}

async function checkServer(name: ServerName, title: string, apiUrl: string, organizationId: string): Promise<void> {
  const server = await startServer(name, folder);
  try {
    const harvest = await addHarvest({
      name: title,
      url: server.url,
      harvest_type: 'WAF',
      organization_id: organizationId,
      publish: false,
      harvest_interval: 1,
    });
    const total = verdicts.size;
    const good = [...verdicts.values()].filter(({ verdict }) => verdict === 'valid').length;
    const first = await run(harvest);
    const { counters } = first;
    expect(`${title}: lists ${total}, ${good} good and ${total - good} bad`, counters, {
      ...{ listed: total, fetched: total, unchanged: 0, added: total, updated: 0, removed: 0 },
      ...{ good, bad: total - good, unreachable: 0 },
    });
    const shown = await idleHarvest(client(apiUrl), harvest._id);
    expect(
      `${title}: the API says so`,
      [shown.last_record_count, shown.last_good_count, shown.last_bad_count, shown.last_harvest_status],
      [total, good, total - good, 'ok'],
    );
    const records = await recordsByName(harvest._id);
    for (const [file, { verdict, errors }] of verdicts) {
      if (verdict !== 'malformed') continue;
      const record = records.get(file.split('/').at(-1) ?? '');
      const isPage = (record?.validation_errors?.[0]?.line_number ?? 0) === 0; // an HTML page has one error, of no line
      const line = record?.validation_errors?.[0]?.line_number;
      expect(`${title}: ${file} is bad, at its line`, [record?.state, line], ['bad', isPage ? 0 : errors[0]?.line]);
    }
    const second = await run(harvest);
    expect(
      `${title}: a second harvest finds the same and fetches nothing`,
      [second.state, second.counters.fetched, second.counters.unchanged, second.counters.good, second.counters.bad],
      ['ok', 0, total, good, total - good],
    );
  } finally {
    await server.stop();
  }
}

try {
  await checkWith('own-schema-', {}, servers);
  if (hasCorpus) await checkWith('official-schema-', { ISO_SCHEMA_DIR: officialSchema }, ['nginx']);
} finally {
  await emulators.stop();
  await rm(folder, { recursive: true, force: true });
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);
