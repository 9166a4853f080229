import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type Environment, setEnvironment } from '../../functions/config.ts';
import { UsageError } from './command.ts';

/** Output of the stack that holds, as JSON, the variables that commands need. */
export const opsOutput = 'OpsEnvironment';

/** Where a running local registry leaves the variables of its functions, in its data folder. */
export const localEnvironmentFile = 'environment.json';

/**
 * Points the stores of `functions/aws` at a deployed stack or, without one, at the registry that `npm start` runs.
 * @throws UsageError when there is none
 */
export async function aimAt({ stack, dataFolder }: { stack?: string; dataFolder: string }): Promise<void> {
  setEnvironment(stack ? await stackEnvironment(stack) : await localEnvironment(dataFolder));
}

async function stackEnvironment(stack: string): Promise<Environment> {
  const { Stacks } = await new CloudFormationClient({}).send(new DescribeStacksCommand({ StackName: stack }));
  const output = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === opsOutput)?.OutputValue;
  if (output) return JSON.parse(output) as Environment;
  throw new UsageError(`The stack ${stack} has no output ${opsOutput}. Is it a registry's, and deployed?`);
}

async function localEnvironment(dataFolder: string): Promise<Environment> {
  try {
    return JSON.parse(await readFile(join(dataFolder, localEnvironmentFile), 'utf8')) as Environment;
  } catch {
    throw new UsageError(
      `No registry is running with its data in ${dataFolder}. Begin one with npm start and try again in another terminal, or name a deployed one with --stack.`,
    );
  }
}
