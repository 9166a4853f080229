import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoSource, startDemoSource } from '../../infra/local/demo-source.ts';
import { harvestAndWait, idleHarvest } from '../support/harvested.ts';
import { startTestRegistry, type TestRegistry } from '../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../support/seed.ts';
import { type Block, blocksOf } from './code-blocks.ts';

const page = await readFile(new URL('../../docs/getting-started.md', import.meta.url), 'utf8');
const demoWaf = fileURLToPath(new URL('../fixtures/demo-waf/', import.meta.url));
/** With what a form has to encode, and a space at both ends. */
const password = ' Sea & surface = 17.3 °C + 100% ';

/** What became of one command. */
interface Ran {
  command: string;
  code: number;
  output: string;
}

describe('docs/getting-started.md', () => {
  let registry: TestRegistry;
  let source: DemoSource;
  let folder: string;
  let blocks: Block[];
  let environment: Record<string, string>;
  const ran: Ran[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'getting-started-'));
    await cp(demoWaf, join(folder, 'waf'), { recursive: true });
    await cp(join(demoWaf, 'erddap/tide_gauge_port_aransas.xml'), join(folder, 'my-document.xml'));
    source = await startDemoSource({ folder: join(folder, 'waf') });
    registry = await startTestRegistry({ limits: { loginAnswerMs: 0 } });
    const organization = await seedOrganization({ name: 'Demo Provider' });
    const email = 'buoy@example.org';
    await seedUser({ email, password, organization_ids: [organization._id] });
    const harvest = await seedHarvest(organization._id, { name: 'Demo WAF', url: source.url });
    await harvestAndWait(registry.call, harvest._id, await logIn(registry.call, email, password));
    await idleHarvest(registry.call, harvest._id);
    const filledIn = page
      .replaceAll('https://registry.example.org', registry.url)
      .replaceAll('you@example.org', email)
      .replaceAll(/HARVEST(=|: )n3N6xBLyZIs9LGwEF/g, `HARVEST$1${harvest._id}`);
    blocks = blocksOf(filledIn);
    environment = { REGISTRY: registry.url, EMAIL: email, HARVEST: harvest._id };
    ran.push(...(await runAll(blocks.flatMap(({ commands }) => commands))));
  }, 60_000);
  afterAll(async () => {
    await registry?.stop();
    await source?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('has commands that all succeed when bash runs them one after the other', () => {
    expect(ran.filter(({ code }) => code !== 0)).toEqual([]);
    expect(ran.length).toBeGreaterThan(15);
  });

  it('shows answers as they are: the same keys in the same order, the same kinds of values, the same status', () => {
    const shown = blocks.filter(({ language }) => language === 'json');
    expect(shown.length).toBe(7);
    for (const { text, firstCommand, endCommand } of shown) {
      const answers = ran.slice(firstCommand, endCommand).filter(({ output }) => output.startsWith('{'));
      expect(answers, text).toHaveLength(1);
      expect(shapeOf(answers[0]?.output ?? '')).toBe(shapeOf(text));
    }
  });

  it('lists the source, and its attempts with who started them', () => {
    const list = JSON.parse(outputOf('curl -sS "$REGISTRY/api/v1/Harvests"'));
    expect(list.data.map(({ name }: { name: string }) => name)).toEqual(['Demo WAF']);
    const { data, next } = JSON.parse(outputOf('attempts?limit=2'));
    expect(data.map((attempt: { trigger: object }) => Object.keys(attempt.trigger))).toEqual([
      ['kind', 'user_id'],
      ['kind', 'user_id'],
    ]);
    expect(next).toBeUndefined();
  });

  it('harvests every document of the source', () => {
    const { counters } = JSON.parse(outputOf('echo "$ANSWER"')).data;
    expect(counters).toMatchObject({ listed: 34, unchanged: 34, unreachable: 0 });
    expect(counters.good + counters.bad).toBe(34);
    expect(outputOf('grep -o')).toBe(`"bad":${counters.bad}\n`);
  });

  it('reads what is wrong by cause, as a table and by document', async () => {
    const { summary, families } = JSON.parse(outputOf('/errors"')).data;
    expect(summary).toMatch(/^13 records, \d+ causes$/);
    expect(families[0]).toMatchObject({ kind: 'BAD_DATE', status: 'still' });
    expect(JSON.parse(outputOf('state=bad')).data).toHaveLength(13);
    const table = await readFile(join(folder, 'report.csv'), 'utf8');
    expect(table).toContain('erddap/tide_gauge_port_aransas.xml,bad,114,gco:DateTime,');
  });

  it('keeps password and token in a folder of the user alone, and lets no other program than the shell see them', async () => {
    expect((await stat(join(folder, '.registry'))).mode & 0o777).toBe(0o700);
    expect(await readFile(join(folder, '.registry', 'password'), 'utf8')).toBe(password);
    const lines = ran.flatMap(({ command }) => command.split('\n')).filter((line) => /\b(curl|api)\b/.test(line));
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line).not.toMatch(/password=|\$\{?PASSWORD\b|-H\b|value authToken/);
  });

  it('has a line for cron that works, and does nothing while another one runs', async () => {
    const line = blocks.find(({ language }) => language === 'cron')?.text.match(/^(?:\S+ ){5}(?<command>.+)$/m);
    const command = line?.groups?.command ?? '';
    const [done] = await runAll([command], environment);
    expect(done).toMatchObject({ code: 0, output: expect.stringContaining('"state":"ok"') });
    const [locked] = await runAll([`flock ~/.registry/lock ${command}`], environment);
    expect(locked).toMatchObject({ code: 1, output: '' });
  });

  it('has a step for CI that works', async () => {
    const yaml = blocks.find(({ language }) => language === 'yaml')?.text ?? '';
    const run = yaml.slice(yaml.indexOf('run: |\n') + 7).replaceAll(/^ {4}/gm, '');
    await symlink(join(folder, '.registry', 'harvest-now'), join(folder, 'harvest-now'));
    const results = await runAll(run.trim().split('\n'), { ...environment, PASSWORD: password });
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(results.at(-1)?.output).toContain('"state":"ok"');
  });

  it('tells by the exit code of its script how the harvest went', async () => {
    const script = '~/.registry/harvest-now';
    await rm(join(folder, 'waf'), { recursive: true });
    const [failed] = await runAll([script], environment);
    expect(failed).toMatchObject({ code: 2, output: expect.stringContaining('"failure":{"code":"SOURCE_') });
    const [refused] = await runAll([script], { ...environment, EMAIL: 'nobody@example.org' });
    expect(refused).toMatchObject({ code: 22, output: '' });
  });

  function outputOf(part: string): string {
    const found = ran.filter(({ command }) => command.includes(part));
    expect(found, part).toHaveLength(1);
    return found[0]?.output ?? '';
  }

  /** Runs commands one after the other in one shell, whose home is a folder of the test and whose input is the password. */
  async function runAll(commands: string[], variables: Record<string, string> = {}): Promise<Ran[]> {
    const runner = join(folder, 'runner');
    await writeFile(runner, commands.map((command, at) => `${quoted(command, at)}\n`).join(''));
    const shell = spawn('bash', ['--noprofile', '--norc', runner], {
      cwd: folder,
      env: { ...variables, HOME: folder, PATH: process.env.PATH },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    shell.stdin.end(`${password}\n`);
    await new Promise((resolve) => shell.on('close', resolve));
    return await Promise.all(
      commands.map(async (command, at) => ({
        command,
        code: Number(await readFile(join(folder, `code.${at}`), 'utf8')),
        output: await readFile(join(folder, `output.${at}`), 'utf8'),
      })),
    );
  }

  function quoted(command: string, at: number): string {
    const text = command.replaceAll("'", "'\\''");
    return `eval '${text}' > "${folder}/output.${at}"; echo $? > "${folder}/code.${at}"`;
  }
});

/** JSON with every value replaced by its kind, but for how something went. */
function shapeOf(text: string): string {
  return JSON.stringify(JSON.parse(text), (key, value) => {
    if (typeof value === 'object' || ['status', 'state', 'message', 'kind'].includes(key)) return value;
    return typeof value;
  });
}
