import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultLimits } from '../../functions/domain/limits.ts';
import { createSourceClient, type SourceClientOptions } from '../../functions/sources/fetch.ts';
import { answerText, type RawProvider, startRawProvider } from './raw-provider.ts';

const closing: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const start = async (...args: Parameters<typeof startRawProvider>): Promise<RawProvider> => {
  const provider = await startRawProvider(...args);
  closing.push(() => provider.close());
  return provider;
};

const clientWith = (options: Partial<SourceClientOptions> = {}) => {
  const client = createSourceClient({
    limits: { ...defaultLimits, fetchBackoffMs: 5, ...options.limits },
    userAgent: 'IOOS-Harvest-Registry/1.0 (+https://ioos.us)',
    allowPrivateAddresses: true,
    ...options,
  });
  closing.push(() => client.close());
  return client;
};

const limitsWith = (limits: Partial<typeof defaultLimits>) => ({ ...defaultLimits, fetchBackoffMs: 5, ...limits });
const headerOf = (head: string | undefined, name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head ?? '')?.[1];
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error) => error.code,
  );

describe('createSourceClient', () => {
  it('gives body, final URL and joined headers, and says who asks', async () => {
    const provider = await start((socket, head) => {
      if (head.startsWith('GET /old ')) socket.write(answerText('301 x', { location: 'new/./a.xml?b=c#d' }));
      else socket.write('HTTP/1.1 200 OK\r\netag: "1"\r\nvary: a\r\nvary: b\r\ncontent-length: 2\r\n\r\nok');
    });
    const answer = await clientWith().fetch({
      url: `${provider.url}/old`,
      headers: { 'if-none-match': '"0"' },
      maxBytes: 9,
    });
    expect(answer).toMatchObject({
      status: 200,
      url: `${provider.url}/new/a.xml?b=c`,
      headers: { etag: '"1"', vary: 'a, b' },
    });
    expect(textOf(answer.body)).toBe('ok');
    expect(headerOf(provider.heads[1], 'user-agent')).toBe('IOOS-Harvest-Registry/1.0 (+https://ioos.us)');
    expect(headerOf(provider.heads[1], 'if-none-match')).toBe('"0"');
  });

  it('gives an empty body with 304, and keeps the connection', async () => {
    const ports = new Set<number | undefined>();
    const provider = await start((socket) => {
      ports.add(socket.remotePort);
      socket.write('HTTP/1.1 304 Not Modified\r\n\r\n');
    });
    const client = clientWith();
    for (let i = 0; i < 9; i += 1) {
      const answer = await client.fetch({ url: `${provider.url}/a.xml`, maxBytes: 9 });
      expect([answer.status, answer.body.length]).toEqual([304, 0]);
    }
    // The pool may open a second one while the first is just becoming free.
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it('leaves out a conditional header that no request can carry', async () => {
    const provider = await start((socket) => void socket.write(answerText('200 OK', {}, 'ok')));
    const headers = { 'if-none-match': '"a\nb"', 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' };
    await clientWith().fetch({ url: `${provider.url}/a.xml`, headers, maxBytes: 9 });
    expect(provider.heads[0]).not.toContain('if-none-match');
    expect(provider.heads[0]).toContain('if-modified-since');
  });

  it('follows as many redirects as the limit says', async () => {
    const provider = await start((socket) => void socket.write(answerText('302 x', { location: '/' })));
    expect(await codeOf(clientWith().fetch({ url: provider.url, maxBytes: 9 }))).toBe('SOURCE_TOO_MANY_REDIRECTS');
    expect(provider.requests).toHaveLength(6);
  });

  it('repeats a POST with its body at a redirect, and turns it into a GET after 303', async () => {
    const provider = await start((socket, head) => {
      const status = /POST \/(\d+) /.exec(head)?.[1];
      if (status === undefined) socket.write(answerText('200 OK', {}, head.split(' ')[0]));
      else socket.write(answerText(`${status} x`, { location: '/csw' }));
    });
    const client = clientWith();
    const methods: Record<string, string> = {};
    for (const status of ['301', '302', '303', '307', '308']) {
      const request = {
        url: `${provider.url}/${status}`,
        method: 'POST' as const,
        body: '<GetRecords/>',
        maxBytes: 99,
      };
      methods[status] = textOf((await client.fetch(request)).body);
    }
    expect(methods).toEqual({ 301: 'POST', 302: 'POST', 303: 'GET', 307: 'POST', 308: 'POST' });
  });
});

describe('createSourceClient: credentials of a source', () => {
  const secret = /dTpwIQ|u:p|p%21|p!|@/;

  it('go to its own origin, for documents without them too, and to no other', async () => {
    const other = await start((socket) => void socket.write(answerText('200 OK', {}, 'other')), { host: '127.0.0.2' });
    const provider = await start((socket, head) => {
      const isLeaving = head.startsWith('GET /leave ');
      socket.write(isLeaving ? answerText('302 x', { location: `${other.url}/b` }) : answerText('200 OK', {}, 'ok'));
    });
    const withUserInfo = (path: string) => `${provider.url.replace('//', '//u:p%21@')}${path}`;
    const client = clientWith();
    const first = await client.fetch({ url: withUserInfo('/a'), maxBytes: 9 });
    await client.fetch({ url: `${provider.url}/b`, maxBytes: 9 });
    const left = await client.fetch({
      url: withUserInfo('/leave'),
      headers: { authorization: 'Basic x', cookie: 'y' },
      maxBytes: 9,
    });
    expect(provider.heads.slice(0, 2).map((head) => headerOf(head, 'authorization'))).toEqual(
      Array(2).fill('Basic dTpwIQ=='),
    );
    expect(other.heads).toHaveLength(1);
    expect(other.heads[0]).not.toMatch(/authorization|cookie/i);
    expect(JSON.stringify([first, left])).not.toMatch(secret);
  });

  it('are those of the source URL when a later slice asks for documents only', async () => {
    const provider = await start((socket) => void socket.write(answerText('200 OK', {}, 'ok')));
    const client = clientWith({ sourceUrl: `${provider.url.replace('//', '//u:p%21@')}/waf/` });
    await client.fetch({ url: `${provider.url}/waf/a.xml`, maxBytes: 9 });
    expect(headerOf(provider.heads[0], 'authorization')).toBe('Basic dTpwIQ==');
  });

  it.each([
    'http://u:p!@127.0.0.1:1/a',
    'ftp://u:p!@127.0.0.1/',
    'http://u:p!@a b/',
    'http:\\\\u:p!@127.0.0.1:1/',
    'http://u:p!@[::1/',
  ])('are in no part of the error for %s', async (url) => {
    const client = clientWith({ limits: limitsWith({ fetchTries: 1 }) });
    const error = await client.fetch({ url, maxBytes: 9 }).catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(Error);
    const { message, stack, cause, ...rest } = error as Error;
    expect(`${message}${stack}${JSON.stringify([cause, rest])}${String((cause as Error)?.stack)}`).not.toMatch(secret);
  });
});

describe('createSourceClient: addresses', () => {
  const answers = (...rounds: string[][]): NonNullable<SourceClientOptions['lookup']> => {
    let round = 0;
    return (_host, _options, callback) => {
      const addresses = rounds[Math.min(round, rounds.length - 1)] ?? [];
      round += 1;
      callback(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      );
    };
  };
  const byeText = answerText('200 OK', { connection: 'close' }, 'ok');

  it('are checked at each connection, so a name that changes to 127.0.0.1 gains nothing', async () => {
    const inside = await start((socket) => void socket.end(byeText));
    const outside = await start((socket) => void socket.end(byeText), { host: '127.0.0.2' });
    const lookup = answers(['127.0.0.2'], ['127.0.0.1']);
    const client = clientWith({ allowPrivateAddresses: ['127.0.0.2'], lookup, ignoreRobots: true });
    expect(await codeOf(client.fetch({ url: `http://provider.example:${outside.port}/`, maxBytes: 9 }))).toBe(
      'answered',
    );
    const again = client.fetch({ url: `http://provider.example:${inside.port}/`, maxBytes: 9 });
    expect(await codeOf(again)).toBe('SOURCE_ADDRESS_FORBIDDEN');
    expect(inside.requests).toEqual([]);
  });

  it('that are open are connected to where a name has closed ones too', async () => {
    const outside = await start((socket) => void socket.end(byeText), { host: '127.0.0.2' });
    const lookup = answers(['127.0.0.1', '10.0.0.1', '127.0.0.2']);
    const client = clientWith({ allowPrivateAddresses: ['127.0.0.2'], lookup });
    expect(await codeOf(client.fetch({ url: `http://provider.example:${outside.port}/`, maxBytes: 9 }))).toBe(
      'answered',
    );
  });
});

describe('createSourceClient: further tries', () => {
  const firstThen = (first: Buffer | 'reset' | 'silence', times: number) =>
    start((socket, _head, count) => {
      if (count > times) return void socket.write(answerText('200 OK', {}, 'ok'));
      if (first === 'reset') return void socket.resetAndDestroy();
      if (first !== 'silence') socket.write(first);
    });

  it.each([
    { title: '503, once', first: answerText('503 Busy'), times: 1, tries: 2, ends: 'answered' },
    { title: '429, three times', first: answerText('429 Slow down'), times: 3, tries: 4, ends: 'answered' },
    { title: '502, for ever', first: answerText('502 Bad Gateway'), times: 99, tries: 4, ends: 'SOURCE_HTTP_STATUS' },
    { title: 'a reset, twice', first: 'reset' as const, times: 2, tries: 3, ends: 'answered' },
    {
      title: 'gzip cut off, once',
      first: answerText('200 OK', { 'content-encoding': 'gzip' }, gzipSync('abc').subarray(0, 9)),
      times: 1,
      tries: 2,
      ends: 'answered',
    },
    { title: 'silence, once', first: 'silence' as const, times: 1, tries: 2, ends: 'answered' },
    { title: 'silence, for ever', first: 'silence' as const, times: 99, tries: 2, ends: 'SOURCE_TIMEOUT' },
    { title: '404', first: answerText('404 Not Found'), times: 99, tries: 1, ends: 'SOURCE_HTTP_STATUS' },
    { title: '500', first: answerText('500 Oops'), times: 99, tries: 1, ends: 'SOURCE_HTTP_STATUS' },
    {
      title: 'Retry-After beyond the bound',
      first: answerText('503 Busy', { 'retry-after': '3600' }),
      times: 1,
      tries: 1,
      ends: 'SOURCE_HTTP_STATUS',
    },
    {
      title: 'Retry-After now',
      first: answerText('503 Busy', { 'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT' }),
      times: 1,
      tries: 2,
      ends: 'answered',
    },
  ])('after $title: $tries in all, then $ends', async ({ first, times, tries, ends }) => {
    const provider = await firstThen(first, times);
    const client = clientWith({ limits: limitsWith({ firstByteTimeoutMs: first === 'silence' ? 300 : 5_000 }) });
    expect(await codeOf(client.fetch({ url: `${provider.url}/a.xml`, maxBytes: 9 }))).toBe(ends);
    expect(provider.requests).toHaveLength(tries);
  });

  it('are not multiplied by those for robots.txt, and begin anew with the next request', async () => {
    const provider = await start((socket) => void socket.write(answerText('200 OK', {}, 'ok')));
    let lookups = 0;
    const client = clientWith({
      lookup: (_host, _options, callback) => {
        lookups += 1;
        if (lookups <= 4) callback(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []);
        else callback(null, [{ address: '127.0.0.1', family: 4 }]);
      },
    });
    const url = `http://provider.example:${provider.port}/a.xml`;
    const error = await client.fetch({ url, maxBytes: 9 }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'SOURCE_UNREACHABLE', message: expect.stringContaining(url) });
    expect(lookups).toBe(4);
    expect(await codeOf(client.fetch({ url, maxBytes: 9 }))).toBe('answered');
  });

  it('wait as long as Retry-After asks, and nobody else asks in between', async () => {
    const at: number[] = [];
    const provider = await start((socket, _head, count) => {
      at.push(performance.now());
      socket.write(count === 1 ? answerText('429 x', { 'retry-after': '1' }) : answerText('200 OK', {}, 'ok'));
    });
    const client = clientWith();
    const first = client.fetch({ url: `${provider.url}/a.xml`, maxBytes: 9 });
    await expect.poll(() => client.concurrency(provider.url)).toBe(8);
    await Promise.all([first, client.fetch({ url: `${provider.url}/b.xml`, maxBytes: 9 })]);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(990);
  });

  it('refuse at once what is asked of a host that wants to be left alone for long', async () => {
    const provider = await start((socket) => void socket.write(answerText('503 x', { 'retry-after': '3600' })));
    const client = clientWith();
    await codeOf(client.fetch({ url: `${provider.url}/a.xml`, maxBytes: 9 }));
    const error = await client.fetch({ url: `${provider.url}/b.xml`, maxBytes: 9 }).catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      message: expect.stringMatching(/left alone for another 3600 s/),
    });
    expect(provider.requests).toHaveLength(1);
  });

  it('are not begun when the time is over, which says nothing about the source', async () => {
    const provider = await start((socket) => void socket.write(answerText('503 x', { 'retry-after': '20' })));
    const client = clientWith({ timeLeftMs: () => 10_000 });
    const error = await client.fetch({ url: `${provider.url}/a.xml`, maxBytes: 9 }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'SOURCE_TIMEOUT', details: { timeIsUp: true } });
    expect(provider.requests).toHaveLength(1);
  });

  it('are not waited for beyond that time either', async () => {
    const provider = await start((socket) => void socket.write(answerText('503 x')));
    const limits = limitsWith({ fetchBackoffMs: 50_000 });
    const client = clientWith({ limits, timeLeftMs: () => 10_000, random: () => 0.9 });
    const error = await client.fetch({ url: `${provider.url}/a.xml`, maxBytes: 9 }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'SOURCE_TIMEOUT', details: { timeIsUp: true } });
  });

  it('end for all when the host is down for long, and begin again when it is back', async () => {
    let isDown = true;
    const provider = await start((socket) => {
      if (isDown) socket.resetAndDestroy();
      else socket.write(answerText('200 OK', {}, 'ok'));
    });
    const client = clientWith({ limits: limitsWith({ fetchTries: 1, fetchTimeoutMs: 500 }) });
    const ask = () =>
      client.fetch({ url: `${provider.url}/a.xml`, maxBytes: 9 }).catch((error: Error) => error.message);
    await expect.poll(ask, { timeout: 4_000 }).toMatch(/was not asked: its host has answered nothing for a while/);
    isDown = false;
    await expect.poll(ask, { timeout: 4_000 }).toMatchObject({ status: 200 });
  });

  it('bring every document home through a storm of 429', async () => {
    let active = 0;
    const provider = await start((socket) => {
      if (active >= 4) return void socket.write(answerText('429 Slow down'));
      active += 1;
      setTimeout(() => {
        active -= 1;
        socket.write(answerText('200 OK', {}, 'ok'));
      }, 5);
    });
    const client = clientWith({ limits: limitsWith({ fetchBackoffMs: 100 }) });
    const urls = Array.from({ length: 300 }, (_, i) => `${provider.url}/${i}.xml`);
    const codes = new Set<string>();
    const worker = async () => {
      for (let url = urls.pop(); url !== undefined; url = urls.pop())
        codes.add(await codeOf(client.fetch({ url, maxBytes: 9 })));
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    expect([...codes]).toEqual(['answered']);
    expect(client.concurrency(provider.url)).toBeLessThan(9);
  });
});

describe('createSourceClient: stream', () => {
  it('decompresses, and is as slow as its reader', async () => {
    let written = 0;
    const provider = await start((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n');
      const more = () => {
        while (written < 60_000_000 && socket.write(Buffer.alloc(65_536, 'x'))) written += 65_536;
        if (written >= 60_000_000) socket.end();
      };
      socket.on('drain', more);
      more();
    });
    // Time in which the reader is the slow one is not the provider's.
    const client = clientWith({ limits: limitsWith({ stallTimeoutMs: 300, fetchTimeoutMs: 2_000 }) });
    const { body } = await client.stream({ url: `${provider.url}/`, maxBytes: 100_000_000 });
    let bytes = 0;
    for await (const chunk of body) {
      if (bytes === 0) {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        expect(written).toBeLessThan(30_000_000);
      }
      bytes += chunk.length;
    }
    expect(bytes).toBeGreaterThanOrEqual(60_000_000);
  });

  it.each(['identity', 'gzip'])('closes the connection when its reader stops (%s)', async (coding) => {
    let isClosed = false;
    const noise = Buffer.from(Array.from({ length: 99_999 }, (_, i) => (i * i * 31) % 251));
    const body = coding === 'gzip' ? gzipSync(noise) : noise;
    const provider = await start((socket) => {
      socket.on('close', () => {
        isClosed = true;
      });
      socket.write(answerText('200 OK', { 'content-length': '999999', 'content-encoding': coding }, body));
    });
    const answer = await clientWith().stream({ url: `${provider.url}/`, maxBytes: 9_999_999 });
    for await (const _chunk of answer.body) break;
    await expect.poll(() => isClosed).toBe(true);
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP, identity', gzipSync],
    ['gzip, gzip', (bytes: Buffer) => gzipSync(gzipSync(bytes))],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
  ])('understands %s, as fetch does', async (coding, compress) => {
    const text = 'abc'.repeat(300_000);
    const body = compress(Buffer.from(text));
    const provider = await start(
      (socket) => void socket.write(answerText('200 OK', { 'content-encoding': coding }, body)),
    );
    const client = clientWith();
    const request = { url: `${provider.url}/`, maxBytes: 9_999_999 };
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await client.stream(request)).body) chunks.push(chunk);
    expect(textOf(Buffer.concat(chunks))).toBe(text);
    expect(textOf((await client.fetch(request)).body)).toBe(text);
  });
});
