import { Agent, type IncomingHttpHeaders, request } from 'node:http';

/**
 * What the runtime client of Lambda calls its native part, in its stead: the calls of the Runtime API by node:http.
 * The native part waits for each answer; here the next invocation is asked for when all that was sent has arrived.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
const [hostname = '', port = ''] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let sent: Promise<unknown> = Promise.resolve();

/** Waits for the next event. */
export async function next(): Promise<{ bodyJson: string; headers: IncomingHttpHeaders }> {
  await sent;
  return await ask('GET', 'invocation/next');
}

/** Sends what the handler returned. */
export function done(requestId: string, body: string): void {
  send(`invocation/${requestId}/response`, body, {});
}

/** Sends what the handler threw. */
export function error(requestId: string, body: string): void {
  send(`invocation/${requestId}/error`, body, { 'Lambda-Runtime-Function-Error-Type': 'Unhandled' });
}

function send(path: string, body: string, headers: Record<string, string>): void {
  sent = sent.then(() => ask('POST', path, { body, headers }));
}

function ask(method: string, path: string, { body = '', headers = {} } = {}) {
  return new Promise<{ bodyJson: string; headers: IncomingHttpHeaders }>((resolve, reject) => {
    const length = Buffer.byteLength(body);
    const asked = request(
      {
        hostname,
        port,
        method,
        agent,
        path: `/2018-06-01/runtime/${path}`,
        headers: {
          ...headers,
          ...(length > 0 ? { 'Content-Type': 'application/json', 'Content-Length': length } : {}),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ bodyJson: Buffer.concat(chunks).toString(), headers: response.headers }));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}
