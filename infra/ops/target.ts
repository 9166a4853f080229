import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type Environment, setEnvironment } from '../../functions/config.ts';
import { environmentFile } from '../local/environment-file.ts';
import { UsageError } from './command.ts';

/** Output of the stack that holds the variables that commands need, as `NAME=value` with a space between two and `%20` in one. */
export const operatorOutput = 'OperatorEnvironment';

/**
 * Points the stores of `functions/aws` at a deployed stack or, without one, at the registry that `npm start` runs.
 * @throws UsageError when there is none
 */
export async function aimAt({ stack, dataFolder }: { stack?: string; dataFolder: string }): Promise<void> {
  setEnvironment(stack ? await stackEnvironment(stack) : await localEnvironment(dataFolder));
}

async function stackEnvironment(stack: string): Promise<Environment> {
  const { Stacks } = await new CloudFormationClient({})
    .send(new DescribeStacksCommand({ StackName: stack }))
    .catch((error: Error) => {
      throw new UsageError(
        `AWS does not tell of the stack ${stack}: ${error.message} (It takes AWS_REGION, and credentials of the account.)`,
      );
    });
  const output = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === operatorOutput)?.OutputValue;
  if (!output) throw new UsageError(`The stack ${stack} has no output ${operatorOutput}. Is it a registry's?`);
  return Object.fromEntries(
    output.split(' ').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
    }),
  );
}

async function localEnvironment(dataFolder: string): Promise<Environment> {
  try {
    return JSON.parse(await readFile(join(dataFolder, environmentFile), 'utf8')) as Environment;
  } catch {
    throw new UsageError(
      `No registry is running with its data in ${dataFolder}. Begin one with npm start and try again in another terminal, or name a deployed one with --stack.`,
    );
  }
}
