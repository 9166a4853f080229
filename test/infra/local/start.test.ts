import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';

const program = fileURLToPath(new URL('../../../infra/local/start.ts', import.meta.url));
const running = new Set<ChildProcess>();
let dataFolder: string;

beforeAll(async () => {
  dataFolder = join(await mkdtemp(join(tmpdir(), 'start-')), 'data folder');
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL'); // only after a failure
});
afterAll(() => rm(join(dataFolder, '..'), { recursive: true, force: true }));

/** Runs it until it says that it stays up, and Ctrl-C is pressed. */
async function start(...options: string[]) {
  const child = spawn(process.execPath, [program, '--port', '0', '--data', dataFolder, ...options]);
  running.add(child);
  child.once('exit', () => running.delete(child));
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    output.stdout += text;
  });
  child.stderr.on('data', (text) => {
    output.stderr += text;
  });
  await waitFor(() => output.stdout.includes('Ctrl-C ends it.') || child.exitCode !== null, { limitMs: 30_000 });
  return {
    output,
    async pressCtrlC(): Promise<number> {
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      const [exitCode] = await ended;
      return exitCode;
    },
  };
}

async function runLines(stdout: string, edit: (lines: string) => string = (lines) => lines): Promise<string> {
  const lines = stdout.slice(stdout.indexOf('# Every harvest'), stdout.indexOf('The password of'));
  return (await promisify(execFile)('bash', ['-e', '-c', edit(lines)])).stdout;
}

describe('npm start', () => {
  it('harvests the demo source, and its curl lines work as printed; the next start finds nothing changed', async () => {
    const first = await start();
    expect(first.output.stderr).toBe('');
    expect(first.output.stdout).toMatch(/^ok: 34 documents: \d+ good, \d+ bad, 0 unreachable \(34 added/m);
    expect(first.output.stdout).toMatch(/^What is wrong:\n {2}\S.*\.xml, line \d+.*\n {4}\S/m);
    expect(first.output.stdout).toContain('is shown this once');
    const printed = await runLines(first.output.stdout);
    expect(printed).toContain('"name":"Demo WAF"');
    expect(printed).toMatch(/"authToken":"[^"]+","userId":"[^"]+"/);
    expect(printed).toMatch(/"status":"ok".*"unchanged":34/);
    expect(printed).toContain('"name":"My Organization"');
    expect(printed).toContain('"action":"create-organization"');
    expect(printed).toMatch(/"state":"ok".*"documents":34,.*"valid":false/);
    expect(printed).toContain("You've been logged out!");
    expect(await first.pressCtrlC()).toBe(0);

    const second = await start();
    expect(second.output.stdout).toContain('Nothing has changed since the last run.');
    expect(second.output.stdout).toContain('was shown at the first start');
    const password = /PASSWORD='(.*)'/.exec(first.output.stdout)?.[1] ?? '';
    const again = await runLines(second.output.stdout, (lines) =>
      lines.replace(/PASSWORD='.*'/, `PASSWORD='${password}'`),
    );
    expect(again).toContain("You've been logged out!");
    expect(await second.pressCtrlC()).toBe(0);
    expect(second.output.stderr).toBe('');
  }, 60_000);

  it('forgets everything with --fresh', async () => {
    const fresh = await start('--fresh');
    expect(fresh.output.stdout).toContain('(34 added');
    expect(fresh.output.stdout).toContain('is shown this once');
    expect(await fresh.pressCtrlC()).toBe(0);
  }, 40_000);

  it.each([
    [['--help'], 0, /^Runs the whole registry[\s\S]*--fresh/],
    [['--port', 'many'], 2, /^--port many is not a port number\.\n\nRuns/],
    [['--port', '70000'], 2, /^--port 70000 is not a port number\./],
    [['--frsh'], 2, /^Unknown option '--frsh'/],
  ])('%s ends with exit code %d', async (options, exitCode, text) => {
    const child = spawn(process.execPath, [program, ...options]);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part));
    expect(await once(child, 'close')).toEqual([exitCode, null]);
    expect(output).toMatch(text);
  });
});
