import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultLimits } from '../../functions/domain/limits.ts';
import { createSourceClient, type SourceClientOptions } from '../../functions/sources/fetch.ts';
import { closingRule, parseRobots } from '../../functions/sources/robots.ts';
import { answerText, startRawProvider } from './raw-provider.ts';

const token = 'IOOS-Harvest-Registry';
const closes = (text: string, path: string) =>
  closingRule(parseRobots(text, token), new URL(path, 'https://data.example/'))?.path;
const forAll = (...lines: string[]) => ['User-agent: *', ...lines].join('\n');

describe('closingRule', () => {
  it.each([
    ['nothing', '', '/a.xml', undefined],
    ['an HTML page', '<html>User-agent of the page</html>', '/a.xml', undefined],
    ['an empty Disallow', forAll('Disallow:'), '/a.xml', undefined],
    ['Disallow: /', forAll('Disallow: /'), '/a.xml', '/'],
    ['robots.txt itself', forAll('Disallow: /'), '/robots.txt', undefined],
    ['a folder', forAll('Disallow: /waf/'), '/waf/a.xml', '/waf/'],
    ['another folder', forAll('Disallow: /waf/'), '/wafs/a.xml', undefined],
    ['case of paths', forAll('Disallow: /WAF'), '/waf/', undefined],
    ['a longer Allow', forAll('Disallow: /', 'Allow: /waf/'), '/waf/a.xml', undefined],
    ['a longer Disallow', forAll('Allow: /waf', 'Disallow: /waf/x'), '/waf/x.xml', '/waf/x'],
    ['a tie', forAll('Disallow: /waf', 'Allow: /waf'), '/waf/', undefined],
    ['a wildcard', forAll('Disallow: /*.xml'), '/waf/a.xml?b', '/*.xml'],
    ['an end', forAll('Disallow: /*.xml$'), '/waf/a.xml?b', undefined],
    ['an end that is there', forAll('Disallow: /*.xml$'), '/waf/a.xml', '/*.xml$'],
    ['an end without wildcard', forAll('Disallow: /waf$'), '/waf', '/waf$'],
    ['a query', forAll('Disallow: /*?service='), '/csw?service=CSW', '/*?service='],
    ['encodings of one path', forAll('Disallow: /%7Eme/%c3%a9'), '/~me/é/a.xml', '/%7Eme/%c3%a9'],
    ['an encoded slash, which is no slash', forAll('Disallow: /a/b'), '/a%2Fb', undefined],
    ['our own group instead of *', `${forAll('Disallow: /')}\nUser-agent: ${token}\nDisallow: /x`, '/a.xml', undefined],
    ['our own group in other case', `User-agent: ioos-harvest-registry/1.0\nDisallow: /`, '/a.xml', '/'],
    ['the group of somebody with a longer name', `User-agent: ${token}-Test\nDisallow: /`, '/a.xml', undefined],
    ['several names over one group', `User-agent: x\nUser-agent: ${token}\nDisallow: /`, '/a.xml', '/'],
    [
      'several groups for us',
      `User-agent: ${token}\nAllow: /a\nUser-agent: x\nDisallow: /\nUser-agent: ${token}\nDisallow: /b`,
      '/b.xml',
      '/b',
    ],
    ['comments, odd case and spaces', 'USER-AGENT : * # all\r\n  disallow:/waf # no\r\n', '/waf/', '/waf'],
    ['lines that are no rules in between', forAll('Sitemap: https://x/', 'Disallow: /a'), '/a', '/a'],
    ['a rule before any group', 'Disallow: /\nUser-agent: *\nAllow: /', '/a', undefined],
    ['a byte order mark', `\uFEFF${forAll('Disallow: /')}`, '/a', '/'],
  ])('reads %s', (_title, text, path, rule) => {
    expect(closes(text, path)).toBe(rule);
  });

  it('is quick with a pattern made to be slow', () => {
    const startedAt = performance.now();
    expect(closes(forAll(`Disallow: /${'*a'.repeat(5_000)}b$`), `/${'a'.repeat(20_000)}`)).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

describe('parseRobots', () => {
  it('reads Crawl-delay of the group that is ours', () => {
    const text = `User-agent: *\nCrawl-delay: 30\n\nUser-agent: ${token}\nCrawl-delay: 1.5\nDisallow:`;
    expect(parseRobots(text, token).crawlDelayMs).toBe(1_500);
    expect(parseRobots(forAll('Crawl-delay: often'), token).crawlDelayMs).toBeUndefined();
  });
});

const closing: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const startWith = async (robots: Buffer | 'reset', options: Partial<SourceClientOptions> = {}) => {
  const provider = await startRawProvider(
    (socket, head) => {
      if (!head.startsWith('GET /robots.txt')) socket.write(answerText('200 OK', {}, 'ok'));
      else if (robots === 'reset') socket.resetAndDestroy();
      else socket.write(robots);
    },
    { seesRobots: true },
  );
  const client = createSourceClient({
    limits: { ...defaultLimits, fetchBackoffMs: 1 },
    userAgent: `${token}/1.0 (+https://ioos.us)`,
    allowPrivateAddresses: true,
    ...options,
  });
  closing.push(
    () => client.close(),
    () => provider.close(),
  );
  return { provider, client, ask: (path: string) => client.fetch({ url: `${provider.url}${path}`, maxBytes: 99 }) };
};

describe('createSourceClient and robots.txt', () => {
  it('asks for it once, keeps to it, and says which rule it was and what to do', async () => {
    const { provider, ask } = await startWith(answerText('200 OK', {}, forAll('Disallow: /private')));
    await Promise.all([ask('/a.xml'), ask('/b.xml')]);
    await expect(ask('/private/a.xml')).rejects.toMatchObject({
      code: 'SOURCE_ROBOTS_DISALLOWED',
      message: expect.stringMatching(
        /"Disallow: \/private" under "User-agent: \*".*"User-agent: IOOS-Harvest-Registry"/,
      ),
    });
    expect(provider.requests.map((line) => line.split(' ')[1])).toEqual(['/robots.txt', '/a.xml', '/b.xml']);
  });

  it('does not ask where the harvest leaves it aside', async () => {
    const { provider, ask } = await startWith(answerText('200 OK', {}, forAll('Disallow: /')), { ignoreRobots: true });
    await ask('/a.xml');
    expect(provider.requests).toHaveLength(1);
  });

  it('keeps to it at the end of a redirect', async () => {
    const { provider } = await startWith(answerText('200 OK', {}, forAll('Disallow: /')));
    const { ask } = await startWith(answerText('404 x'));
    const from = await startRawProvider(
      (socket) => void socket.write(answerText('302 x', { location: `${provider.url}/a` })),
    );
    closing.push(() => from.close());
    await expect(ask('/a.xml')).resolves.toBeDefined();
    const { client } = await startWith(answerText('404 x'));
    await expect(client.fetch({ url: `${from.url}/a`, maxBytes: 9 })).rejects.toMatchObject({
      code: 'SOURCE_ROBOTS_DISALLOWED',
    });
  });

  it.each([
    { title: 'there is none', robots: answerText('404 Not Found'), connections: 16 },
    { title: 'it is forbidden', robots: answerText('403 Forbidden'), connections: 16 },
    { title: 'it redirects for ever', robots: answerText('302 x', { location: '/robots.txt' }), connections: 16 },
    {
      title: 'it is damaged',
      robots: answerText('200 OK', { 'content-encoding': 'gzip' }, 'Disallow: /'),
      connections: 1,
    },
    { title: 'the server fails', robots: answerText('500 Oops'), connections: 1 },
    { title: 'the server is busy', robots: answerText('503 Busy'), connections: 1 },
    { title: 'the connection breaks', robots: 'reset' as const, connections: 1 },
  ])('goes on with $connections at a time when $title', async ({ robots, connections }) => {
    const { provider, client, ask } = await startWith(robots);
    await ask('/a.xml');
    expect(client.concurrency(provider.url)).toBe(connections);
  });

  it('reads the first 500 KiB of one that is larger', async () => {
    const text = `${forAll('Disallow: /a')}\n${'# more\n'.repeat(400_000)}`;
    for (const robots of [
      answerText('200 OK', {}, text),
      answerText('200 OK', { 'content-encoding': 'gzip' }, gzipSync(text)),
    ]) {
      const { ask } = await startWith(robots);
      await expect(ask('/a.xml')).rejects.toMatchObject({ code: 'SOURCE_ROBOTS_DISALLOWED' });
    }
  });

  it('reads no more than that of one without end', async () => {
    const provider = await startRawProvider(
      (socket, head) => {
        if (!head.startsWith('GET /robots.txt')) return void socket.write(answerText('200 OK', {}, 'ok'));
        socket.write(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${forAll('Disallow: /a')}\n`);
        const more = () => {
          while (!socket.destroyed && socket.write(Buffer.alloc(65_536, '#'))) {
            // until the socket is full
          }
        };
        socket.on('drain', more);
        more();
      },
      { seesRobots: true },
    );
    const { client } = await startWith(answerText('404 x'));
    closing.push(() => provider.close());
    const asked = client.fetch({ url: `${provider.url}/a`, maxBytes: 9 });
    await expect(asked).rejects.toMatchObject({ code: 'SOURCE_ROBOTS_DISALLOWED' });
  });

  it('keeps the time between requests that Crawl-delay asks for', async () => {
    const { ask } = await startWith(answerText('200 OK', {}, forAll('Crawl-delay: 0.2')));
    const startedAt = performance.now();
    await Promise.all([ask('/a.xml'), ask('/b.xml'), ask('/c.xml')]);
    expect(performance.now() - startedAt).toBeGreaterThan(590);
  });
});
