import type { TestProject } from 'vitest/node';
import { type Endpoints, startEmulators } from '../../infra/local/emulators.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Emulators that all files of tests share; each registry has tables of its own there. */
    endpoints: Endpoints;
  }
}

/** Runs once, before all files of tests; what it returns, after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const emulators = await startEmulators();
  project.provide('endpoints', emulators.endpoints);
  return emulators.stop;
}
