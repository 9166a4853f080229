import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { invocationContext, type LoadHandler, throughJson } from './lambda.ts';

export interface LambdaEndpointOptions {
  load: LoadHandler;
  /** What a function's name begins with, before the name of its handler. */
  prefix: string;
  timeoutMs: number;
}

/**
 * Answers the Invoke action of Lambda's API (RequestResponse) on 127.0.0.1, for functions that call another one.
 * A function that throws is answered with 200 and `X-Amz-Function-Error`, as Lambda does.
 */
export async function startLambdaEndpoint(
  options: LambdaEndpointOptions,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      console.error('lambda:', error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: LambdaEndpointOptions) {
  const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '')?.[1];
  const functionName = decodeURIComponent(name ?? '');
  if (request.method !== 'POST' || !functionName.startsWith(options.prefix)) {
    response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{"Type":"User"}');
    return;
  }
  const body = await buffer(request);
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('X-Amz-Executed-Version', '$LATEST');
  try {
    const event: unknown = body.length > 0 ? JSON.parse(body.toString()) : {};
    const handler = await options.load(functionName.slice(options.prefix.length));
    const { text } = throughJson(await handler(event, invocationContext(functionName, options.timeoutMs)));
    response.end(text);
  } catch (error) {
    console.error(`${functionName}:`, error);
    const { name: errorType, message: errorMessage } = error as Error;
    response.setHeader('X-Amz-Function-Error', 'Unhandled');
    response.end(JSON.stringify({ errorType, errorMessage, trace: [] }));
  }
}
