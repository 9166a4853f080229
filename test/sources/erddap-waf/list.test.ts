import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isComplete, type ListingState } from '../../../functions/domain/listing.ts';
import { listErddapWaf } from '../../../functions/sources/erddap-waf/list.ts';
import { type ErddapServer, startErddapServer } from '../../support/erddap-server.ts';
import { type ListOptions, listSlice } from '../../support/list-source.ts';
import { metadataDocument } from '../../support/provider.ts';

const codesOf = (notices: { code: string }[]) => notices.map(({ code }) => code);

describe('listErddapWaf', () => {
  let erddap: ErddapServer;
  beforeEach(async () => {
    erddap = await startErddapServer();
    for (const id of ['buoy_1', 'buoy-2', 'hfr']) erddap.datasets.set(id, { document: metadataDocument(id) });
  });
  afterEach(() => erddap.stop());

  const list = (url = erddap.url, options?: ListOptions): Promise<ListingState> =>
    listSlice(listErddapWaf, url, options);
  const idsOf = ({ documents }: ListingState) =>
    documents.map(({ url }) => /xml\/(.*)_iso19115\.xml$/.exec(url)?.[1]).sort();

  it.each(['old', 'new'] as const)('reads the %s listing page, with dates, where there is no table', async (page) => {
    Object.assign(erddap, { page, hasTable: false });
    const listing = await list();
    expect(idsOf(listing)).toEqual(['buoy-2', 'buoy_1', 'hfr']);
    expect(listing.documents[0]).toMatchObject({ modified: '07-Jan-2026 16:29' });
    expect(listing).toMatchObject({ failures: [], notices: [] });
    expect(erddap.paths).toHaveLength(2);
  });

  it.each(['old', 'new'] as const)(
    'takes what the table names besides, each once, beside the %s page',
    async (page) => {
      erddap.page = page;
      erddap.notOnPage.add('hfr');
      erddap.notInTable.add('buoy_1');
      const listing = await list();
      expect(idsOf(listing)).toEqual(['buoy-2', 'buoy_1', 'hfr']);
      expect(listing.documents.find(({ url }) => url.includes('buoy-2'))?.modified).toBe('07-Jan-2026 16:29');
      expect(listing.documents.find(({ url }) => url.includes('hfr'))?.modified).toBeUndefined();
      expect(isComplete(listing)).toBe(true);
      expect(erddap.paths).toEqual([
        '/erddap/tabledap/allDatasets.json?datasetID,iso19115',
        '/erddap/metadata/iso19115/xml/',
      ]);
    },
  );

  it('passes over rows without a document, and leaves out those of other hosts and paths', async () => {
    erddap.rows = [
      ['empty', ''],
      ['none', null],
      ['other', 'https://other.example.org/erddap/metadata/iso19115/xml/other_iso19115.xml'],
      ['private', `${erddap.base}/files/private.xml`],
      ['escaping', `${erddap.url}..%2f..%2fx.xml`],
    ];
    const listing = await list();
    expect(idsOf(listing)).toEqual(['buoy-2', 'buoy_1', 'hfr']);
    expect(listing.notices).toMatchObject([{ code: 'OUTSIDE_SOURCE', message: /names 3 documents .* such as https:/ }]);
  });

  it.each<[what: string, status: number]>([
    ['forbidden', 403],
    ['not there', 404],
    ['a bad request', 400],
  ])('says nothing of a table that is %s', async (_, status) => {
    erddap.answer = (path, response) => path.includes('allDatasets') && response.writeHead(status).end() !== undefined;
    const listing = await list();
    expect(listing.documents).toHaveLength(3);
    expect(listing).toMatchObject({ failures: [], notices: [] });
  });

  it.each<[what: string, body: string]>([
    ['a web page', '<html><body>Log in</body></html>'],
    ['other JSON', '{"table":{"columnNames":["a"],"rows":[]}}'],
    ['half of it', '{"table":{"columnNames":["datasetID","iso19115"],"rows":[["a",'],
    ['rows that are none', '{"table":{"columnNames":["datasetID","iso19115"],"rows":[1]}}'],
    ['null', 'null'],
  ])('remarks that the table is %s', async (_, body) => {
    erddap.answer = (path, response) => path.includes('allDatasets') && response.end(body) !== undefined;
    const listing = await list();
    expect(listing.documents).toHaveLength(3);
    expect(codesOf(listing.notices)).toEqual(['DATASET_TABLE_UNREAD']);
    expect(isComplete(listing)).toBe(true);
  });

  it('is not complete when the table cannot be read for the trouble the server has', async () => {
    erddap.answer = (path, response) => path.includes('allDatasets') && response.writeHead(500).end() !== undefined;
    const listing = await list();
    expect(listing.documents).toHaveLength(3);
    expect(codesOf(listing.failures)).toEqual(['DATASET_TABLE_UNREAD']);
  });

  it('goes by the table, and is not complete, when the page cannot be read', async () => {
    erddap.answer = (path, response) => path.endsWith('/xml/') && response.writeHead(500).end() !== undefined;
    const listing = await list();
    expect(idsOf(listing)).toEqual(['buoy-2', 'buoy_1', 'hfr']);
    expect(codesOf(listing.failures)).toEqual(['SOURCE_HTTP_STATUS']);
  });

  it.each(['/index.html', '/', '', '/tabledap/allDatasets.html', '/metadata/iso19115/xml'])(
    'finds page and table from the address /erddap%s',
    async (path) => {
      expect(idsOf(await list(erddap.base + path))).toEqual(['buoy-2', 'buoy_1', 'hfr']);
      expect(erddap.paths[0]).toBe('/erddap/tabledap/allDatasets.json?datasetID,iso19115');
    },
  );

  it('says so when there are more documents than a source may have', async () => {
    for (let n = 0; n < 9; n += 1) {
      erddap.datasets.set(`more_${n}`, { document: metadataDocument('more') });
      erddap.notOnPage.add(`more_${n}`);
    }
    const listing = await list(erddap.url, { limits: { maxDocuments: 8 } });
    expect(listing.documents).toHaveLength(8);
    expect(codesOf(listing.failures)).toEqual(['DOCUMENT_LIMIT']);
  });
});
