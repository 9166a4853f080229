import { describe, expect, it } from 'vitest';
import type { RecordSummary } from '../../functions/domain/record.ts';
import { createValidator } from '../../functions/metadata/validator.ts';
import { smallSchema } from './small-schema.ts';

const validator = createValidator(smallSchema);

function read(document: string | Uint8Array): RecordSummary {
  return validator.inspect(Buffer.from(document)).summary;
}

/** A record under prefixes that nobody uses, so that reading by prefix would find nothing. */
function record(content: string, root = 'a:MD_Metadata'): string {
  return `<${root} xmlns:a="http://www.isotc211.org/2005/gmd" xmlns:i="http://www.isotc211.org/2005/gmi"
    xmlns:b="http://www.isotc211.org/2005/gco" xmlns:x="http://www.isotc211.org/2005/gmx"
    xmlns:s="http://www.isotc211.org/2005/srv" xmlns:gmd="urn:other">${content}</${root}>`;
}

const text = (value: string) => `<b:CharacterString>${value}</b:CharacterString>`;
const identification = (content: string, name = 'a:MD_DataIdentification') =>
  `<a:identificationInfo><${name}>${content}</${name}></a:identificationInfo>`;
const title = (value: string) => `<a:citation><a:CI_Citation><a:title>${value}</a:title></a:CI_Citation></a:citation>`;
const online = (url: string, protocol = '') =>
  `<a:onLine><a:CI_OnlineResource><a:linkage><a:URL>${url}</a:URL></a:linkage>${protocol && `<a:protocol>${text(protocol)}</a:protocol>`}</a:CI_OnlineResource></a:onLine>`;
const distribution = (resources: string) =>
  `<a:distributionInfo><a:MD_Distribution><a:transferOptions><a:MD_DigitalTransferOptions>${resources}</a:MD_DigitalTransferOptions></a:transferOptions></a:MD_Distribution></a:distributionInfo>`;
const service = (type: string, ...urls: string[]) =>
  identification(
    `<s:serviceType><b:LocalName>${type}</b:LocalName></s:serviceType>${urls
      .map(
        (url) =>
          `<s:containsOperations><s:SV_OperationMetadata><s:connectPoint><a:CI_OnlineResource><a:linkage><a:URL>${url}</a:URL></a:linkage></a:CI_OnlineResource></s:connectPoint></s:SV_OperationMetadata></s:containsOperations>`,
      )
      .join('')}`,
    's:SV_ServiceIdentification',
  );

describe('readRecord', () => {
  it.each(['a:MD_Metadata', 'i:MI_Metadata'])('reads by namespace and not by prefix, under %s', (root) => {
    const content = `<a:fileIdentifier>${text('id-1')}</a:fileIdentifier><a:dateStamp><b:DateTime>2017-04-27T00:05:01Z</b:DateTime></a:dateStamp>
      ${identification(`${title(text('\n  Sea   surface\ttemperature '))}<a:abstract>${text('Hourly &amp; daily')}</a:abstract>`)}`;
    expect(read(record(content, root))).toEqual({
      file_id: 'id-1',
      metadata_date: '2017-04-27T00:05:01Z',
      title: 'Sea surface temperature',
      description: 'Hourly & daily',
      services: [],
    });
  });

  it('reads anchors and plain dates', () => {
    const content = `<a:fileIdentifier><x:Anchor>id</x:Anchor></a:fileIdentifier><a:dateStamp><b:Date>2017-04</b:Date></a:dateStamp>${identification(title('<x:Anchor>Title</x:Anchor>'))}`;
    expect(read(record(content))).toEqual({ file_id: 'id', metadata_date: '2017-04', title: 'Title', services: [] });
  });

  it('leaves out what the document does not say', () => {
    expect(read(record(`<a:fileIdentifier>${text(' ')}</a:fileIdentifier>`))).toEqual({ services: [] });
  });

  it('reads a document that describes nothing but a service', () => {
    const content = service(
      'OGC:SOS',
      'https://example.org/sos',
      'https://example.org/sos2',
      'https://example.org/sos',
    );
    expect(read(record(content)).services).toEqual([
      { service_type: 'OGC:SOS', service_url: 'https://example.org/sos' },
      { service_type: 'OGC:SOS', service_url: 'https://example.org/sos2' },
    ]);
  });

  it('takes as services the online resources that name a protocol', () => {
    const content = distribution(online('https://example.org/wms', 'OGC:WMS') + online('https://example.org/page'));
    expect(read(record(content)).services).toEqual([
      { service_type: 'OGC:WMS', service_url: 'https://example.org/wms' },
    ]);
  });

  it('cuts what is too long, and says so with an ellipsis', () => {
    const content = `${identification(title(text('é'.repeat(1_001))))}${identification(`<a:abstract>${text('word '.repeat(1e6))}</a:abstract>`)}`;
    const { title: cut, description } = read(record(content));
    expect(cut).toBe(`${'é'.repeat(999)}…`);
    expect(description).toHaveLength(10_000);
    expect(description?.endsWith('word word…')).toBe(true);
    expect(read(record(identification(title(text('t'.repeat(1_000)))))).title).toBe('t'.repeat(1_000));
  });

  it('keeps at most a hundred services', () => {
    const urls = Array.from({ length: 150 }, (_, index) => `https://example.org/${index}`);
    expect(read(record(service('OGC:SOS', ...urls))).services).toHaveLength(100);
  });

  it('keeps so many services as fit into a stored record with all else', () => {
    const urls = Array.from({ length: 90 }, (_, n) => `http://x/${n}/${'é'.repeat(900)}`);
    const { services } = read(record(service('wms', ...urls)));
    const bytes = services.reduce((sum, one) => sum + Buffer.byteLength(one.service_url), 0);
    expect(services.length).toBeGreaterThan(20);
    expect(bytes).toBeLessThanOrEqual(64 * 1024);
  });

  it('reads an invalid document and says nothing of a malformed one', () => {
    const content = identification(title(text('Title')));
    expect(validator.inspect(Buffer.from(record(content)))).toMatchObject({
      verdict: { valid: false },
      summary: { title: 'Title' },
    });
    expect(read(record(`${content}<open>`))).toEqual({ services: [] });
  });

  it('reads documents in other encodings', () => {
    const declared = `<?xml version="1.0" encoding="ISO-8859-1"?>${record(identification(title(text('Océan'))))}`;
    expect(read(Buffer.from(declared, 'latin1')).title).toBe('Océan');
    expect(read(Buffer.from(`\ufeff${record(identification(title(text('Océan'))))}`, 'utf16le')).title).toBe('Océan');
  });
});
