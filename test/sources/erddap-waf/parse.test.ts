import { describe, expect, it } from 'vitest';
import { otherForms, placesOf } from '../../../functions/sources/erddap-waf/parse.ts';
import { part3Document } from '../../support/erddap-server.ts';
import { metadataDocument } from '../../support/provider.ts';

describe('placesOf', () => {
  it.each([
    ['https://e.org/erddap/metadata/iso19115/xml/', 'https://e.org/erddap'],
    ['https://e.org/erddap/metadata/iso19115/xml/a_iso19115.xml', 'https://e.org/erddap'],
    ['https://e.org:8443/data/metadata/iso19115/xml', 'https://e.org:8443/data'],
    ['https://e.org/metadata/iso19115/xml/', 'https://e.org'],
    ['https://e.org/x/tabledap/allDatasets.json?a,b', 'https://e.org/x'],
    ['https://e.org/a/erddap/info/index.html?page=1', 'https://e.org/a/erddap'],
    ['https://me:secret@e.org/erddap', 'https://e.org/erddap'],
  ])('of %s are below %s', (url, base) => {
    expect(placesOf(url)).toEqual({
      folder: `${base}/metadata/iso19115/xml/`,
      table: `${base}/tabledap/allDatasets.json?datasetID,iso19115`,
    });
  });

  it.each(['https://e.org/waf/', 'https://erddap.e.org/', 'https://e.org/erddapper/'])('of %s are not known', (url) => {
    expect(placesOf(url)).toBeUndefined();
  });
});

describe('otherForms', () => {
  const url = 'https://e.org/erddap/metadata/iso19115/xml/a-b_c_iso19115.xml';
  const forms = (document: string, from = url) => otherForms(from, Buffer.from(document));

  it('of a document of ISO 19115-3 are those of the service that its links name', () => {
    const service = (kind: string) => [
      `https://e.org/erddap/${kind}/a-b_c.iso19115_2`,
      `https://e.org/erddap/${kind}/a-b_c.iso19139_2007`,
    ];
    expect(forms(part3Document('a-b_c', 'griddap'))).toEqual(service('griddap'));
    expect(forms(part3Document('a-b_c', 'tabledap'))).toEqual(service('tabledap'));
    expect(forms(part3Document('another'))).toEqual([...service('tabledap'), ...service('griddap')]);
  });

  it('look at the root by its namespace, not its prefix', () => {
    expect(forms('<MD_Metadata xmlns="http://standards.iso.org/iso/19115/-3/mdb/2.0"/>')).toHaveLength(4);
    expect(forms('<!-- x --><mdb:MD_Metadata xmlns:mdb="http://www.isotc211.org/2005/gmd"/>')).toEqual([]);
  });

  it.each([
    ['a document that is judged as it is', metadataDocument('a'), url],
    ['an empty document', '', url],
    ['no XML', 'standards.iso.org/iso/19115/-3/mdb/1.0', url],
    ['an address of another shape', part3Document('a'), 'https://e.org/waf/a.xml'],
  ])('of %s are none', (_, document, from) => {
    expect(forms(document, from)).toEqual([]);
  });
});
