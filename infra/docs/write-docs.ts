import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { acceptedFindingsPage } from './accepted-findings-page.ts';
import { commandLinePage } from './command-line-page.ts';
import { environmentPage } from './environment-page.ts';
import { openApiPage } from './openapi-page.ts';
import { routesPage } from './routes-page.ts';

const pages: Readonly<Record<string, () => string>> = {
  'routes.md': routesPage,
  'environment.md': environmentPage,
  'accepted-findings.md': acceptedFindingsPage,
  'command-line.md': commandLinePage,
  'openapi.json': openApiPage,
};

/** Writes the pages that are made from the code; with `--check` only tells, by its exit code too, which are out of date. */
function main(): void {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, folder: { type: 'string' } },
  });
  const folder = values.folder ?? fileURLToPath(new URL('../../docs', import.meta.url));
  const stale = Object.entries(pages).filter(([name, page]) => readIfThere(join(folder, name)) !== page());
  if (values.check) {
    report(stale.map(([name]) => name));
    return;
  }
  mkdirSync(folder, { recursive: true });
  for (const [name, page] of stale) writeFileSync(join(folder, name), page());
  console.log(stale.length > 0 ? `Written: ${stale.map(([name]) => name).join(', ')}` : 'All pages were up to date.');
}

function report(stale: string[]): void {
  if (stale.length === 0) {
    console.log('The generated pages are up to date.');
    return;
  }
  console.error(`Out of date: ${stale.map((name) => `docs/${name}`).join(', ')}. Run "npm run docs" and commit them.`);
  process.exitCode = 1;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

main();
