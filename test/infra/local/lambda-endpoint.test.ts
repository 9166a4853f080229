import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { emulatorClient } from '../../../infra/local/create-stores.ts';
import type { Handler } from '../../../infra/local/lambda.ts';
import { startLambdaEndpoint } from '../../../infra/local/lambda-endpoint.ts';

const handlers: Record<string, Handler> = {
  echo: (event, { functionName }) => ({ event, functionName }),
  silent: () => undefined,
  broken: () => {
    throw new TypeError('told to');
  },
};

let endpoint: Awaited<ReturnType<typeof startLambdaEndpoint>>;
let lambda: LambdaClient;

beforeAll(async () => {
  endpoint = await startLambdaEndpoint({
    prefix: 'local-',
    timeoutMs: 1_000,
    load: async (name) => handlers[name] ?? Promise.reject(new Error(`no function ${name}`)),
  });
  lambda = new LambdaClient({ ...emulatorClient(endpoint.url), maxAttempts: 1 });
});
afterAll(() => endpoint.stop());

async function invoke(FunctionName: string, Payload = '{}') {
  const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
  return { error: answer.FunctionError, payload: JSON.parse(answer.Payload?.transformToString() ?? '') };
}

describe('startLambdaEndpoint', () => {
  it("runs a function for AWS's own client", async () => {
    expect(await invoke('local-echo', '{"é":1}')).toEqual({
      error: undefined,
      payload: { event: { é: 1 }, functionName: 'local-echo' },
    });
  });

  it('answers null for a function that returns nothing', async () => {
    expect((await invoke('local-silent')).payload).toBeNull();
  });

  it.each([
    ['local-broken', 'TypeError', 'told to'],
    ['local-none', 'Error', 'no function none'],
  ])('tells that %s failed', async (name, errorType, errorMessage) => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    expect(await invoke(name)).toMatchObject({ error: 'Unhandled', payload: { errorType, errorMessage } });
    log.mockRestore();
  });

  it('knows only functions of its prefix', async () => {
    await expect(invoke('echo')).rejects.toThrow();
  });
});
