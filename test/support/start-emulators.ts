import type { TestProject } from 'vitest/node';
import { type Endpoints, startEmulators } from '../../infra/local/emulators.ts';
import { startDynamodbLocal } from './dynamodb-local/start-dynamodb-local.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Emulators that all files of tests share; each registry has tables of its own there. */
    endpoints: Endpoints;
    /** The embedded DynamoDB, also where `endpoints` has another. */
    embeddedDynamodb: string;
  }
}

/**
 * Runs once for each project of tests, before all of its files; what it returns, after them. The project `dynamodb-local`
 * has the engine of that name where the others have the embedded one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const emulators = await startEmulators();
  const other = project.name === 'dynamodb-local' ? await startDynamodbLocal() : undefined;
  const { dynamodb } = emulators.endpoints;
  project.provide('endpoints', { ...emulators.endpoints, dynamodb: other?.endpoint ?? dynamodb });
  project.provide('embeddedDynamodb', dynamodb);
  return async () => {
    await Promise.all([emulators.stop(), other?.stop()]);
  };
}
