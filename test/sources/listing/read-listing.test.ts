import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ListedDocument } from '../../../functions/domain/listing.ts';
import { readPage } from './read-page.ts';

interface Expected {
  url: string;
  kind: string;
  /** By URL: date, size and entity tag, separated by ` | `. */
  documents: Record<string, string>;
  folders: string[];
  next: string[];
  outside: number;
}

const folder = new URL('../../fixtures/listings/', import.meta.url);
const expected: Record<string, Expected> = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8'));
const fixture = (name: string) => readFileSync(new URL(name, folder), 'utf8');

const summary = ({ modified = '', size = '', etag }: ListedDocument) =>
  [modified, size, ...(etag ? [etag] : [])].join(' | ');
const urlsOf = (page: { documents: ListedDocument[] }) => page.documents.map(({ url }) => url);

describe('readListing', () => {
  for (const [name, { url, kind, documents, folders, next, outside }] of Object.entries(expected)) {
    it(`reads ${name}, whatever the chunks`, async () => {
      for (const chunkBytes of [7, 65_536]) {
        const page = await readPage(fixture(name), { url, chunkBytes });
        expect(page).toMatchObject({ kind, folders, next, outside: { count: outside }, isCut: false });
        expect(page.documents.map((document) => [document.url, summary(document)])).toEqual(Object.entries(documents));
      }
    });

    // a list of links without anything around it shows no end
    if (name === 'links-bare.html') continue;
    it(`notices when ${name} is cut`, async () => {
      const text = fixture(name).trimEnd();
      const end = Math.max(
        ...['</table>', '</pre>', '</ul>', '</list>', ']', 'Result>', 'catalog>'].map((tag) => text.lastIndexOf(tag)),
      );
      for (let part = 0.3; part < 1; part += 0.05) {
        const cut = text.slice(0, Math.floor(end * part));
        await expect(readPage(cut, { url }), `cut at ${cut.length}`).rejects.toThrow(/is not whole|is not a listing/);
      }
    });
  }

  it('knows a kind by its shape, with a content type that says something else', async () => {
    for (const contentType of ['', 'text/plain', 'application/xml', 'application/octet-stream']) {
      expect((await readPage(fixture('nginx.html'), { contentType })).kind).toBe('nginx');
      expect((await readPage(fixture('nginx-xml.xml'), { contentType })).kind).toBe('nginx-xml');
      expect((await readPage(fixture('nginx-json.json'), { contentType })).kind).toBe('nginx-json');
    }
  });

  it('keeps the bytes of names that are not UTF-8', async () => {
    const page = Buffer.from(fixture('nginx.html').replaceAll('UPPER.XML', 'mer-\xe9.xml'), 'latin1');
    expect(urlsOf(await readPage(page, { chunkBytes: 3 }))).toContain('http://data.example.org/waf/mer-%E9.xml');
  });

  it('encodes names in UTF-8 as browsers do', async () => {
    const page = fixture('nginx.html').replaceAll('UPPER.XML', 'é-海.xml');
    for (const chunkBytes of [1, 2, 5, 1000]) {
      const { documents } = await readPage(page, { chunkBytes, contentType: 'text/html;charset=ISO-8859-1' });
      expect(documents.map(({ url }) => url)).toContain('http://data.example.org/waf/%C3%A9-%E6%B5%B7.xml');
    }
  });

  it('reads a folder that is served without its slash', async () => {
    const page = await readPage(fixture('apache-plain.html'), { url: 'http://data.example.org/waf' });
    expect(urlsOf(page)[0]).toBe('http://data.example.org/waf/UPPER.XML');
    expect(page.scope).toEqual({ folders: 'http://data.example.org/waf/', documents: 'http://data.example.org/waf/' });
  });

  it('reads a listing that was saved as a page of its folder', async () => {
    const page = await readPage(fixture('apache-plain.html'), { url: 'http://data.example.org/waf/index.html' });
    expect(urlsOf(page)[0]).toBe('http://data.example.org/waf/UPPER.XML');
  });

  it('gives no date where a row has several documents: it could be of either', async () => {
    const row =
      '<pre>2026-01-01 00:00 <a href="a.xml">a</a> 2026-02-02 00:00 <a href="b.xml">b</a> 2026-03-03 00:00\n</pre>';
    const page = await readPage(`<html><h1>Index of /waf</h1>${row}</html>`);
    expect(page.documents).toEqual([
      { url: 'http://data.example.org/waf/a.xml' },
      { url: 'http://data.example.org/waf/b.xml' },
    ]);
  });

  it.each([
    ['../x.xml'],
    ['/x.xml'],
    ['//elsewhere.example.org/waf/x.xml'],
    ['https://data.example.org/waf/x.xml'],
    ['http://data.example.org:8080/waf/x.xml'],
    ['http://data.example.org@elsewhere.example.org/waf/x.xml'],
    ['/waffle/x.xml'],
    ['..%2fx.xml'],
    ['sub/%2e%2e/..%2Fx.xml'],
    ['..\\x.xml'],
    ['%2e%2e/x.xml'],
  ])('leaves out %s, which is outside the source', async (href) => {
    const page = await readPage(`<html><h1>Index of /waf</h1><ul><li><a href="${href}">x</a></ul></html>`);
    expect(page).toMatchObject({ documents: [], outside: { count: 1 } });
  });

  it.each([
    ['javascript:x.xml'],
    ['mailto:x.xml'],
    ['data:text/xml,x.xml'],
    ['file:///x.xml'],
    ['http://[x.xml'],
    [''],
  ])('ignores the link %j', async (href) => {
    const page = await readPage(`<html><h1>Index of /waf</h1><ul><li><a href="${href}">x</a></ul></html>`);
    expect(page).toMatchObject({ documents: [], folders: [], outside: { count: 0 } });
  });

  it('drops parents, sorted views and other folders by their URL, not by their names', async () => {
    const hrefs = [
      '../',
      '/',
      '/waf/',
      './',
      '?C=N;O=D',
      '?C=S&O=A',
      '/other/',
      'sub/?C=M',
      'parent/',
      '#top',
      'Parent.xml',
    ];
    const items = hrefs.map((href) => `<li><a href="${href}">Parent Directory</a></li>`).join('');
    const page = await readPage(`<html><h1>Index of /waf</h1><ul>${items}</ul></html>`);
    expect(urlsOf(page)).toEqual(['http://data.example.org/waf/Parent.xml']);
    expect(page.folders).toEqual(['http://data.example.org/waf/parent/']);
  });

  it('counts spellings of one URL as one document', async () => {
    const hrefs = ['a%2db.xml', 'a-b.xml', './a-b.xml', '/waf/a%2Db.xml#x', 'é.xml', '%c3%a9.xml', '%C3%A9.xml'];
    const page = await readPage(
      `<html><h1>Index of /waf</h1>${hrefs.map((href) => `<li><a href="${href}">x</a>`).join('')}</html>`,
    );
    expect(urlsOf(page)).toEqual(['http://data.example.org/waf/a%2db.xml', 'http://data.example.org/waf/%C3%A9.xml']);
  });

  it('takes no file of another folder from formats that have names', async () => {
    const names = ['../a.xml', 'sub/a.xml', '..', '.', '', 'a.xml'];
    const json = JSON.stringify(names.map((name) => ({ name, type: 'file' })));
    expect(urlsOf(await readPage(json))).toEqual(['http://data.example.org/waf/a.xml']);
    const xml = `<list>${names.map((name) => `<file>${name}</file>`).join('')}</list>`;
    expect(urlsOf(await readPage(xml))).toEqual(['http://data.example.org/waf/a.xml']);
    const keys = ['sub/../b.xml', './c.xml', 'd/e.xml'].map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
    const page = await readPage(`<ListBucketResult>${keys}</ListBucketResult>`);
    expect(urlsOf(page)).toEqual(['http://data.example.org/waf/d/e.xml']);
  });

  it('stops at the bound on entries and says so', async () => {
    const items = Array.from({ length: 5000 }, (_, index) => `<li><a href="${index}.xml">x</a></li>`).join('');
    const page = await readPage(`<html><h1>Index of /waf</h1><ul>${items}</ul></html>`, {
      maxEntries: 100,
      chunkBytes: 1000,
    });
    expect(page.isCut).toBe(true);
    expect(page.documents.length).toBeLessThan(300);
  });
});

describe('readListing of something else', () => {
  const html = (title: string, body: string) =>
    `<!doctype html><html><head><title>${title}</title></head><body>${body}</body></html>`;
  it.each<[found: RegExp, page: string | Uint8Array]>([
    [
      /a login page \("Sign in"\)/,
      html('Sign in', '<form><input name=user><input type="password"></form><a href="help/">Help</a>'),
    ],
    [/a login page/, html('NOAA', '<a href="a.xml">feed</a><form><input type=Password></form>')],
    [/an error page \("404 Not Found"\)/, html('404 Not Found', '<h1>Not Found</h1><a href="sitemap.xml">map</a>')],
    [/an error page/, html('Data portal', '<h1>Service unavailable</h1><p>Please come back later.</p>')],
    [
      /that JavaScript builds/,
      html('App', `<script>${'render(); '.repeat(200)}</script><style>${'p {} '.repeat(200)}</style>`),
    ],
    [/that JavaScript builds/, html('Bucket', '<div id="root"></div><script src="app.js"></script>')],
    [
      /a web page \("Welcome"\) that does not list XML/,
      html('Welcome', '<p>Hello</p><a href="data/">data</a><a href="/">home</a>'),
    ],
    [/a web page/, html('News', `<a href="rss.xml">feed</a>${'<a href="/x/1.html">x</a><a href="/x/2.html">y</a>'}`)],
    [/an empty page/, ''],
    [/an empty page/, ' \n\t '],
    [/an empty page/, '<html><body></body></html>'],
    [/a web page that does not list/, 'There is nothing here.'],
    [
      /a single ISO 19115 document/,
      '<?xml version="1.0"?><gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd"/>',
    ],
    [/a single ISO 19115-2 document/, '<gmi:MI_Metadata xmlns:gmi="http://www.isotc211.org/2005/gmi"/>'],
    [
      /the capabilities of a service.*CSW/,
      '<!-- c --><csw:Capabilities xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"/>',
    ],
    [/an XML document \(root element note\)/, '<note>x</note>'],
    [/an XML document \(root element list\)/, '<list xmlns="urn:x"><file>a.xml</file></list>'],
    [/an XML document \(root element catalog\)/, '<catalog><dataset/></catalog>'],
    [/an error of an object store/, '<Error><Code>AccessDenied</Code></Error>'],
    [/JSON that is no list of files/, '{"status":"error"}'],
    [/JSON that is no list of files/, '[1, 2, 3]'],
    [/JSON that is no list of files/, '["a.xml"]'],
    [/JSON whose entries are no files/, '[{"id":1}]'],
    [/a gzip file/, Uint8Array.from([0x1f, 0x8b, 8, 0])],
    [/a PDF file/, '%PDF-1.7'],
    [/a NetCDF file/, 'CDF\x01\0\0'],
    [/binary data/, 'abc\0def'],
    [/UTF-16/, Buffer.from('\ufeff<html><h1>Index of /waf</h1></html>', 'utf16le')],
    [
      /a THREDDS catalog whose datasets have no ISO/,
      fixture('thredds.xml').replace('serviceType="ISO"', 'serviceType="WMS"'),
    ],
  ])('says that it found %s', async (found, page) => {
    const error = await readPage(page).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'SOURCE_NOT_A_LISTING', message: expect.stringMatching(found) });
    expect((error as Error).message).toContain('http://data.example.org/waf/ is not a listing of a folder but ');
  });

  it('says that it found plain text', async () => {
    const page = readPage('There is nothing here.', { contentType: 'text/plain' });
    await expect(page).rejects.toThrow(/but plain text/);
  });

  it.each([
    ['JSON that stops', '[{"name":"a.xml","type":"file"},{"name":"b.x'],
    ['JSON between entries', '[{"name":"a.xml","type":"file"},'],
    ['malformed JSON', '[{"name":"a.xml","type":file}]'],
    ['XML whose tags do not match', '<list><file>a.xml</file><directory>b</file></list>'],
    ['XML with two roots', '<list><file>a.xml</file></list><list/>'],
    ['a page that stops inside a link', '<a href="a.xml">a</a><br><a href="b.xml'],
    ['a page that stops inside the text of a link', '<a href="a.xml">a</a><br><a href="b.xml">b'],
    ['S3 without its continuation', '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>'],
  ])('takes %s for broken', async (_name, page) => {
    await expect(readPage(page)).rejects.toMatchObject({ code: 'SOURCE_BROKEN_RESPONSE' });
  });
});
