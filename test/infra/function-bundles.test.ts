import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App, Stack } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it('are one file each; those behind the gateway have at most 470 KiB', () => {
    for (const { handler, folder } of registryFunctions) {
      const folderOfBundle = join(outdir, 'bundles', handler);
      expect(readdirSync(folderOfBundle)).toEqual(['index.mjs']);
      if (folder === 'jobs') continue;
      expect(statSync(join(folderOfBundle, 'index.mjs')).size, handler).toBeLessThanOrEqual(470 * 1024);
    }
  });
});
