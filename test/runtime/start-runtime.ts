import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundlePreload, type DeployedFunction, synthesise } from './cloud-assembly.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Every function, as `cdk synth` made it. */
    functions: DeployedFunction[];
    /** What the runtime client is started with. */
    preload: string;
  }
}

/** Runs once, before the tests of the runtime: synthesises the stack, outside the repository, whose packages no bundle may find. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'registry-runtime-'));
  project.provide('functions', await synthesise(join(folder, 'cdk.out')));
  project.provide('preload', await bundlePreload(join(folder, 'preload')));
  return () => rm(folder, { recursive: true, force: true });
}
