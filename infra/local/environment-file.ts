import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../functions/config.ts';

/** Where a running registry leaves the variables of its functions, in its data folder, for the operator's commands. */
export const environmentFile = 'environment.json';

/**
 * Writes the variables.
 * @returns what removes them again, when the registry ends
 */
export async function writeEnvironment(folder: string, environment: Environment): Promise<() => Promise<void>> {
  const path = join(folder, environmentFile);
  await writeFile(path, `${JSON.stringify(environment, null, 2)}\n`);
  return () => rm(path, { force: true });
}
