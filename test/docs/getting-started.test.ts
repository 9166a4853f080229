import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoSource, startDemoSource } from '../../infra/local/demo-source.ts';
import { mailsTo, type WrittenMail } from '../support/outbox.ts';
import { startTestRegistry, type TestRegistry } from '../support/registry.ts';
import { logIn, seedOrganization, seedUser } from '../support/seed.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Block, blocksOf } from './code-blocks.ts';

const page = await readFile(new URL('../../docs/getting-started.md', import.meta.url), 'utf8');
const demoWaf = fileURLToPath(new URL('../fixtures/demo-waf/', import.meta.url));
/** With what a form has to encode, and a space at both ends. */
const password = ' Sea & surface = 17.3 °C + 100% ';
const email = 'buoy@example.org';
const administrator = { email: 'admin@example.org', password: 'who approves accounts 1' };

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
  /** The commands of the page, in its order. */
  let ran: Ran[];
  /** What cron and a CI job ran, where they stand on the page. */
  let scheduled: Ran[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'getting-started-'));
    await cp(demoWaf, join(folder, 'waf'), { recursive: true });
    await cp(join(demoWaf, 'erddap/tide_gauge_port_aransas.xml'), join(folder, 'my-document.xml'));
    source = await startDemoSource({ folder: join(folder, 'waf') });
    registry = await startTestRegistry({ limits: { loginAnswerMs: 0, accountAnswerMs: 0 } });
    const organization = await seedOrganization({ name: 'Demo Provider' });
    await seedUser({ ...administrator, roles: ['admin'] });
    await keepSession('administrator', await logIn(registry.call, administrator.email, administrator.password));
    blocks = blocksOf(
      page
        .replaceAll('REGISTRY=https://registry.example.org', `REGISTRY=${registry.url}`)
        .replaceAll('EMAIL=you@example.org', `EMAIL=${email}`)
        .replaceAll('SOURCE=https://data.example.org/metadata/iso/', `SOURCE=${source.url}`)
        .replaceAll('ORGANIZATION=7hYtPq2vKz4mNc8sW', `ORGANIZATION=${organization._id}`)
        .replaceAll('/srv/metadata/iso/', join(folder, 'waf/')),
    );
    const all = await runAll(blocks.flatMap(commandsOf), typeAnswers);
    scheduled = all.filter(({ command }) => command.startsWith('('));
    ran = all.filter((one) => !scheduled.includes(one));
  }, 60_000);
  afterAll(async () => {
    await registry?.stop();
    await source?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('has commands that all succeed when bash runs them one after the other', () => {
    expect(ran.filter(({ code }) => code !== 0)).toEqual([]);
    expect(ran.length).toBeGreaterThan(35);
  });

  it('shows answers as they are: the same keys in the same order, the same kinds of values, the same status', () => {
    const shown = blocks.filter(({ language }) => language === 'json');
    expect(shown.length).toBe(13);
    for (const { text, firstCommand, endCommand } of shown) {
      const answers = ran.slice(firstCommand, endCommand).filter(({ output }) => output.startsWith('{'));
      expect(answers, text).toHaveLength(1);
      expect(shapeOf(answers[0]?.output ?? '')).toBe(shapeOf(text));
    }
  });

  it('makes an account, whose owner confirms the address and whom an administrator approves', async () => {
    expect(JSON.parse(outputOf('/api/v2/organizations"')).data).toMatchObject([{ name: 'Demo Provider' }]);
    expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual([
      'Confirm your address',
      'Your account was approved',
    ]);
  });

  it('tries the source before it is registered, and finds it in the list when it is published', () => {
    expect(JSON.parse(outputOf('echo "$SAMPLE"')).data.sample).toHaveLength(20);
    expect(outputOf('"documents"')).toBe('"documents":34\n');
    expect(Number(outputOf('"valid":false'))).toBeGreaterThan(3);
    expect(JSON.parse(outputOf('curl -sS "$REGISTRY/api/v1/Harvests"')).data).toEqual([]);
    expect(JSON.parse(outputOf('"$REGISTRY/api/v1/Harvests/$HARVEST"')).data).toMatchObject({
      publish: true,
      last_good_count: 22,
      last_bad_count: 12,
    });
  });

  it('lists the attempts with who started them', () => {
    const { data, next } = JSON.parse(outputOf('attempts?limit=2'));
    expect(data.map((attempt: { trigger: object }) => Object.keys(attempt.trigger))).toEqual([['kind', 'user_id']]);
    expect(next).toBeUndefined();
  });

  it('harvests every document of the source, and again only the one that was mended', () => {
    const first = { listed: 34, fetched: 34, good: 21, bad: 13, unreachable: 0 };
    expect(JSON.parse(outputOf('echo "$ANSWER"')).data.counters).toMatchObject(first);
    const { counters } = JSON.parse(`{${outputOf('"counters"')}}`);
    expect(counters).toMatchObject({ listed: 34, fetched: 1, updated: 1, unchanged: 33, good: 22, bad: 12 });
    expect(JSON.parse(outputOf('records/$RECORD')).data).toMatchObject({ state: 'good', validation_errors: [] });
    expect(outputOf('"bad"')).toBe('"bad":12\n');
  });

  it('reads what is wrong by cause, as a table and by document', async () => {
    const { summary, families } = JSON.parse(outputOf('/errors"')).data;
    expect(summary).toMatch(/^13 records, \d+ causes$/);
    expect(families[0]).toMatchObject({ kind: 'BAD_DATE', status: 'new', records: 3 });
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

  it('has a line for cron that works with a key instead of a password, and does nothing while another one runs', () => {
    expect(scheduled[0]).toMatchObject({ code: 0, output: expect.stringContaining('"state":"ok"') });
    expect(scheduled[1]).toMatchObject({ code: 1, output: '' });
  });

  it('has a step for CI that works', () => {
    expect(scheduled[2]).toMatchObject({ code: 0, output: expect.stringContaining('"state":"ok"') });
    expect(scheduled).toHaveLength(3);
  });

  it('tells by the exit code of its script how the harvest went, and that its key was revoked', async () => {
    const script = '~/.registry/harvest-now';
    const { _id } = JSON.parse(outputOf('echo "$CREATED"')).data;
    const environment = { REGISTRY: registry.url, HARVEST: _id };
    const headers = await logIn(registry.call, email, password);
    await keepSession('key', headers);
    await rm(join(folder, 'waf'), { recursive: true });
    const [failed] = await runAll([script], undefined, environment);
    expect(failed).toMatchObject({ code: 2, output: expect.stringContaining('"failure":{"code":"SOURCE_') });
    const { api_key = '', user_id = '' } = JSON.parse(await readFile(join(folder, 'key.json'), 'utf8')).data;
    expect(api_key).toMatch(/^ioosreg_/);
    await keepSession('key', { 'X-Auth-Token': api_key, 'X-User-Id': user_id });
    const [refused] = await runAll([script], undefined, environment);
    expect(refused).toMatchObject({ code: 22, output: '' });
  });

  /** What somebody types or pastes when the page's commands ask for it: the password, then what two mails say. */
  async function typeAnswers(keyboard: Writable): Promise<void> {
    keyboard.write(`${password}\n`);
    const [confirm] = await waitFor(async () => found(await mailsTo(email), /https?:\S+/));
    keyboard.write(`${confirm}\n`);
    const [, account] = await waitFor(async () => found(await mailsTo(administrator.email), /users\/(\w+)\n/));
    keyboard.write(`${account}\n`);
  }

  function found(mails: WrittenMail[], pattern: RegExp): RegExpExecArray | null {
    const { text = '' } = mails.find((mail) => mail.text.endsWith('Registry\n')) ?? {};
    return pattern.exec(text);
  }

  /** A file as the page makes it of an answer to a login. */
  async function keepSession(name: string, headers: Record<string, string>): Promise<void> {
    await mkdir(join(folder, '.registry'), { recursive: true });
    const lines = Object.entries(headers).map(([header, value]) => `header = "${header}: ${value}"\n`);
    await writeFile(join(folder, '.registry', name), lines.join(''));
  }

  /** The commands of a block; what others than people run, in a shell of its own with the block's variables alone. */
  function commandsOf({ language, text, commands }: Block): string[] {
    const given = 'env -i HOME="$HOME" PATH="$PATH" REGISTRY="$REGISTRY" HARVEST="$HARVEST"';
    if (language === 'cron') {
      const line = text.match(/^(?:\S+ ){5}(?<command>.+)$/m)?.groups?.command ?? '';
      return [`(${given} bash -c '${line}')`, `(${given} flock ~/.registry/lock bash -c '${line}')`];
    }
    if (language !== 'yaml') return commands;
    const run = text.slice(text.indexOf('run: |\n') + 7).replaceAll(/^ {4}/gm, '');
    const prepare = 'ln -s ~/.registry/harvest-now . && echo "$KEY" > key.json';
    return [
      `(${prepare} && ${given} REGISTRY_KEY="$(cat ~/.registry/key)" bash -ec '${run.replaceAll("'", "'\\''")}')`,
    ];
  }

  function outputOf(part: string): string {
    const found = ran.filter(({ command }) => command.includes(part));
    expect(found, part).toHaveLength(1);
    return found[0]?.output ?? '';
  }

  /** Runs commands one after the other in one shell, whose home is a folder of the test. */
  async function runAll(
    commands: string[],
    type?: (keyboard: Writable) => Promise<void>,
    variables: Record<string, string> = {},
  ): Promise<Ran[]> {
    const runner = join(folder, 'runner');
    await writeFile(runner, commands.map((command, at) => `${quoted(command, at)}\n`).join(''));
    const shell = spawn('bash', ['--noprofile', '--norc', runner], {
      cwd: folder,
      env: { ...variables, HOME: folder, PATH: process.env.PATH },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const closed = new Promise((resolve) => shell.on('close', resolve));
    try {
      await type?.(shell.stdin);
    } finally {
      shell.stdin.end();
    }
    await closed;
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
