import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A provider that answers as badly as a test wants: it gets the socket and the text of the request's head. */
export interface RawProvider {
  url: string;
  port: number;
  /** First lines of the requests it got, robots.txt left out. */
  requests: string[];
  /** Heads of those requests, whole. */
  heads: string[];
  close(): void;
}

/** Serves on `host`; robots.txt is answered 404 unless the answerer is told to see it too. */
export async function startRawProvider(
  answer: (socket: Socket, head: string, count: number) => void,
  options: { host?: string; seesRobots?: boolean } = {},
): Promise<RawProvider> {
  const { host = '127.0.0.1', seesRobots = false } = options;
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  const heads: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    let text = '';
    socket.on('data', (data) => {
      text += data.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const head = text.slice(0, end);
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
        if (text.length < end + 4 + length) return;
        text = text.slice(end + 4 + length);
        if (!seesRobots && head.startsWith('GET /robots.txt')) {
          socket.write('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
          continue;
        }
        requests.push(head.split('\r\n')[0] as string);
        heads.push(head);
        answer(socket, head, requests.length);
      }
    });
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `http://${host}:${port}`, port, requests, heads, close };
}

/** An answer's text with its Content-Length. */
export function answerText(
  status: string,
  headers: Record<string, string> = {},
  body: string | Uint8Array = '',
): Buffer {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ 'content-length': String(bytes.length), ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${head}\r\n`), bytes]);
}
