import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isComplete, type ListingState } from '../../../functions/domain/listing.ts';
import { listCsw } from '../../../functions/sources/csw/list.ts';
import { type CswServer, startCswServer } from '../../support/csw-server.ts';
import { type ListOptions, listInSlices, listSlice } from '../../support/list-source.ts';
import { metadataDocument } from '../../support/provider.ts';

const idOf = ({ url }: { url: string }) => new URL(url).searchParams.get('id');
const codesOf = (notices: { code: string }[]) => notices.map(({ code }) => code);

describe('listCsw', () => {
  let server: CswServer;
  beforeEach(async () => {
    server = await startCswServer();
  });
  afterEach(() => server.stop());

  const list = (options?: ListOptions): Promise<ListingState> => listSlice(listCsw, server.url, options);
  const nameOf = (n: number) => `rec-${String(n).padStart(4, '0')}`;
  const putMany = (count: number) => {
    for (let n = 1; n <= count; n += 1) server.put(nameOf(n), metadataDocument(nameOf(n)));
  };
  const names = (count: number, without: number[] = []) =>
    Array.from({ length: count }, (_, index) => index + 1)
      .filter((n) => !without.includes(n))
      .map(nameOf);

  it('reads all records by pages of 100, sorted, and keeps each as its page is read', async () => {
    putMany(250);
    const bodies = new Map<string, string>();
    const progress: number[] = [];
    const listing = await list({ bodies, progress });
    expect(listing.documents.map(idOf)).toEqual(names(250));
    expect(listing).toMatchObject({ failures: [], notices: [] });
    expect(isComplete(listing)).toBe(true);
    expect(server.requests.map(({ start, max }) => [start, max])).toEqual([
      [1, 100],
      [101, 100],
      [201, 100],
    ]);
    expect(server.requests[0]?.body).toMatch(/typeNames="gmd:MD_Metadata"[\s\S]*full[\s\S]*apiso:Identifier/);
    expect(progress).toEqual([100, 200, 250]);
    expect(bodies.size).toBe(250);
    for (const { url, kept_in } of listing.documents) {
      expect(kept_in).toBe('kept');
      expect(bodies.get(url)).toContain(`Title of ${idOf({ url })}`);
    }
  });

  it('names a record by its GetRecordById request, which answers with it', async () => {
    const identifier = 'a b/ü&?#%41=+';
    server.put(identifier, metadataDocument(identifier.replace('&', '&amp;')));
    const [document] = (await list()).documents;
    const url = document?.url ?? '';
    expect(url).toBe(
      `${server.url}?service=CSW&version=2.0.2&request=GetRecordById&elementSetName=full&outputSchema=http%3A%2F%2Fwww.isotc211.org%2F2005%2Fgmd&id=a%20b%2F%C3%BC%26%3F%23%2541%3D%2B`,
    );
    expect(await (await fetch(url)).text()).toContain('Title of a b/ü&amp;?#%41=+');
  });

  it('takes the address of the capabilities, and keeps what else is in it', async () => {
    putMany(1);
    const address = `${server.url}?map=/x.map&SERVICE=CSW&request=GetCapabilities&Version=2.0.2`;
    const { documents } = await listSlice(listCsw, address);
    expect(server.requests[0]?.path).toBe('/csw?map=%2Fx.map');
    expect(documents[0]?.url).toContain('/csw?map=%2Fx.map&service=CSW&version=2.0.2&request=GetRecordById');
  });

  it('keeps user info out of what it lists', async () => {
    putMany(1);
    const { documents } = await listSlice(listCsw, server.url.replace('//', '//me:secret@'));
    expect(documents[0]?.url.startsWith(`${server.url}?`)).toBe(true);
  });

  it('says that an empty catalogue is empty', async () => {
    const listing = await list();
    expect(listing.documents).toEqual([]);
    expect(isComplete(listing)).toBe(true);
  });

  describe('with a catalogue of its own ways', () => {
    it.each<[what: string, oddities: CswServer['oddities']]>([
      ['nextRecord 0 all the time', { nextRecord: () => 0 }],
      ['nextRecord beyond the number matched', { nextRecord: ({ matched }) => matched + 1 }],
      ['no nextRecord', { nextRecord: () => '' }],
      ['fewer records than asked', { pageLimit: 30 }],
      ['one record at a time', { pageLimit: 1 }],
    ])('reads all: %s', async (_, oddities) => {
      putMany(130);
      server.oddities = oddities;
      const listing = await list();
      expect(listing.documents.map(idOf)).toEqual(names(130));
      expect(isComplete(listing)).toBe(true);
    });

    it('reads to the end that nextRecord tells when the number matched is not told', async () => {
      putMany(130);
      server.oddities = { matched: () => 'unknown' };
      const listing = await list();
      expect(listing.documents).toHaveLength(130);
      expect(isComplete(listing)).toBe(true);
      expect(server.requests).toHaveLength(2);
    });

    it.each<[what: string, refused: string[], typeNames: string, hasNotice: boolean]>([
      ['gmd:MD_Metadata', ['typeNames="gmd:MD_Metadata"'], 'csw:Record', false],
      ['the sorting', ['SortBy'], 'gmd:MD_Metadata', true],
      ['both', ['typeNames="gmd:MD_Metadata"', 'SortBy'], 'csw:Record', true],
    ])('asks again without what it refuses: %s', async (_, refused, typeNames, hasNotice) => {
      putMany(120);
      server.oddities = { refused };
      const listing = await list();
      expect(listing.documents).toHaveLength(120);
      expect(server.requests.at(-1)?.body).toContain(`typeNames="${typeNames}"`);
      expect(codesOf(listing.notices)).toEqual(hasNotice ? ['CATALOGUE_UNSORTED'] : []);
      expect(isComplete(listing)).toBe(true);
    });

    it('asks for fewer records when a page of 100 takes too long, and goes on so', async () => {
      putMany(150);
      server.answer = ({ max }, response) => {
        if (max > 25) response.writeHead(504).end();
        return max > 25;
      };
      const listing = await list();
      expect(listing.documents.map(idOf)).toEqual(names(150));
      expect(isComplete(listing)).toBe(true);
      expect(server.requests.filter(({ max }) => max > 25).length).toBeLessThanOrEqual(3);
    });
  });

  describe('with a bad record', () => {
    it.each<[fault: 500 | 502 | 'exception' | 'malformed', bad: number]>([
      [500, 57],
      [502, 180],
      ['exception', 1],
      ['exception', 101],
      ['malformed', 100],
      ['malformed', 250],
    ])('(%s, number %i) finds it, tells its position, and reads the rest', async (fault, bad) => {
      putMany(250);
      server.oddities = { failing: new Map([[nameOf(bad), fault]]) };
      const listing = await list();
      expect(listing.documents.map(idOf)).toEqual(names(250, [bad]));
      expect(listing.failures).toHaveLength(1);
      expect(listing.failures[0]?.message).toContain(`record at position ${bad} cannot be read`);
      expect(isComplete(listing)).toBe(false);
      expect(server.requests.length).toBeLessThan(32);
    });

    it('finds several', async () => {
      putMany(220);
      const bad = [3, 4, 150, 220];
      server.oddities = { failing: new Map(bad.map((n) => [nameOf(n), 500 as const])) };
      const listing = await list();
      expect(listing.documents.map(idOf)).toEqual(names(220, bad));
      expect(listing.failures).toHaveLength(4);
    });

    it('keeps a record with a mistake inside, for the validator to name', async () => {
      putMany(3);
      server.put('rec-0002', metadataDocument('rec-0002', { title: 'Wind & waves' }));
      const bodies = new Map<string, string>();
      const listing = await list({ bodies });
      expect(isComplete(listing)).toBe(true);
      expect([...bodies.values()][1]).toContain('Wind & waves');
    });

    it('gives up, with what it has, when nothing can be read any more', async () => {
      putMany(250);
      server.answer = ({ start }, response) => {
        if (start > 100) response.writeHead(500).end();
        return start > 100;
      };
      const listing = await list();
      expect(listing.documents).toHaveLength(100);
      expect(listing.failures.at(-1)?.message).toContain('Records from position 103 on were not read');
      expect(server.requests.length).toBeLessThan(30);
    });

    it('gives up sooner when the catalogue breaks the connection', async () => {
      putMany(250);
      server.answer = ({ start }, response) => {
        if (start > 100) response.destroy();
        return start > 100;
      };
      const listing = await list();
      expect(listing.documents).toHaveLength(100);
      expect(listing.failures.at(-1)?.message).toContain('Records from position 102 on were not read');
      expect(server.requests.length).toBeLessThan(12);
    });

    it('finds one over which the catalogue breaks the connection', async () => {
      putMany(120);
      server.answer = ({ start, max }, response) => {
        const isBad = start <= 40 && start + max > 40;
        if (isBad) response.writeHead(200, { 'content-length': 9999 }).write('<csw:Get', () => response.destroy());
        return isBad;
      };
      const listing = await list();
      expect(listing.documents.map(idOf)).toEqual(names(120, [40]));
      expect(listing.failures).toHaveLength(1);
    });

    it.each([401, 403, 404, 429, 503])(
      'ends at a later page that answers %i, which no record is the cause of',
      async (status) => {
        putMany(250);
        server.answer = ({ start }, response) => {
          if (start > 100) response.writeHead(status).end();
          return start > 100;
        };
        const listing = await list();
        expect(listing.documents).toHaveLength(100);
        expect(listing.failures).toHaveLength(1);
        expect(listing.failures[0]).toMatchObject({ code: 'SOURCE_HTTP_STATUS' });
        expect(listing.cursor).toBeUndefined();
        expect(server.requests).toHaveLength(2);
      },
    );
  });

  describe('is not complete', () => {
    it('when records are counted but not delivered', async () => {
      putMany(250);
      server.oddities = { dropped: new Set(['rec-0005', 'rec-0006']) };
      const listing = await list();
      expect(listing.documents).toHaveLength(248);
      expect(codesOf(listing.failures)).toEqual(['RECORDS_MISSING']);
    });

    it('when the catalogue shrinks while it is read', async () => {
      putMany(250);
      server.answer = ({ start }) => {
        if (start === 101) server.records.delete('rec-0001');
        return false;
      };
      const listing = await list();
      expect(codesOf(listing.failures)).toContain('CATALOGUE_CHANGED');
      expect(listing.documents).toHaveLength(249);
    });

    it('when the catalogue gives the same page again and again', async () => {
      putMany(250);
      server.oddities = { isStuck: true };
      const listing = await list();
      expect(listing.documents).toHaveLength(100);
      expect(listing.failures[0]?.message).toContain('repeats itself');
      expect(server.requests).toHaveLength(2);
    });

    it('when a page comes back empty before the end', async () => {
      putMany(150);
      server.oddities = { matched: () => 400 };
      const listing = await list();
      expect(listing.documents).toHaveLength(150);
      expect(listing.failures[0]?.message).toContain('400 records but delivered 150');
    });

    it('when a record has no identifier', async () => {
      putMany(3);
      server.put('rec-0002', metadataDocument('rec-0002').replace(/<gmd:fileIdentifier>.*<\/gmd:fileIdentifier>/, ''));
      const listing = await list();
      expect(listing.documents.map(idOf)).toEqual(['rec-0001', 'rec-0003']);
      expect(codesOf(listing.failures)).toEqual(['RECORD_WITHOUT_IDENTIFIER']);
    });

    it('when there are more records than a source may have', async () => {
      putMany(250);
      const listing = await list({ limits: { maxDocuments: 150 } });
      expect(listing.documents).toHaveLength(200);
      expect(codesOf(listing.failures)).toEqual(['DOCUMENT_LIMIT']);
    });
  });

  it('takes a record once when the catalogue grows while it is read', async () => {
    putMany(250);
    server.answer = ({ start }) => {
      if (start === 101) server.put('rec-0000', metadataDocument('rec-0000'));
      return false;
    };
    const listing = await list();
    expect(listing.documents).toHaveLength(250);
    expect(new Set(listing.documents.map(idOf)).size).toBe(250);
  });

  it('remarks records that have one identifier', async () => {
    putMany(3);
    server.put('rec-0002b', metadataDocument('rec-0002', { title: 'The other' }));
    const listing = await list();
    expect(listing.documents).toHaveLength(3);
    expect(codesOf(listing.notices)).toEqual(['REPEATED_IDENTIFIERS']);
    expect(isComplete(listing)).toBe(true);
  });

  it('goes on where the slice before ended, with a bad record on the way, and finds the same', async () => {
    putMany(250);
    server.oddities = { failing: new Map([['rec-0130', 500]]) };
    const whole = await list();
    const before = server.requests.length;
    const { listing, slices } = await listInSlices(listCsw, server.url);
    expect(listing).toEqual(whole);
    expect(slices).toBeGreaterThan(8);
    expect(server.requests.length).toBe(2 * before);
  });

  it.each<[what: string, answer: CswServer['answer'], code: string, words: RegExp]>([
    [
      'a web page',
      (_, response) => response.end('<!DOCTYPE html><html><body>Log in</body></html>') !== undefined,
      'SOURCE_NOT_A_LISTING',
      /answered GetRecords with a web page/,
    ],
    ['nothing', (_, response) => response.end() !== undefined, 'SOURCE_NOT_A_LISTING', /an empty page/],
    [
      'other XML',
      (_, response) => response.end('<rss version="2.0"><channel/></rss>') !== undefined,
      'SOURCE_NOT_A_LISTING',
      /root element rss/,
    ],
    ['404', (_, response) => response.writeHead(404).end() !== undefined, 'SOURCE_HTTP_STATUS', /404/],
    ['500', (_, response) => response.writeHead(500).end() !== undefined, 'SOURCE_HTTP_STATUS', /500/],
    [
      'half a page',
      (_, response) =>
        response.end('<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"><a>') !== undefined,
      'SOURCE_BROKEN_RESPONSE',
      /not closed/,
    ],
  ])('throws when it is answered with %s at first', async (_, answer, code, words) => {
    server.answer = answer;
    await expect(list()).rejects.toMatchObject({ code, message: words });
  });

  it('throws what the catalogue says when it refuses everything', async () => {
    server.oddities = { refused: ['GetRecords'] };
    await expect(list()).rejects.toMatchObject({
      code: 'SOURCE_BROKEN_RESPONSE',
      message: /answered with an exception: Cannot do GetRecords/,
    });
  });
});
