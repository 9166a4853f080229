import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App, Stack } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Resource } from '../../functions/routes.ts';
import { bundleFunctions } from '../../infra/constructs/function-bundles.ts';
import { registryFunctions } from '../../infra/registry-functions.ts';

let outdir: string;

beforeAll(() => {
  outdir = mkdtempSync(join(tmpdir(), 'registry-bundles-'));
  bundleFunctions(new Stack(new App({ outdir }), 'bundles'), registryFunctions);
});
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** Loads the bundles as Lambda does, with nothing of the repository beside them: what each exports, or why it does not load. */
function loadBundles(): Record<string, string> {
  const urls = registryFunctions.map(({ handler }) => [
    handler,
    pathToFileURL(join(outdir, 'bundles', handler, 'index.mjs')).href,
  ]);
  const script = `const loaded = {};
    for (const [name, url] of ${JSON.stringify(urls)}) {
      loaded[name] = await import(url).then(({ handler }) => typeof handler, (error) => error.message);
    }
    console.log(JSON.stringify(loaded));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    cwd: outdir,
    env: { AWS_REGION: 'us-east-1' },
    timeout: 15_000,
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('bundles', () => {
  it('load on their own, each with a handler', () => {
    expect(loadBundles()).toEqual(Object.fromEntries(registryFunctions.map(({ handler }) => [handler, 'function'])));
  });

  it.each(registryFunctions.map(({ handler, folder, grants }) => [handler, maxBytesOf(folder, grants.uses)] as const))(
    '%s is one file of at most %i bytes',
    (handler, maxBytes) => {
      const folderOfBundle = join(outdir, 'bundles', handler);
      expect(readdirSync(folderOfBundle)).toEqual(['index.mjs']);
      expect(statSync(join(folderOfBundle, 'index.mjs')).size).toBeLessThanOrEqual(maxBytes);
    },
  );
});

/** Behind the gateway 470 KB, which every cold start reads; libxml2 alone has 1.1 MB. */
function maxBytesOf(folder: 'api' | 'jobs', uses: readonly Resource[]): number {
  if (folder === 'jobs') return 2_700_000;
  return uses.includes('validator') ? 1_700_000 : 470_000;
}
