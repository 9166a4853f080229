import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One event on its way to a function. */
export interface Invocation {
  requestId: string;
  /** JSON. */
  event: string;
  /** From when the runtime takes the event, ms. */
  timeoutMs: number;
  functionArn: string;
}

/** What a runtime sent: the function's answer as JSON, or its error. */
export interface Posted {
  kind: 'response' | 'error';
  body: string;
}

/** A Runtime API for one execution environment. */
export interface RuntimeApi {
  /** Host and port, as `AWS_LAMBDA_RUNTIME_API` has them. */
  address: string;
  /** Settles when the runtime asks for its first event; with the error as JSON when its start failed instead. */
  started: Promise<{ initError?: string }>;
  /** Gives an event to the runtime when it asks for one, and waits for what comes back. */
  invoke(invocation: Invocation): Promise<Posted>;
  stop(): Promise<void>;
}

/**
 * Serves what Lambda's runtime client asks for, on 127.0.0.1, one event at a time:
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  let waiting: { invocation: Invocation; settle(posted: Posted): void; isTaken: boolean } | undefined;
  let poll: ServerResponse | undefined;
  const { promise: started, resolve: tellStarted } = Promise.withResolvers<{ initError?: string }>();

  const handOver = () => {
    if (!poll || !waiting || waiting.isTaken) return;
    waiting.isTaken = true;
    writeInvocation(poll, waiting.invocation);
    poll = undefined;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const call = `${request.method} ${request.url?.replace(/^\/2018-06-01\/runtime\//, '')}`;
    if (call === 'GET invocation/next') {
      tellStarted({});
      poll = response;
      handOver();
      return;
    }
    const body = await text(request);
    const kind = kindOf(call, waiting?.invocation.requestId);
    response.writeHead(kind ? 202 : 404, { 'Content-Type': 'application/json' }).end('{"status":"OK"}');
    if (kind === 'init error') tellStarted({ initError: body });
    else if (kind) waiting?.settle({ kind, body });
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy()); // the runtime was killed while it sent
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    started,
    invoke: (invocation) =>
      new Promise((resolve) => {
        waiting = { invocation, settle: resolve, isTaken: false };
        handOver();
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function writeInvocation(response: ServerResponse, { requestId, event, timeoutMs, functionArn }: Invocation): void {
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': requestId,
    'Lambda-Runtime-Deadline-Ms': String(Date.now() + timeoutMs),
    'Lambda-Runtime-Invoked-Function-Arn': functionArn,
    'Lambda-Runtime-Trace-Id': `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${'0'.repeat(24)};Sampled=0`,
  });
  response.end(event);
}

function kindOf(call: string, requestId: string | undefined): Posted['kind'] | 'init error' | undefined {
  if (call === 'POST init/error') return 'init error';
  if (call === `POST invocation/${requestId}/response`) return 'response';
  return call === `POST invocation/${requestId}/error` ? 'error' : undefined;
}
