import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { readVariable } from '../config.ts';
import { clientSettings } from './client-settings.ts';

let client: LambdaClient | undefined;

/** Invokes another function of the registry, by its handler's name, and returns its answer. */
export async function invokeFunction(handler: string, event: unknown): Promise<unknown> {
  client ??= new LambdaClient(clientSettings('LAMBDA_ENDPOINT'));
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({
      FunctionName: `${readVariable('FUNCTION_PREFIX')}${handler}`,
      Payload: new TextEncoder().encode(JSON.stringify(event)),
    }),
  );
  if (FunctionError || !Payload) throw new Error(`${handler} failed: ${FunctionError ?? 'no answer'}`);
  return JSON.parse(new TextDecoder().decode(Payload));
}
