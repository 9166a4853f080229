import { mkdir, mkdtemp, readFile, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoSource } from '../../../infra/local/demo-source.ts';
import { startDemoSource } from '../../../infra/local/demo-source.ts';

const awkwardNames = [
  'amp&ersand.xml',
  'hash#tag.xml',
  'lt<gt>.xml',
  'per%41cent.xml',
  'q?mark.xml',
  'wide space.xml',
  'é海.xml',
];
let home: string;
let folder: string;
let source: DemoSource;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'demo-source-'));
  folder = join(home, 'waf');
  await mkdir(join(folder, 'sub folder', 'deeper'), { recursive: true });
  for (const name of awkwardNames) await writeFile(join(folder, name), `<about>${name.length}</about>`);
  await writeFile(join(folder, 'sub folder', 'deeper', 'buoy.xml'), '<buoy/>');
  await writeFile(join(folder, '.swap.xml'), 'not for readers');
  await writeFile(join(folder, 'large.csv'), 'x'.repeat(45_000));
  await utimes(join(folder, 'large.csv'), new Date(), new Date('2026-03-04T05:06:07.500Z'));
  await writeFile(join(home, 'secret.xml'), '<secret/>');
  await symlink(join(home, 'secret.xml'), join(folder, 'leads-out.xml'));
  source = await startDemoSource({ folder });
});

afterAll(async () => {
  await source.stop();
  await rm(home, { recursive: true });
});

/** Addresses of a listing as a browser would follow them. */
async function linksOf(url: string): Promise<string[]> {
  const page = await (await fetch(url)).text();
  const hrefs = [...page.matchAll(/<a href="([^"]*)">/g)].map((match) => match[1]?.replaceAll('&amp;', '&') ?? '');
  return hrefs.filter((href) => !href.startsWith('?')).map((href) => new URL(href, url).href);
}

/** The status of a path exactly as written; fetch would tidy it first. */
function statusOfRawPath(path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(source.url);
  return new Promise((resolve, reject) => {
    request({ host: hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('startDemoSource', () => {
  it('lists every visible name once, under an address that leads to it', async () => {
    const links = await linksOf(source.url);
    expect(links).toHaveLength(awkwardNames.length + 2); // and large.csv, sub folder/
    const names = links.map((url) => decodeURIComponent(new URL(url).pathname.slice(1)));
    expect(names.sort()).toEqual([...awkwardNames, 'large.csv', 'sub folder/'].sort());
    for (const url of links) expect((await fetch(url)).status, url).toBe(200);
  });

  it('lists folders below with a link to their parent', async () => {
    const url = `${source.url}sub%20folder/deeper/`;
    expect(await linksOf(url)).toEqual([`${source.url}sub%20folder/`, `${url}buoy.xml`]);
    expect(await linksOf(`${source.url}sub%20folder/`)).toEqual([source.url, url]);
  });

  it('prints date and size behind the name, and cuts long names only in the text', async () => {
    const name = 'glider_ru29_of_the_northern_transect.xml';
    await writeFile(join(folder, name), '');
    const page = await (await fetch(source.url)).text();
    await unlink(join(folder, name));
    expect(page).toContain('<a href="large.csv">large.csv</a>               2026-03-04 05:06   44K');
    expect(page).toContain(`<a href="${name}">glider_ru29_of_the_n..&gt;</a> `);
    expect(page).toContain('<a href="amp%26ersand.xml">amp&amp;ersand.xml</a>');
  });

  it('leads from a folder without its slash to the one with it', async () => {
    const answer = await fetch(`${source.url}sub%20folder`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([301, '/sub%20folder/']);
  });

  it('serves a document with type, length and validators, to HEAD without the body', async () => {
    const url = `${source.url}sub%20folder/deeper/buoy.xml`;
    for (const method of ['GET', 'HEAD']) {
      const answer = await fetch(url, { method });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/xml');
      expect(answer.headers.get('content-length')).toBe('7');
      expect(answer.headers.get('etag')).toMatch(/^"[^"]+"$/);
      expect(Date.parse(answer.headers.get('last-modified') ?? '')).not.toBeNaN();
      expect(await answer.text()).toBe(method === 'GET' ? '<buoy/>' : '');
    }
  });

  it('answers 304 to the validators of the present version, and the new version once it is written', async () => {
    const url = `${source.url}large.csv`;
    const first = await fetch(url);
    await first.arrayBuffer();
    const etag = first.headers.get('etag') ?? '';
    const since = { 'if-modified-since': first.headers.get('last-modified') ?? '' };
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await fetch(url, { headers: { 'if-none-match': `"other", W/${etag}` } })).status).toBe(304);
    expect((await fetch(url, { headers: since })).status).toBe(304);
    expect((await fetch(url, { headers: { ...since, 'if-none-match': '"other"' } })).status).toBe(200);

    await writeFile(join(folder, 'new.csv'), 'y'.repeat(45_000));
    await rename(join(folder, 'new.csv'), join(folder, 'large.csv'));
    const second = await fetch(url, { headers: { 'if-none-match': etag } });
    expect([second.status, (await second.text()).slice(0, 3)]).toEqual([200, 'yyy']);
  });

  it.each([
    '/../secret.xml',
    '/..%2Fsecret.xml',
    '/%2e%2e/secret.xml',
    '/sub%20folder/../../secret.xml',
    '/..%5Csecret.xml',
    '/sub%20folder%2Fdeeper/buoy.xml',
    '//etc/passwd',
    '/leads-out.xml',
    '/.swap.xml',
    '/%00.xml',
    '/%E0%A4%A.xml',
    '/large.csv/',
    '/large.csv/below.xml',
    '/absent.xml',
    '/robots.txt',
    `/${'n'.repeat(300)}.xml`,
  ])('has nothing at %s', async (path) => {
    expect(await statusOfRawPath(path)).toBe(404);
  });

  it('refuses other methods', async () => {
    const answer = await fetch(source.url, { method: 'POST', body: 'x' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('does not start on a folder that is not there, nor on a port that is taken', async () => {
    await expect(startDemoSource({ folder: join(home, 'absent') })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    const port = Number(new URL(source.url).port);
    await expect(startDemoSource({ folder, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe("the demo provider's documents", () => {
  it('are all listed, each with a verdict and a row in the table of fixtures', async () => {
    const fixtures = new URL('../../fixtures/', import.meta.url);
    const verdicts = JSON.parse(await readFile(new URL('demo-verdicts.json', fixtures), 'utf8'));
    const table = await readFile(new URL('README.md', fixtures), 'utf8');
    const demo = await startDemoSource({ folder: fileURLToPath(new URL('demo-waf/', fixtures)) });
    const listed = await Promise.all(['', 'erddap/', 'thredds/'].map((path) => linksOf(demo.url + path)));
    await demo.stop();
    const names = listed.flat().map((url) => decodeURIComponent(url.slice(demo.url.length)));
    const documents = names.filter((name) => name.endsWith('.xml')).sort();
    expect(documents).toEqual(Object.keys(verdicts).sort());
    expect([...table.matchAll(/^\| `(.+?)` \| .* \| (.+?) \| .* \|.*\|$/gm)].map((row) => row[1]).sort()).toEqual(
      documents,
    );
    for (const name of documents) expect(table).toMatch(new RegExp(`\`${name}\` .*\\| ${verdicts[name].verdict} \\|`));
    expect(names).toEqual(expect.arrayContaining(['README.txt', 'data.csv']));
  });
});
