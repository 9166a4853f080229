import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request on its way to an emulator. */
export interface Passing {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What a tap does with what passes. */
export interface TapOptions {
  /** Address of what the requests are for. */
  target: string;
  /** Changes the body, or tells further bodies that are sent after it and whose answers nobody gets. */
  change?(passing: Passing): { body?: Buffer; alsoSend?: Buffer[] };
  onAnswer?(passing: Passing, answer: Buffer): void;
}

/** Stands between a registry and one of its emulators, and looks at what passes, or changes it. */
export interface Tap {
  url: string;
  stop(): Promise<void>;
}

/** Starts a tap on 127.0.0.1. */
export async function startTap({ target, change, onAnswer }: TapOptions): Promise<Tap> {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const pass = async (passing: Passing) => {
    const headers = { ...passing.headers, 'content-length': String(passing.body.length) };
    const { method, path } = passing;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      send({ hostname, port, method, path, headers, agent }, resolve).on('error', reject).end(passing.body);
    });
    return { answer, body: await bodyOf(answer) };
  };
  const server = createServer(async (request, response) => {
    try {
      const { method = 'GET', url: path = '/', headers } = request;
      const passing: Passing = { method, path, headers, body: await bodyOf(request) };
      const changed = change?.(passing) ?? {};
      const { answer, body } = await pass({ ...passing, body: changed.body ?? passing.body });
      for (const also of changed.alsoSend ?? []) await pass({ ...passing, body: also });
      onAnswer?.(passing, body);
      response.writeHead(answer.statusCode ?? 502, answer.headers).end(body);
    } catch {
      response.destroy(); // either side has gone: the other sees a broken connection, as it would without us
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
