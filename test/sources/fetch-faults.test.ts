import type { Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, RegistryError } from '../../functions/domain/errors.ts';
import { defaultLimits, type Limits } from '../../functions/domain/limits.ts';
import { createSourceClient, type SourceClientOptions } from '../../functions/sources/fetch.ts';
import { answerText, startRawProvider } from './raw-provider.ts';

const limits: Limits = { ...defaultLimits, fetchTries: 1, firstByteTimeoutMs: 4_000, fetchTimeoutMs: 5_000 };
const text = 'abcdefghij'.repeat(2_000);
const zipped = gzipSync(Buffer.from(Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 251)));
const bomb = Buffer.alloc(50_000_000);
const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const chunkOf = (bytes: string) => `${bytes.length.toString(16)}\r\n${bytes}\r\n`;

/** Writes again and again until the other side has gone. */
const keepWriting = (socket: Socket, piece: string, everyMs: number): void => {
  const timer = setInterval(() => socket.write(piece), everyMs);
  socket.on('close', () => clearInterval(timer));
};

/** Writes as fast as the other side reads. */
const pour = (socket: Socket, piece: Buffer): void => {
  const more = () => {
    while (!socket.destroyed && socket.write(piece)) {
      // until the socket is full
    }
  };
  socket.on('drain', more);
  more();
};

interface Fault {
  title: string;
  code: ErrorCode;
  /** Comes after the URL. */
  says: RegExp;
  answer?: (socket: Socket) => void;
  limits?: Partial<Limits>;
  options?: Partial<SourceClientOptions>;
  url?: string;
  details?: Record<string, unknown>;
}

const compressed = (coding: string, body: Uint8Array) => (socket: Socket) =>
  void socket.write(answerText('200 OK', { 'content-encoding': coding }, body));

const failedLookup = (code: string): Partial<SourceClientOptions> => ({
  lookup: (_host, _options, callback) => callback(Object.assign(new Error(code), { code }), []),
});

const faults: Fault[] = [
  { title: 'a refused connection', code: 'SOURCE_UNREACHABLE', says: /refused/, url: 'http://127.0.0.1:1/a.xml' },
  {
    title: 'an unknown host name',
    code: 'SOURCE_UNREACHABLE',
    says: /host name is not known/,
    url: 'http://nowhere.example/a.xml',
    options: failedLookup('ENOTFOUND'),
  },
  {
    title: 'a name server that fails',
    code: 'SOURCE_UNREACHABLE',
    says: /could not be looked up/,
    url: 'http://nowhere.example/a.xml',
    options: failedLookup('EAI_AGAIN'),
  },
  {
    title: 'a connection closed before the answer',
    code: 'SOURCE_BROKEN_RESPONSE',
    says: /broke off/,
    answer: (socket) => socket.end(),
  },
  {
    title: 'a reset before the answer',
    code: 'SOURCE_BROKEN_RESPONSE',
    says: /reset/,
    answer: (socket) => socket.resetAndDestroy(),
  },
  {
    title: 'a reset in mid-body',
    code: 'SOURCE_BROKEN_RESPONSE',
    says: /reset/,
    answer: (socket) =>
      socket.write(answerText('200 OK', { 'content-length': '40000' }, text), () => socket.resetAndDestroy()),
  },
  {
    title: 'a body shorter than its Content-Length',
    code: 'SOURCE_BROKEN_RESPONSE',
    says: /Content-Length|before the answer was complete/,
    answer: (socket) => socket.end(answerText('200 OK', { 'content-length': '40000' }, text)),
  },
  {
    title: 'a chunked body without its last chunk',
    code: 'SOURCE_BROKEN_RESPONSE',
    says: /before the answer was complete/,
    answer: (socket) => socket.end(chunked + chunkOf(text)),
  },
  {
    title: 'something that is not HTTP',
    code: 'SOURCE_BROKEN_RESPONSE',
    says: /not HTTP/,
    answer: (socket) => void socket.write('220 ftp.example.org ready\r\n\r\n'),
  },
  {
    title: 'no answer',
    code: 'SOURCE_TIMEOUT',
    says: /did not begin to answer within 0\.2 s/,
    answer: () => {},
    limits: { firstByteTimeoutMs: 200 },
  },
  {
    title: 'a head that drips',
    code: 'SOURCE_TIMEOUT',
    says: /did not begin to answer within 0\.2 s/,
    answer: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      keepWriting(socket, 'x: y\r\n', 20);
    },
    limits: { firstByteTimeoutMs: 200 },
  },
  {
    title: 'a body that stalls',
    code: 'SOURCE_TIMEOUT',
    says: /stalled: \d+ bytes/,
    answer: (socket) => void socket.write(answerText('200 OK', { 'content-length': '40000' }, text)),
    limits: { stallTimeoutMs: 150 },
  },
  {
    title: 'a body that drips',
    code: 'SOURCE_TIMEOUT',
    says: /stalled: \d+ bytes/,
    answer: (socket) => {
      socket.write(chunked);
      keepWriting(socket, chunkOf('x'), 10);
    },
    limits: { stallTimeoutMs: 200 },
  },
  {
    title: 'a body that never ends',
    code: 'SOURCE_TIMEOUT',
    says: /in full within 0\.4 s/,
    answer: (socket) => {
      socket.write(chunked);
      keepWriting(socket, chunkOf('x'.repeat(5_000)), 10);
    },
    limits: { fetchTimeoutMs: 400 },
  },
  {
    title: 'gzip data cut off',
    code: 'SOURCE_BROKEN_RESPONSE',
    says: /damaged or cut off/,
    answer: compressed('gzip', zipped.subarray(0, zipped.length / 2)),
  },
  {
    title: 'gzip data with a wrong checksum',
    code: 'SOURCE_BROKEN_RESPONSE',
    says: /damaged or cut off/,
    answer: compressed('gzip', Buffer.from(zipped).fill(1, zipped.length - 8, zipped.length - 4)),
  },
  {
    title: 'plain text called gzip',
    code: 'SOURCE_BROKEN_RESPONSE',
    says: /damaged or cut off/,
    answer: compressed('gzip', Buffer.from(text)),
  },
  {
    title: 'an unknown content coding',
    code: 'SOURCE_BROKEN_RESPONSE',
    says: /not asked for: sdch/,
    answer: compressed('sdch', Buffer.from(text)),
  },
  {
    title: 'three content codings',
    code: 'SOURCE_BROKEN_RESPONSE',
    says: /not asked for/,
    answer: compressed('gzip, gzip, gzip', gzipSync(gzipSync(zipped))),
  },
  { title: 'a gzip bomb', code: 'SOURCE_TOO_LARGE', says: /decompressed/, answer: compressed('gzip', gzipSync(bomb)) },
  {
    title: 'a gzip bomb within gzip',
    code: 'SOURCE_TOO_LARGE',
    says: /decompressed/,
    answer: compressed('gzip, gzip', gzipSync(gzipSync(bomb))),
  },
  {
    title: 'a Brotli bomb',
    code: 'SOURCE_TOO_LARGE',
    says: /decompressed/,
    answer: compressed('br', brotliCompressSync(bomb)),
  },
  {
    title: 'headers without end',
    code: 'SOURCE_TOO_LARGE',
    says: /headers/,
    answer: (socket) => void socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`),
  },
  {
    title: '1 GB announced',
    code: 'SOURCE_TOO_LARGE',
    says: /announces 1000000000 bytes, more than the 1000000 bytes/,
    answer: (socket) => void socket.write(answerText('200 OK', { 'content-length': '1000000000' }, text)),
  },
  {
    title: '1 GB not announced',
    code: 'SOURCE_TOO_LARGE',
    says: /more than the 1000000 bytes/,
    answer: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n');
      pour(socket, Buffer.alloc(65_536, 'x'));
    },
  },
  {
    title: '404',
    code: 'SOURCE_HTTP_STATUS',
    says: /answered 404 Not Found\.$/,
    answer: (socket) => void socket.write(answerText('404 Not Found', {}, text)),
    details: { status: 404 },
  },
  {
    title: '500 with 1 GB',
    code: 'SOURCE_HTTP_STATUS',
    says: /answered 500 Oops\.$/,
    // What is said is known at the head: the test would end before this does.
    limits: { fetchTimeoutMs: 60_000 },
    answer: (socket) => {
      socket.write('HTTP/1.1 500 Oops\r\nconnection: close\r\n\r\n');
      pour(socket, Buffer.alloc(65_536, 'x'));
    },
    details: { status: 500 },
  },
  {
    title: '503 with Retry-After',
    code: 'SOURCE_HTTP_STATUS',
    says: /answered 503 Busy\.$/,
    answer: (socket) => void socket.write(answerText('503 Busy', { 'retry-after': '120' })),
    details: { status: 503, retryAfterMs: 120_000 },
  },
  {
    title: 'a redirect loop',
    code: 'SOURCE_TOO_MANY_REDIRECTS',
    says: /redirects more than 5 times/,
    answer: (socket) => void socket.write(answerText('302 Found', { location: '/a.xml' })),
  },
  {
    title: 'a redirect to another protocol',
    code: 'SOURCE_URL_INVALID',
    says: /redirects to file:\/\/\/etc\/passwd, which is no http/,
    answer: (socket) => void socket.write(answerText('302 Found', { location: 'file:///etc/passwd' })),
  },
  {
    title: 'a redirect to nowhere',
    code: 'SOURCE_HTTP_STATUS',
    says: /answered 302 Found/,
    answer: (socket) => void socket.write(answerText('302 Found')),
    details: { status: 302 },
  },
  {
    title: 'a redirect to the address of the Lambda runtime',
    code: 'SOURCE_ADDRESS_FORBIDDEN',
    says: /no address on the public internet/,
    answer: (socket) => void socket.write(answerText('307 x', { location: 'http://169.254.100.1:9001/2018-06-01' })),
    options: { allowPrivateAddresses: ['127.0.0.1'] },
  },
  {
    title: 'a redirect to a private address in other clothes',
    code: 'SOURCE_ADDRESS_FORBIDDEN',
    says: /no address on the public internet/,
    answer: (socket) => void socket.write(answerText('301 x', { location: 'http://0x7f.2/' })),
    options: { allowPrivateAddresses: ['127.0.0.1'] },
  },
  {
    title: 'a loopback URL',
    code: 'SOURCE_ADDRESS_FORBIDDEN',
    says: /public/,
    options: { allowPrivateAddresses: false },
  },
  {
    title: 'an IPv6 loopback URL',
    code: 'SOURCE_ADDRESS_FORBIDDEN',
    says: /public/,
    url: 'http://[::ffff:127.0.0.1]/a.xml',
    options: { allowPrivateAddresses: false },
  },
  {
    title: 'a name with a private address',
    code: 'SOURCE_ADDRESS_FORBIDDEN',
    says: /public/,
    url: 'http://localhost/a.xml',
    options: { allowPrivateAddresses: false },
  },
  {
    title: 'another protocol',
    code: 'SOURCE_URL_INVALID',
    says: /neither http nor https/,
    url: 'ftp://127.0.0.1/a.xml',
  },
  { title: 'what is no URL', code: 'SOURCE_URL_INVALID', says: /is not a URL/, url: 'http://a b/' },
];

describe.concurrent('createSourceClient: whatever a provider does has a code and a sentence', () => {
  it.each(faults)('$title is $code', async (fault) => {
    const provider = await startRawProvider((socket) => fault.answer?.(socket));
    const url = fault.url ?? `${provider.url}/a.xml`;
    try {
      for (const read of [fetchWhole, streamWhole]) {
        await using client = clientFor(fault);
        const error = await read(client, url).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(RegistryError);
        expect(error).toMatchObject({ code: fault.code, message: expect.stringMatching(fault.says) });
        expect((error as RegistryError).message).toMatch(/^(http|ftp)[^ ]*[^.] .*\.$|is not a URL/);
        if (fault.details !== undefined) expect((error as RegistryError).details).toEqual(fault.details);
      }
    } finally {
      provider.close();
    }
  });
});

const clientFor = (fault: Fault): Client & AsyncDisposable => {
  const client = createSourceClient({
    limits: { ...limits, ...fault.limits },
    userAgent: 'IOOS-Harvest-Registry/1.0 (+https://ioos.us)',
    allowPrivateAddresses: true,
    ...fault.options,
  });
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
};

type Client = ReturnType<typeof createSourceClient>;

const fetchWhole = (client: Client, url: string): Promise<unknown> => client.fetch({ url, maxBytes: 1_000_000 });

const streamWhole = async (client: Client, url: string): Promise<void> => {
  const answer = await client.stream({ url, maxBytes: 1_000_000 });
  for await (const _chunk of answer.body) {
    // only its end matters
  }
};
