import type { TestProject } from 'vitest/node';
import { startEmulators } from '../../../infra/local/emulators.ts';
import { startDynamodbLocal } from './start-dynamodb-local.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The embedded DynamoDB, where `endpoints` has DynamoDB Local. */
    embeddedDynamodb: string;
  }
}

/** Runs once before all files of the project `dynamodb-local`: `endpoints` has that engine instead of the embedded one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const emulators = await startEmulators();
  const local = await startDynamodbLocal();
  project.provide('endpoints', { ...emulators.endpoints, dynamodb: local.endpoint });
  project.provide('embeddedDynamodb', emulators.endpoints.dynamodb);
  return async () => {
    await Promise.all([emulators.stop(), local.stop()]);
  };
}
