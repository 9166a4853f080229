import { describe, expect, it } from 'vitest';
import type { Harvest, HarvestType } from '../../../../functions/domain/harvest.ts';
import { recordIdFromUrl } from '../../../../functions/ids.ts';
import { recordUrl } from '../../../../functions/sources/csw/requests.ts';
import { type Finding, notesOn } from '../../../../infra/ops/migrate/findings.ts';
import { recordFromOld } from '../../../../infra/ops/migrate/record-from-old.ts';

const now = '2026-11-24T00:00:00.000Z';

function taken(said: Record<string, unknown>, harvest_type: HarvestType = 'WAF', url = 'http://a.example.org/iso/') {
  const findings: Finding[] = [];
  const place = { file: 'Records.json', line: 1 };
  const document = { _id: '5ae2000000005ae200000001', url: 'http://a.example.org/iso/a.xml', ...said };
  const found = { id: document._id, document, place, notes: notesOn(findings, place) };
  const harvest: Harvest = {
    _id: 'n3N6xBLyZIs9LGwEF',
    name: 'A source',
    url,
    harvest_type,
    organization_id: 'o',
    publish: true,
    harvest_interval: 1,
    created_at: now,
    harvest_state: 'idle',
  };
  return { record: recordFromOld(found, harvest, now), findings };
}

describe('recordFromOld', () => {
  it.each([
    ['http://a.example.org/iso/a b.xml', 'http://a.example.org/iso/a%20b.xml'],
    ['HTTP://A.example.org:80/iso/a%2Eb.xml#top', 'http://a.example.org/iso/a%2Eb.xml'],
    ['http://me:secret@a.example.org/iso/a.xml', 'http://a.example.org/iso/a.xml'],
  ])('knows %s by the address that a listing tells', (url, expected) => {
    expect(taken({ url }).record).toMatchObject({ url: expected, record_id: recordIdFromUrl(expected) });
  });

  it('knows a record of a catalogue by its identifier', () => {
    const url =
      'http://csw.example.org/csw?service=CSW&version=2.0.2&request=GetRecordById&id=urn%3Ax%3A1%2F2&elementsetname=full';
    const { record } = taken({ url }, 'CSW', 'http://csw.example.org/csw?service=CSW&request=GetCapabilities');
    expect(record?.url).toBe(recordUrl(new URL('http://csw.example.org/csw'), 'urn:x:1/2'));
  });

  it.each([
    [{ url: undefined }],
    [{ url: null }],
    [{ url: 'ftp://a.example.org/a.xml' }],
    [{ url: 'a.xml' }],
    [{ url: 7 }],
  ])('leaves a record with %j, and says so', (said) => {
    const { record, findings } = taken(said);
    expect([record, findings.map(({ code }) => code)]).toEqual([undefined, ['RECORD_WITHOUT_URL']]);
  });

  it('takes errors with their lines, services that lead somewhere, and no MD5 for a SHA-256', () => {
    const { record } = taken({
      title: ' Wind\nand waves ',
      hash_val: 'd41d8cd98f00b204e9800998ecf8427e',
      services: [{ service_type: null, service_url: 'http://x/' }, { service_url: null }, 'nonsense'],
      validation_errors: [{ error: 'Bad', line_number: 117 }, { error: 'Worse', line_number: '?' }, {}],
    });
    expect(record).toMatchObject({
      title: 'Wind and waves',
      state: 'bad',
      error_count: 2,
      services: [{ service_type: 'unknown', service_url: 'http://x/' }],
      validation_errors: [
        { error: 'Bad', line_number: 117 },
        { error: 'Worse', line_number: 0 },
      ],
      errors_index: `bad#${record?.record_id}`,
    });
    expect(record).not.toHaveProperty('hash_val');
  });

  it('fits an item of DynamoDB, whatever a document said', () => {
    const long = 'x'.repeat(20_000);
    const many = Array.from({ length: 200 }, () => ({
      error: long,
      line_number: 1,
      service_url: long,
      service_type: long,
    }));
    const { record } = taken({
      title: long,
      description: long,
      file_id: long,
      services: many,
      validation_errors: many,
    });
    expect(Buffer.byteLength(JSON.stringify(record))).toBeLessThan(100_000);
    expect(record).toMatchObject({ error_count: 200 });
  });
});
