import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultLimits, type Limits } from '../../../functions/domain/limits.ts';
import { isComplete, type ListingState } from '../../../functions/domain/listing.ts';
import { createSourceClient } from '../../../functions/sources/fetch.ts';
import { sourceType } from '../../../functions/sources/source-types.ts';
import { listWaf } from '../../../functions/sources/waf/list.ts';

type Answer = string | ((request: IncomingMessage, response: ServerResponse) => void);

const closing: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Serves pages by path; what is not there is 404. `paths` are those asked for. */
async function serve(pages: Record<string, Answer>): Promise<{ url: string; paths: string[]; pages: typeof pages }> {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path !== '/robots.txt') paths.push(path);
    const page = pages[path];
    response.setHeader('content-type', 'text/html');
    if (typeof page === 'function') page(request, response);
    else response.writeHead(page === undefined ? 404 : 200).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths, pages };
}

/** A listing as nginx prints it; a name may come with its date. */
const index = (...names: string[]) => {
  const lines = names.map((name) => `<a href="${name}">${name}</a>   01-Oct-2026 08:00   1\n`);
  return `<html><body><h1>Index of /</h1><hr><pre><a href="../">../</a>\n${lines.join('')}</pre><hr></body></html>`;
};

interface RunOptions {
  limits?: Partial<Limits>;
  from?: ListingState;
  isTimeUp?: () => boolean;
  progress?: number[];
}

async function list(url: string, options: RunOptions = {}): Promise<ListingState> {
  const limits = { ...defaultLimits, fetchBackoffMs: 1, fetchTries: 1, ...options.limits };
  const client = createSourceClient({ limits, userAgent: 'test', allowPrivateAddresses: true });
  try {
    const run = {
      client,
      limits,
      isTimeUp: options.isTimeUp ?? (() => false),
      onProgress: (listed: number) => options.progress?.push(listed),
      keepBodies: () => Promise.reject(new Error('The documents of a folder do not come with its listing.')),
    };
    return await listWaf.list(url, options.from, run);
  } finally {
    await client.close();
  }
}

const pathsOf = (listing: ListingState) => listing.documents.map(({ url }) => new URL(url).pathname).sort();
const codesOf = (notices: { code: string }[]) => notices.map(({ code }) => code);

describe('listWaf', () => {
  it('finds the documents of the folder and its subfolders, each once', async () => {
    const { url, paths } = await serve({
      '/waf/': index('a/', 'x.xml', 'x.xml', 'n.txt', '%41.xml'),
      '/waf/a/': index('../x.xml', '../A.xml', 'y.XML', 'b.xml/'),
      '/waf/a/b.xml/': index('z.xml'),
    });
    const progress: number[] = [];
    const listing = await list(`${url}/waf/`, { progress });
    expect(pathsOf(listing)).toEqual(['/waf/%41.xml', '/waf/a/b.xml/z.xml', '/waf/a/y.XML', '/waf/x.xml']);
    expect(isComplete(listing)).toBe(true);
    expect(paths).toEqual(['/waf/', '/waf/a/', '/waf/a/b.xml/']);
    expect(progress.at(-1)).toBe(4);
  });

  it('asks for HTML, so that Caddy does not answer JSON', async () => {
    let accept = '';
    const { url } = await serve({
      '/': (request, response) => {
        accept = request.headers.accept ?? '';
        response.end(index('x.xml'));
      },
    });
    await list(url);
    expect(accept).toMatch(/^text\/html/);
    expect(accept).not.toContain('json');
  });

  it('goes on where the slice before ended, and finds the same', async () => {
    const pages: Record<string, string> = {
      '/waf/': index('p/q/', ...Array.from({ length: 9 }, (_, number) => `f${number}/`), 'p/'),
      '/waf/p/': index('q/', 'c.xml'),
      '/waf/p/q/': index('d.xml'),
    };
    for (let number = 0; number < 9; number++) pages[`/waf/f${number}/`] = index('a.xml', 'sub/');
    for (let number = 0; number < 9; number++) pages[`/waf/f${number}/sub/`] = index('b.xml');
    const { url, paths } = await serve(pages);
    const whole = await list(`${url}/waf/`);
    paths.length = 0;
    let state: ListingState | undefined;
    let slices = 0;
    do {
      state = await list(`${url}/waf/`, {
        isTimeUp: () => true,
        ...(state && { from: JSON.parse(JSON.stringify(state)) }),
      });
      slices++;
    } while (state.cursor !== undefined);
    expect(slices).toBeGreaterThan(4);
    expect(state).toEqual(whole);
    expect(paths.length).toBe(new Set(paths).size);
  });

  it('reads a page in the next slice when the time ends under it', async () => {
    let isTimeUp = false;
    const { url, pages } = await serve({
      '/': index('a/'),
      '/a/': index('b/', 'x.xml'),
      '/a/b/': () => {
        isTimeUp = true;
      },
    });
    const cut = await list(url, { isTimeUp: () => isTimeUp, limits: { firstByteTimeoutMs: 60, fetchTimeoutMs: 60 } });
    expect(cut.failures).toEqual([]);
    expect(cut.cursor).toMatchObject({ queue: [{ url: `${url}/a/b/` }] });
    pages['/a/b/'] = index('y.xml');
    const whole = await list(url, { from: cut });
    expect(pathsOf(whole)).toEqual(['/a/b/y.xml', '/a/x.xml']);
    expect(isComplete(whole)).toBe(true);
  });

  it('throws when the first page cannot be read, and says what it is', async () => {
    const { url } = await serve({ '/login/': '<html><title>Log in</title><input type="password"></html>' });
    await expect(list(`${url}/gone/`)).rejects.toMatchObject({ code: 'SOURCE_HTTP_STATUS' });
    await expect(list(`${url}/login/`)).rejects.toMatchObject({
      code: 'SOURCE_NOT_A_LISTING',
      message: /a login page/,
    });
  });

  it.each<[what: string, answer: Answer, code: string]>([
    ['is gone', (_request, response) => response.writeHead(404).end(), 'SOURCE_HTTP_STATUS'],
    ['is forbidden', (_request, response) => response.writeHead(403).end(), 'SOURCE_HTTP_STATUS'],
    ['answers with a web page', '<html><title>Hello</title><p>Hello</html>', 'SOURCE_NOT_A_LISTING'],
    ['is cut', index('c.xml').slice(0, -40), 'SOURCE_BROKEN_RESPONSE'],
    [
      'breaks off',
      (_request, response) =>
        response.writeHead(200, { 'content-length': 9999 }).write('<html>', () => response.destroy()),
      'SOURCE_BROKEN_RESPONSE',
    ],
    [
      'redirects elsewhere',
      (_request, response) => response.writeHead(302, { location: '/other/' }).end(),
      'OUTSIDE_SOURCE',
    ],
  ])('is not complete when a subfolder %s', async (_what, answer, code) => {
    const { url } = await serve({
      '/waf/': index('a/', 'b/'),
      '/waf/a/': answer,
      '/waf/b/': index('b.xml'),
      '/other/': index('o.xml'),
    });
    const listing = await list(`${url}/waf/`);
    expect(pathsOf(listing)).toEqual(['/waf/b/b.xml']);
    expect(listing.failures).toEqual([{ code, message: expect.stringContaining('/waf/a/'), url: `${url}/waf/a/` }]);
    expect(isComplete(listing)).toBe(false);
  });

  it('takes the place a redirect leads to as the source, and says so', async () => {
    const { url } = await serve({
      '/old/': (_request, response) => response.writeHead(301, { location: '/new/waf/' }).end(),
      '/new/waf/': index('x.xml', '/old/y.xml', 'a/'),
      '/new/waf/a/': index('z.xml'),
    });
    const listing = await list(`${url}/old/`);
    expect(pathsOf(listing)).toEqual(['/new/waf/a/z.xml', '/new/waf/x.xml']);
    expect(codesOf(listing.notices)).toEqual(['SOURCE_MOVED', 'OUTSIDE_SOURCE']);
    expect(isComplete(listing)).toBe(true);
  });

  it('does not speak of a redirect that only adds the slash', async () => {
    const { url } = await serve({
      '/waf': (_request, response) => response.writeHead(301, { location: '/waf/' }).end(),
      '/waf/': index('x.xml'),
    });
    expect((await list(`${url}/waf`)).notices).toEqual([]);
  });

  it('reads a folder that answers without its slash', async () => {
    const { url } = await serve({ '/waf': index('x.xml', 'a/'), '/waf/a/': index('y.xml') });
    expect(pathsOf(await list(`${url}/waf`))).toEqual(['/waf/a/y.xml', '/waf/x.xml']);
  });

  it('refuses a page whose documents are all elsewhere', async () => {
    const { url } = await serve({ '/waf/': index('https://data.example.org/waf/x.xml') });
    const error = {
      code: 'SOURCE_NOT_A_LISTING',
      message: expect.stringContaining('https://data.example.org/waf/x.xml'),
    };
    await expect(list(`${url}/waf/`)).rejects.toMatchObject(error);
  });

  it('is not complete when folders lie deeper than the limit', async () => {
    const { url, paths } = await serve({ '/': index('a/'), '/a/': index('x.xml', 'b/'), '/a/b/': index('y.xml') });
    const listing = await list(url, { limits: { maxDepth: 1 } });
    expect(pathsOf(listing)).toEqual(['/a/x.xml']);
    expect(listing.failures).toMatchObject([{ code: 'DEPTH_LIMIT', url: `${url}/a/b/` }]);
    expect(paths).not.toContain('/a/b/');
  });

  it('is not complete when there are more documents than the limit', async () => {
    const { url } = await serve({
      '/': index('a.xml', 'b.xml', 'sub/', 'two/'),
      '/sub/': index('c.xml', 'd.xml', 'deep/'),
      '/two/': index('e.xml'),
    });
    const listing = await list(url, { limits: { maxDocuments: 3 } });
    expect(listing.documents).toHaveLength(3);
    expect(listing.cursor).toBe(undefined);
    expect(codesOf(listing.failures)).toEqual(['DOCUMENT_LIMIT']);
    expect(isComplete(listing)).toBe(false);
  });

  it('reads a folder that holds a link to itself once', async () => {
    const page = index('loop/', 'x.xml');
    const { url, paths } = await serve({ '/waf/': page, '/waf/loop/': page, '/waf/loop/loop/': page });
    const listing = await list(`${url}/waf/`);
    expect(pathsOf(listing)).toEqual(['/waf/x.xml']);
    expect(codesOf(listing.notices)).toEqual(['FOLDER_LOOP']);
    expect(isComplete(listing)).toBe(true);
    expect(paths).toHaveLength(2);
  });

  it('ends at the depth limit in a loop without dates', async () => {
    const page =
      '<html><h1>Index of /waf</h1><ul><li><a href="loop/">loop/</a><li><a href="x.xml">x.xml</a></ul></html>';
    const { url, paths } = await serve({ '/': page, '/loop/': page, '/loop/loop/': page, '/loop/loop/loop/': page });
    expect(codesOf((await list(url)).failures)).toEqual(['DEPTH_LIMIT']);
    expect(paths).toHaveLength(4);
  });

  it('keeps what an attempt can hold of many failures', async () => {
    const { url } = await serve({ '/': index(...Array.from({ length: 80 }, (_, number) => `f${number}/`)) });
    const { failures } = await list(url);
    expect(failures).toHaveLength(51);
    expect(failures.at(-1)).toMatchObject({ code: 'MORE_FAILURES' });
  });

  it('follows the pages of a bucket to their end', async () => {
    const bucket = (keys: string[], more: string) => {
      const contents = keys.map((key) => `<Contents><Key>${key}</Key><ETag>"${key}"</ETag></Contents>`).join('');
      return `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${contents}${more}</ListBucketResult>`;
    };
    const more = (token: string) =>
      `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>`;
    const { url, pages } = await serve({
      '/': bucket(['a b.xml', 'sub/c.xml'], more('t 1')),
      '/?list-type=2&continuation-token=t%201': bucket(['d.xml'], more('t2')),
      '/?list-type=2&continuation-token=t2': bucket(['e.xml'], '<IsTruncated>false</IsTruncated>'),
    });
    const listing = await list(url);
    expect(listing.documents.map(({ url: found, etag }) => [new URL(found).pathname, etag])).toEqual([
      ['/a%20b.xml', 'a b.xml'],
      ['/sub/c.xml', 'sub/c.xml'],
      ['/d.xml', 'd.xml'],
      ['/e.xml', 'e.xml'],
    ]);
    expect(isComplete(listing)).toBe(true);

    pages['/?list-type=2&continuation-token=t2'] = bucket(['e.xml'], more('t2'));
    expect(codesOf((await list(url)).failures)).toEqual(['SOURCE_BROKEN_RESPONSE']);
    delete pages['/?list-type=2&continuation-token=t2'];
    expect(codesOf((await list(url)).failures)).toEqual(['SOURCE_HTTP_STATUS']);
  });

  it('goes from a THREDDS page to its catalogue and to those below', async () => {
    const catalog = (name: string, reference = '') =>
      `<catalog xmlns="http://www.unidata.ucar.edu/namespaces/thredds/InvCatalog/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink">
        <service name="iso" serviceType="ISO" base="/thredds/iso/"/>${reference}
        <dataset ID="${name}" urlPath="${name}.nc"><serviceName>iso</serviceName></dataset></catalog>`;
    const { url } = await serve({
      '/thredds/catalog/g/catalog.html': '<html><title>Catalog</title><a href="catalog.html?dataset=a">a</a></html>',
      '/thredds/catalog/g/catalog.xml': catalog(
        'a',
        '<catalogRef xlink:href="2025/catalog.xml"/><catalogRef xlink:href="../catalog.xml"/>',
      ),
      '/thredds/catalog/g/2025/catalog.xml': catalog('b'),
    });
    const listing = await list(`${url}/thredds/catalog/g/catalog.html`);
    expect(pathsOf(listing)).toEqual(['/thredds/iso/a.nc', '/thredds/iso/b.nc']);
    expect(isComplete(listing)).toBe(true);
  });
});

describe('sourceType', () => {
  it('knows WAF, and names what it knows when asked for another', () => {
    expect(sourceType('WAF')).toBe(listWaf);
    expect(() => sourceType('FTP')).toThrow(expect.objectContaining({ code: 'SOURCE_TYPE_UNSUPPORTED' }));
  });
});
