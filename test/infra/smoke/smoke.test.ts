import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicChecks } from '../../../infra/smoke/checks.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { seedUser } from '../../support/seed.ts';

const program = fileURLToPath(new URL('../../../infra/smoke/smoke.ts', import.meta.url));

function smoke(args: string[], environment: Record<string, string> = {}) {
  return new Promise<{ exitCode: number; output: string }>((resolve) => {
    const env = { ...process.env, SMOKE_EMAIL: '', SMOKE_PASSWORD: '', ...environment };
    const child = execFile(process.execPath, [program, ...args], { env }, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

describe('npm run smoke', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startTestRegistry();
  });
  afterAll(() => registry.stop());

  it('finds all right with a registry that is, and logs the account in and out', async () => {
    await seedUser({ email: 'smoke@example.org', password: 'a password for smoke' });
    const account = { SMOKE_EMAIL: 'smoke@example.org', SMOKE_PASSWORD: 'a password for smoke' };
    const { exitCode, output } = await smoke([`${registry.url}/`], account);
    expect(output).toContain(`${publicChecks.length + 1} right, 0 wrong`);
    expect(output).not.toContain('WRONG');
    expect(exitCode).toBe(0);
  });

  it('says which is wrong, and why, when only the password is', async () => {
    const account = { SMOKE_EMAIL: 'smoke@example.org', SMOKE_PASSWORD: 'another one' };
    const { exitCode, output } = await smoke([registry.url], account);
    expect(output).toMatch(/^WRONG the account logs in.*\n {6}The status is 401, not 200: .* Is the password right/m);
    expect(output).toContain(`${publicChecks.length} right, 1 wrong`);
    expect(exitCode).toBe(1);
  });

  it('finds everything wrong with a server that is no registry', async () => {
    const server = createServer((_, answer) => answer.end('{"status":"success","data":{},"openapi":"2.0"}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { exitCode, output } = await smoke([`http://127.0.0.1:${(server.address() as AddressInfo).port}`]);
    server.close();
    expect(output).toContain(`1 right, ${publicChecks.length - 1} wrong`); // it answers 200 with a slash and without
    expect(exitCode).toBe(1);
  });

  it('finds everything wrong where nobody answers', async () => {
    const { exitCode, output } = await smoke(['http://127.0.0.1:9']);
    expect(output).toContain(`0 right, ${publicChecks.length} wrong`);
    expect(output).toContain('no login was tried');
    expect(exitCode).toBe(1);
  });

  it.each([[[]], [['registry.example.org']], [['--url', 'x']], [['http://a', 'http://b']]])(
    '%j is no call it can work with',
    async (args) => {
      const { exitCode, output } = await smoke(args);
      expect(output).toContain('npm run smoke -- https://registry.example.org');
      expect(exitCode).toBe(2);
    },
  );
});
