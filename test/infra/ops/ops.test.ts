import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../../infra/ops/commands.ts';
import { type EndedCommand, type Operator, startOperator } from '../../support/ops.ts';
import { metadataDocument, type Provider, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn } from '../../support/seed.ts';

const script = fileURLToPath(new URL('../../../infra/ops/ops.ts', import.meta.url));

describe('npm run ops', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let operator: Operator;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { loginAnswerMs: 0 } });
    provider = await startProvider();
    provider.put('a.xml', metadataDocument('a'));
    operator = await startOperator(registry.environment);
  });
  afterAll(async () => {
    await registry.stop();
    await provider.stop();
    await operator.end();
  });

  const ops = (...args: string[]) => operator.run(...args);
  /** The same as a process of its own. */
  const opsProcess = (...args: string[]) =>
    new Promise<EndedCommand>((resolve) => {
      execFile(process.execPath, [script, ...args, '--data', operator.folder], (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      });
    });
  const addHarvest = (url: string, ...more: string[]) =>
    ops('add-harvest', '--name', 'A source', '--url', url, '--organization', 'PacIOOS', ...more);

  it('sets up a provider and harvests it, from nothing', async () => {
    const organization = await ops('add-organization', '--name', 'PacIOOS');
    expect(organization.stdout).toMatch(/^Added PacIOOS with the id [2-9A-Za-z]{17}\.\n$/);
    const user = await ops(
      'add-user',
      '--email',
      'Me@example.org',
      '--name',
      'Me',
      '--organization',
      'PacIOOS',
      '--json',
    );
    const { email, password } = JSON.parse(user.stdout);
    expect(email).toBe('me@example.org');
    const harvest = JSON.parse((await addHarvest(provider.url, '--unpublished', '--json')).stdout);

    const { code, stdout, stderr } = await opsProcess('harvest', harvest.harvest_id, '--wait');
    expect(code).toBe(0);
    expect(stdout).toBe(
      'ok: 1 documents: 1 good, 0 bad, 0 unreachable (1 added, 0 updated, 0 unchanged, 0 removed; 1 fetched)\n',
    );
    expect(stderr).not.toContain('\r');

    const headers = await logIn(registry.call, email, password);
    const answer = await registry.call('GET', `/api/v2/harvest/${harvest.harvest_id}/harvest?wait=20`, { headers });
    expect(answer.json.status).toBe('ok');
    const renewed = JSON.parse((await ops('set-password', '--email', 'me@example.org', '--json')).stdout);
    await expect(logIn(registry.call, email, password)).rejects.toThrow('401');
    await logIn(registry.call, email, renewed.password);
  });

  it('gives one attempt to triggers from two processes at once', async () => {
    const slow = await startProvider();
    slow.put('a.xml', metadataDocument('a'));
    const { harvest_id } = JSON.parse((await addHarvest(slow.url, '--unpublished', '--json')).stdout);
    slow.delayMs = 6000;
    const both = await Promise.all([1, 2].map(() => opsProcess('harvest', harvest_id, '--json')));
    const [one, other] = both.map(({ stdout }) => JSON.parse(stdout));
    expect(one.attempt_id).toBe(other.attempt_id);
    await slow.stop();
  });

  it('refuses a source that is registered, in whatever spelling', async () => {
    const { host } = new URL(provider.url);
    for (const url of [`http://${host}/waf`, `HTTP://${host}/x/../waf/#top`, `http://${host}/%77af/`]) {
      const { code, stderr } = await addHarvest(url);
      expect([url, code]).toEqual([url, 1]);
      expect(stderr).toMatch(/is harvested already, as "A source" \(harvest [2-9A-Za-z]{17}\)\./);
    }
  });

  it('exits with 1 and a sentence when a harvest fails', async () => {
    const { harvest_id } = JSON.parse(
      (await addHarvest('http://127.0.0.1:9/', '--unpublished', '--force', '--json')).stdout,
    );
    const { code, stdout } = await opsProcess('harvest', harvest_id, '--wait');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^fail: .*http:\/\/127\.0\.0\.1:9\//);
  });

  it.each([
    [['nonsense'], 2, 'There is no command nonsense.'],
    [['add-user', '--email', 'x'], 2, 'is not a mail address'],
    [['add-user', '--email', 'x@example.org'], 2, 'Give an --organization, or --admin.'],
    [['add-user', '--name', 'x'], 2, '--email is missing.'],
    [['add-user', '--colour', 'red'], 2, '--colour'],
    [['add-organization', '--name', 'PacIOOS'], 1, 'There is an organization PacIOOS already'],
    [
      ['add-user', '--email', 'me@example.org', '--name', 'x', '--admin'],
      1,
      'There is an account with this email already',
    ],
    [
      ['add-harvest', '--name', 'x', '--url', 'ftp://x/', '--organization', 'PacIOOS'],
      2,
      '--url is an http or https URL',
    ],
    [['add-harvest', '--name', 'x', '--url', 'http://x/', '--organization', 'GLOS'], 1, 'There are: PacIOOS.'],
    [
      ['add-harvest', '--name', 'x', '--url', 'http://x/', '--organization', 'PacIOOS', '--type', 'FTP'],
      2,
      'WAF, ERDDAP-WAF, CSW',
    ],
    [['harvest'], 2, 'Which harvest?'],
    [['harvest', 'unknown'], 1, 'There is no harvest unknown.'],
  ])('%j exits with %i and says what is wrong', async (args, code, message) => {
    const ended = await ops(...args);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).not.toContain('    at ');
  });

  it('explains itself', async () => {
    const { stdout } = await opsProcess('--help');
    expect(stdout).toContain('Usage: npm run ops -- <command>');
    for (const [name, { options, help, examples }] of Object.entries(commands)) {
      expect(stdout).toContain(`  ${name} `);
      const own = (await ops(name, '--help')).stdout;
      for (const example of examples) expect([name, own]).toEqual([name, expect.stringContaining(`ops -- ${example}`)]);
      expect([name, examples.every((example) => example.startsWith(name))]).toEqual([name, true]);
      expect([name, Object.keys(help).sort()]).toEqual([name, Object.keys(options).sort()]);
    }
  });
});
