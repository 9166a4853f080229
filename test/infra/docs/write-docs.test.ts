import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { variables } from '../../../functions/config.ts';
import { routes } from '../../../functions/routes.ts';

const command = fileURLToPath(new URL('../../../infra/docs/write-docs.ts', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'registry-docs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function writeDocs(...options: string[]) {
  return spawnSync(process.execPath, [command, '--folder', folder, ...options], { encoding: 'utf8' });
}

describe('npm run docs', () => {
  it('writes a line for every call and every variable', () => {
    expect(writeDocs().status).toBe(0);
    const routesPage = readFileSync(join(folder, 'routes.md'), 'utf8');
    for (const call of routes.flatMap(({ calls }) => calls)) expect(routesPage).toContain(`| \`${call}\` |`);
    const environmentPage = readFileSync(join(folder, 'environment.md'), 'utf8');
    for (const name of Object.keys(variables)) expect(environmentPage).toContain(`| \`${name}\` |`);
  });

  it('--check is content with what was just written', () => {
    writeDocs();
    const { status, stdout } = writeDocs('--check');
    expect(stdout).toBe('The generated pages are up to date.\n');
    expect(status).toBe(0);
  });

  it('--check names a page that was edited or is not there, leaves it alone and exits with 1', () => {
    writeDocs();
    appendFileSync(join(folder, 'routes.md'), 'by hand\n');
    rmSync(join(folder, 'environment.md'));
    const { status, stderr } = writeDocs('--check');
    expect(stderr).toBe('Out of date: docs/routes.md, docs/environment.md. Run "npm run docs" and commit them.\n');
    expect(status).toBe(1);
    expect(readFileSync(join(folder, 'routes.md'), 'utf8')).toContain('by hand');
  });
});
