import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RegistryError } from '../../functions/domain/errors.ts';
import { answerFromResult, type GatewayAnswer, gatewayAnswer, sendAnswer } from './gateway-answer.ts';
import { eventFromRequest, type GatewayRequest, splitTarget } from './gateway-event.ts';
import { invocationContext, type LoadHandler, throughJson } from './lambda.ts';
import { type RoutedCalls, routeMatcher } from './match-route.ts';

export interface GatewayOptions {
  routes: readonly RoutedCalls[];
  /** Function on the `$default` route. */
  unrouted: string;
  load: LoadHandler;
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  /** Time for one function, ms. */
  timeoutMs?: number;
}

export interface Gateway {
  /** `http://127.0.0.1:3000`, without a slash at the end. */
  url: string;
  stop(): Promise<void>;
}

/** Integration timeout, ms (API Gateway developer guide, "Quotas for configuring and running an HTTP API"). */
const integrationTimeoutMs = 30_000;
/** Request line and header values together, bytes (same page). */
const maxHeaderBytes = 10_240;
/** Body of a request, bytes (same page). */
const maxBodyBytes = 10 * 1024 * 1024;
/** Event and answer of a synchronous invocation, bytes (Lambda developer guide, "Lambda quotas"). */
const maxPayloadBytes = 6 * 1024 * 1024;
/** What Node itself accepts, bytes: above HTTP API's bound, so that the answer is ours. */
const nodeHeaderBytes = 128 * 1024;

/**
 * Starts a gateway that behaves as an HTTP API with the `$default` stage and payload format 2.0, in front of the
 * functions themselves.
 * @throws `CONFIG_INVALID` when the port cannot be had, with a sentence that says what to do
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { host = '127.0.0.1', port = 0 } = options;
  const findRoute = routeMatcher(options.routes, options.unrouted);
  const server = createServer({ maxHeaderSize: nodeHeaderBytes }, (request, response) => {
    const requestId = randomUUID();
    answer({ request, findRoute, requestId, options })
      .then((found) => send(response, found, requestId))
      .catch((error: unknown) => {
        if (!request.destroyed) console.error('gateway:', error);
        response.destroy();
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure(error, port)));
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Exchange {
  request: IncomingMessage;
  findRoute: ReturnType<typeof routeMatcher>;
  requestId: string;
  options: GatewayOptions;
}

async function answer({ request, findRoute, requestId, options }: Exchange): Promise<GatewayAnswer> {
  const timeEpoch = Date.now();
  if (headerBytes(request) > maxHeaderBytes) {
    request.resume();
    return gatewayAnswer(431, 'Request Header Fields Too Large');
  }
  const body = await readBody(request);
  if (!body) return gatewayAnswer(413, 'Request Entity Too Large');
  const target = findRoute(request.method ?? 'GET', splitTarget(request.url ?? '/').path);
  return await invoke({ request, body, target, requestId, timeEpoch }, options);
}

/** Undefined where the body is too large; the rest of it is then read and dropped, so that the client gets its answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes > maxBodyBytes ? undefined : Buffer.concat(chunks);
}

async function invoke(received: GatewayRequest, options: GatewayOptions): Promise<GatewayAnswer> {
  const { handler: name } = received.target;
  const event = throughJson(eventFromRequest(received));
  if (Buffer.byteLength(event.text) > maxPayloadBytes) return gatewayAnswer(413, 'Request Entity Too Large');
  try {
    const timeoutMs = options.timeoutMs ?? integrationTimeoutMs;
    const result = await withinTime(timeoutMs, async () => {
      const handler = await options.load(name);
      return throughJson(await handler(event.value, invocationContext(name, timeoutMs)));
    });
    if (result === undefined) return gatewayAnswer(503, 'Service Unavailable');
    const isTooLarge = Buffer.byteLength(result.text) > maxPayloadBytes;
    const found = isTooLarge ? undefined : answerFromResult(result.value);
    if (found) return found;
    console.error(`${name}: its answer is ${isTooLarge ? 'over 6 MB' : 'none of payload format 2.0'}.`);
  } catch (error) {
    console.error(`${name}:`, error);
  }
  return gatewayAnswer(500, 'Internal Server Error');
}

/** Undefined when the time is over first; what the function still does is nobody's business then. */
async function withinTime<T>(timeoutMs: number, run: () => Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeIsOver = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, undefined);
  });
  try {
    return await Promise.race([run(), timeIsOver]);
  } finally {
    clearTimeout(timer);
  }
}

/** A header that Node refuses to send is an invalid answer, too. */
function send(response: ServerResponse, found: GatewayAnswer, requestId: string): void {
  try {
    sendAnswer(response, found, requestId);
  } catch (error) {
    console.error('gateway:', error);
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    sendAnswer(response, gatewayAnswer(500, 'Internal Server Error'), requestId);
  }
}

function headerBytes(request: IncomingMessage): number {
  const requestLine = `${request.method} ${request.url} HTTP/${request.httpVersion}`;
  const values = request.rawHeaders.filter((_, at) => at % 2 === 1);
  return [requestLine, ...values].reduce((bytes, text) => bytes + Buffer.byteLength(text, 'latin1'), 0);
}

function listenFailure(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    const message = `Port ${port} is in use by another program. Choose another one: npm start -- --port ${port + 1}`;
    return new RegistryError('CONFIG_INVALID', message, { cause: error });
  }
  if (error.code === 'EACCES') {
    const message = `Port ${port} needs rights that you do not have. Choose one above 1023: npm start -- --port 3000`;
    return new RegistryError('CONFIG_INVALID', message, { cause: error });
  }
  return error;
}
