import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { type Registry, type RegistryOptions, startRegistry } from '../../infra/local/start-registry.ts';
import { type Call, client } from './client.ts';
import { checkAgainstDescription } from './described-answers.ts';

/** A registry of one file of tests. */
export interface TestRegistry extends Registry {
  /** Sends a request to its API; throws for an answer that the API's description does not have. */
  call: Call;
}

/**
 * Starts a registry with fresh tables on the shared emulators, on a free port. The functions of its API and the stores
 * of `functions/aws`, imported by the test, work on these tables. Stop it in `afterAll`.
 */
export async function startTestRegistry(options: Omit<RegistryOptions, 'emulators'> = {}): Promise<TestRegistry> {
  const prefix = `t-${randomBytes(6).toString('hex')}-`;
  const emulators = { endpoints: inject('endpoints'), prefix };
  const registry = await startRegistry({
    ...options,
    emulators,
    environment: { LOG_LEVEL: 'error', ...options.environment },
  });
  return { ...registry, call: client(registry.url, checkAgainstDescription) };
}
