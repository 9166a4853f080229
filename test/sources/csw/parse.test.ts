import { describe, expect, it } from 'vitest';
import { parsePage } from '../../../functions/sources/csw/parse.ts';

const url = 'http://data.example.org/csw';
const csw = 'http://www.opengis.net/cat/csw/2.0.2';
const gmd = 'http://www.isotc211.org/2005/gmd';
const gco = 'http://www.isotc211.org/2005/gco';

const page = (records: string, { root = '', results = '', prolog = '<?xml version="1.0" encoding="UTF-8"?>\n' } = {}) =>
  `${prolog}<csw:GetRecordsResponse xmlns:csw="${csw}" ${root}><csw:SearchStatus timestamp="x"/>` +
  `<csw:SearchResults numberOfRecordsMatched="7" nextRecord="3" ${results}>${records}</csw:SearchResults></csw:GetRecordsResponse>`;

const parse = (text: string, encoding: BufferEncoding = 'utf8') => parsePage(Buffer.from(text, encoding), url);
const textsOf = (text: string) => parse(text).records.map(({ bytes }) => Buffer.from(bytes).toString());

describe('parsePage', () => {
  it('reads the numbers and the records', () => {
    const { matched, next, records } = parse(
      page(
        `<gmd:MD_Metadata xmlns:gmd="${gmd}" xmlns:gco="${gco}"><gmd:fileIdentifier><gco:CharacterString> a&amp;b
        </gco:CharacterString></gmd:fileIdentifier><gmd:x><gco:CharacterString>no</gco:CharacterString></gmd:x></gmd:MD_Metadata>
        <csw:Record xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier>é<![CDATA[<1>]]></dc:identifier></csw:Record>`,
      ),
    );
    expect({ matched, next }).toEqual({ matched: 7, next: 3 });
    expect(records.map(({ identifier }) => identifier)).toEqual(['a&b', 'é<1>']);
  });

  it.each<[what: string, identifier: string]>([
    ['gmx:Anchor', `<g:Anchor xmlns:g="http://www.isotc211.org/2005/gmx">id-1</g:Anchor>`],
    ['another prefix', `<c:CharacterString xmlns:c="${gco}">id-1</c:CharacterString>`],
    ['a comment and an entity', `<c:CharacterString xmlns:c="${gco}">id<!-- x -->&#45;1</c:CharacterString>`],
  ])('finds the identifier of gmi:MI_Metadata with %s', (_, identifier) => {
    const record = `<i:MI_Metadata xmlns:i="http://www.isotc211.org/2005/gmi"><m:fileIdentifier xmlns:m="${gmd}">${identifier}</m:fileIdentifier></i:MI_Metadata>`;
    expect(parse(page(record)).records[0]?.identifier).toBe('id-1');
  });

  it('takes no identifier from deeper in the record', () => {
    const inner = `<gmd:a><gmd:fileIdentifier><gco:CharacterString>x</gco:CharacterString></gmd:fileIdentifier></gmd:a>`;
    const record = `<gmd:MD_Metadata xmlns:gmd="${gmd}" xmlns:gco="${gco}">${inner}</gmd:MD_Metadata>`;
    expect(parse(page(record)).records[0]?.identifier).toBe('');
  });

  it('cuts records byte by byte, and counts lines from their own first', () => {
    const record = `<gmd:MD_Metadata xmlns:gmd="${gmd}"\n  a='1'>\r\n <!-- > --><gmd:b c="d>e"/>\t<![CDATA[</gmd:x>]]>\n</gmd:MD_Metadata >`;
    expect(textsOf(page(`\n  ${record}\n`))).toEqual([`<?xml version="1.0" encoding="UTF-8"?>\n${record}`]);
  });

  it('adds the declarations that a record inherits and uses, and no other', () => {
    const root = `xmlns:gmd="${gmd}" xmlns:gco="http://over" xmlns:xsi="http://x&amp;si" xmlns:no="http://no" xmlns:q="http://q"`;
    const record = `<gmd:MD_Metadata xmlns:gco="${gco}"><gco:a xsi:type="q:T"/></gmd:MD_Metadata>`;
    expect(textsOf(page(record, { root, results: 'xmlns:q="http://nearer"' }))).toEqual([
      `<?xml version="1.0" encoding="UTF-8"?>\n<gmd:MD_Metadata xmlns:gmd="${gmd}" xmlns:xsi="http://x&#38;si" xmlns:q="http://nearer" xmlns:gco="${gco}"><gco:a xsi:type="q:T"/></gmd:MD_Metadata>`,
    ]);
  });

  it('adds the default namespace where it is used', () => {
    const results = `xmlns="${gmd}"`;
    expect(textsOf(page('<MD_Metadata/>', { results }))[0]).toContain(`<MD_Metadata xmlns="${gmd}"/>`);
    expect(textsOf(page('<a:b xmlns:a="http://a"/>', { results }))[0]).toContain('\n<a:b xmlns:a="http://a"/>');
    expect(textsOf(page('<MD_Metadata xmlns="http://own"/>', { results }))[0]).toContain(
      '\n<MD_Metadata xmlns="http://own"/>',
    );
  });

  it('leaves the bytes of another encoding as they are, and names it', () => {
    const prolog = '<?xml version="1.0" encoding="ISO-8859-1"?>';
    const record = `<gmd:MD_Metadata xmlns:gmd="${gmd}" xmlns:gco="${gco}"><gmd:fileIdentifier><gco:CharacterString>baía</gco:CharacterString></gmd:fileIdentifier></gmd:MD_Metadata>`;
    const [found] = parse(page(record, { prolog }), 'latin1').records;
    expect(found?.identifier).toBe('baía');
    expect(Buffer.from(found?.bytes ?? []).toString('latin1')).toBe(
      `<?xml version="1.0" encoding="ISO-8859-1"?>\n${record}`,
    );
  });

  it('reads UTF-16, and a page with a byte order mark', () => {
    const record = `<gmd:MD_Metadata xmlns:gmd="${gmd}"><gmd:a>ü</gmd:a></gmd:MD_Metadata>`;
    const utf16 = parse(`\ufeff${page(record, { prolog: '<?xml version="1.0" encoding="UTF-16"?>' })}`, 'utf16le');
    const expected = `<?xml version="1.0" encoding="UTF-8"?>\n${record}`;
    expect(Buffer.from(utf16.records[0]?.bytes ?? []).toString()).toBe(expected);
    expect(textsOf(`\ufeff${page(record)}`)).toEqual([expected]);
  });

  it('lets a record with a mistake inside out as it is', () => {
    expect(textsOf(page('<a>fish & chips < 3 &nope;</a><b/>')).map((text) => text.split('\n')[1])).toEqual([
      '<a>fish & chips < 3 &nope;</a>',
      '<b/>',
    ]);
  });

  it('reads a page in the time that its length gives', () => {
    const record = `<gmd:MD_Metadata xmlns:gmd="${gmd}">${'<gmd:a b="c">text</gmd:a>\n'.repeat(3000)}</gmd:MD_Metadata>`;
    const began = performance.now();
    expect(parse(page(record.repeat(100))).records).toHaveLength(100);
    expect(performance.now() - began).toBeLessThan(3000);
  });

  it.each<[what: string, text: string, code: string, words: RegExp]>([
    ['cut', page('<a><b>').slice(0, -60), 'SOURCE_BROKEN_RESPONSE', /not closed/],
    ['with tags that cross', page('<a><b></a></b>'), 'SOURCE_BROKEN_RESPONSE', /not closed/],
    ['with a second root', `${page('<a/>')}<a/>`, 'SOURCE_BROKEN_RESPONSE', /not closed/],
    [
      'with a document type',
      page('<a/>', { prolog: '<!DOCTYPE x [<!ENTITY e "f">]>' }),
      'SOURCE_BROKEN_RESPONSE',
      /not/,
    ],
    ['300 levels deep', page('<a>'.repeat(300) + '</a>'.repeat(300)), 'SOURCE_BROKEN_RESPONSE', /not closed/],
    [
      'an exception of OWS 1.0',
      '<o:ExceptionReport xmlns:o="http://www.opengis.net/ows"><o:Exception><o:ExceptionText>No\n such &lt;thing&gt;</o:ExceptionText></o:Exception></o:ExceptionReport>',
      'SOURCE_BROKEN_RESPONSE',
      /exception: No such <thing>\.$/,
    ],
    [
      'an exception of OWS 2.0',
      '<ExceptionReport xmlns="http://www.opengis.net/ows/2.0"><Exception/></ExceptionReport>',
      'SOURCE_BROKEN_RESPONSE',
      /exception: without a text/,
    ],
    [
      'an exception of old services',
      '<ServiceExceptionReport><ServiceException>Old</ServiceException></ServiceExceptionReport>',
      'SOURCE_BROKEN_RESPONSE',
      /exception: Old/,
    ],
    ['capabilities', `<csw:Capabilities xmlns:csw="${csw}"/>`, 'SOURCE_NOT_A_LISTING', /root element Capabilities/],
    [
      'CSW 3.0',
      '<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/3.0"><csw:SearchResults/></csw:GetRecordsResponse>',
      'SOURCE_NOT_A_LISTING',
      /root element GetRecordsResponse/,
    ],
    ['HTML', '<html><body/></html>', 'SOURCE_NOT_A_LISTING', /a web page/],
    ['JSON', '{"a":1}', 'SOURCE_NOT_A_LISTING', /no XML/],
    ['nothing', ' \n', 'SOURCE_NOT_A_LISTING', /an empty page/],
  ])('refuses a page that is %s', (_, text, code, words) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(words) }));
  });
});
