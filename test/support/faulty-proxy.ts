import { once } from 'node:events';
import { Agent, createServer, type IncomingHttpHeaders, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request on its way to an emulator. */
export interface Passing {
  /** `UpdateItem`, `SendMessage`, …; for S3 the method. */
  operation: string;
  method: string;
  /** With the query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What comes back. */
export interface ProxyAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What a fault does with a request; undefined as its answer resets the connection. */
export type Act = (
  passing: Passing,
  forward: (passing: Passing) => Promise<ProxyAnswer>,
) => Promise<ProxyAnswer | undefined>;

/** Which requests meet a fault. */
export interface ProxyRule {
  operation: string;
  /** What path and body together contain, all of them. */
  has?: readonly string[];
  /** So many of them pass first. */
  skip?: number;
  /** So many of them meet the fault; 1 unless told. */
  times?: number;
  act: Act;
}

/** A request that is held until it is let go. */
export interface Gate {
  /** Resolves when the request is there. */
  reached: Promise<void>;
  open(): void;
}

/** A proxy in front of an emulator, which does to requests what its rules say. */
export interface FaultyProxy {
  url: string;
  inject(rule: ProxyRule): void;
  /** Holds the first request of a kind; it is never forwarded when its sender has gone by then. */
  hold(rule: Omit<ProxyRule, 'act'>): Gate;
  /** Faults met since the last `clear`. */
  faultsMet(): number;
  clear(): void;
  stop(): Promise<void>;
}

/** Starts a proxy on 127.0.0.1 in front of `target`, an URL without a path. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  let rules: (ProxyRule & { seen: number })[] = [];
  let met = 0;
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      const passing = await passingFrom(request);
      const forward = (sent: Passing) => forwardTo(target, sent, { agent, signal: gone.signal });
      const act = actOn(passing);
      const answer = act ? await act(passing, forward) : await forward(passing);
      if (!answer) return void request.socket.resetAndDestroy();
      const { 'transfer-encoding': _, 'x-amz-crc32': _crc, connection: _c, ...headers } = answer.headers;
      response.writeHead(answer.status, { ...headers, 'content-length': answer.body.length }).end(answer.body);
    } catch {
      response.destroy(); // one of the two sides has gone
    }
  });
  const actOn = (passing: Passing): Act | undefined => {
    for (const rule of rules) {
      if (!isMeant(rule, passing)) continue;
      rule.seen += 1;
      const nth = rule.seen - (rule.skip ?? 0);
      if (nth < 1 || nth > (rule.times ?? 1)) continue;
      met += 1;
      return rule.act;
    }
    return undefined;
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    inject: (rule) => void rules.push({ ...rule, seen: 0 }),
    hold(rule) {
      const reached = Promise.withResolvers<void>();
      const opened = Promise.withResolvers<void>();
      const act: Act = async (passing, forward) => {
        reached.resolve();
        await opened.promise;
        return await forward(passing);
      };
      proxy.inject({ ...rule, act });
      return { reached: reached.promise, open: opened.resolve };
    },
    faultsMet: () => met,
    clear() {
      rules = [];
      met = 0;
    },
    async stop() {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

async function passingFrom(request: import('node:http').IncomingMessage): Promise<Passing> {
  const { method = 'GET', url: path = '/', headers } = request;
  const target = headers['x-amz-target'];
  const operation = typeof target === 'string' ? target.slice(target.lastIndexOf('.') + 1) : method;
  return { operation, method, path, headers, body: await buffer(request) };
}

function isMeant(rule: ProxyRule, { operation, path, body }: Passing): boolean {
  if (operation !== rule.operation) return false;
  const text = decodeURIComponent(path) + (rule.has && body.length < 100_000 ? body.toString('latin1') : '');
  return (rule.has ?? []).every((part) => text.includes(part));
}

function forwardTo(
  target: string,
  { method, path, headers, body }: Passing,
  { agent, signal }: { agent: Agent; signal: AbortSignal },
): Promise<ProxyAnswer> {
  return new Promise((resolve, reject) => {
    // What was told of the body's length may be told no longer, when a fault has changed it.
    const { 'transfer-encoding': _, ...kept } = headers;
    const sent = { ...kept, 'content-length': String(body.length) };
    const upstream = sendRequest(target + path, { method, headers: sent, agent, signal }, async (answer) => {
      const { statusCode: status = 500, headers: answered } = answer;
      buffer(answer).then((bytes) => resolve({ status, headers: answered, body: bytes }), reject);
    });
    upstream.once('error', reject).end(body);
  });
}

/** Answers with an error in the way of DynamoDB and SQS, without doing anything. */
export function answersError(status: number, type: string): Act {
  const body = Buffer.from(JSON.stringify({ __type: `com.amazonaws#${type}`, message: `${type} from outside` }));
  return async () => ({ status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body });
}

/** Answers with an error in the way of S3, without doing anything. */
export function answersXmlError(status: number, code: string): Act {
  const body = Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>from outside</Message></Error>`);
  return async () => ({ status, headers: { 'content-type': 'application/xml' }, body });
}

/** The connection is reset, and nothing is done. */
export const resets: Act = async () => undefined;

/** What was asked for is done, but nobody hears of it. */
export const losesAnswer: Act = async (passing, forward) => void (await forward(passing));

/** What was asked for is done twice. */
export const doesTwice: Act = async (passing, forward) => {
  await forward(passing);
  return await forward(passing);
};

/** Takes its time. */
export function delays(ms: number): Act {
  return async (passing, forward) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return await forward(passing);
  };
}

/** Writes the first half of a BatchWriteItem and leaves the rest unprocessed. */
export const writesHalf: Act = async (passing, forward) => {
  const { RequestItems } = JSON.parse(passing.body.toString()) as { RequestItems: Record<string, unknown[]> };
  const [[table, items = []] = ['', []]] = Object.entries(RequestItems);
  const half = Math.floor(items.length / 2);
  const first = items.slice(0, half);
  const UnprocessedItems = { [table]: items.slice(half) };
  const body = Buffer.from(JSON.stringify({ UnprocessedItems }));
  if (first.length === 0) return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body };
  const done = await forward({ ...passing, body: Buffer.from(JSON.stringify({ RequestItems: { [table]: first } })) });
  return { ...done, body };
};

/** The answer's body ends in its middle. */
export const cutsAnswer: Act = async (passing, forward) => {
  const answer = await forward(passing);
  return { ...answer, body: answer.body.subarray(0, answer.body.length / 2) };
};
