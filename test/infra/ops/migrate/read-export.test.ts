import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainFrom } from '../../../../infra/ops/migrate/extended-json.ts';
import { findExports } from '../../../../infra/ops/migrate/find-exports.ts';
import type { Finding } from '../../../../infra/ops/migrate/findings.ts';
import { readExport } from '../../../../infra/ops/migrate/read-export.ts';
import { splitDocuments } from '../../../../infra/ops/migrate/split-documents.ts';
import { type Dialect, exported, ObjectId } from '../old-registry.ts';

const documents = [
  { _id: 'a', name: 'Braces } and "quotes" \\ { in a text', at: new Date(1_493_251_501_717), count: 3, share: 0.5 },
  { _id: new ObjectId('5ae2000000005ae200000001'), nested: { list: [{ deep: [1, null] }] }, name: 'Oʻahu 🌊' },
  { _id: 'c' },
];
const plain = [documents[0], { ...documents[1], _id: '5ae2000000005ae200000001' }, documents[2]];
const dialects: Dialect[] = ['canonical', 'relaxed', 'legacy', 'array', 'pretty'];

describe('readExport', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'read-export-'));
  });
  afterAll(async () => await rm(folder, { recursive: true }));

  async function read(text: string) {
    const path = join(folder, 'Harvests.json');
    await writeFile(path, text);
    const findings: Finding[] = [];
    const found = [];
    const file = { name: 'Harvests.json', path, byteLength: text.length };
    for await (const one of readExport(file, { findings })) found.push(one);
    return { found, findings };
  }

  it.each(dialects)('reads the %s form of mongoexport', async (dialect) => {
    const { found, findings } = await read(exported(documents, dialect));
    expect(found.map(({ document }) => document)).toEqual(plain);
    expect(findings).toEqual([]);
  });

  it.each(dialects)('reads the %s form with a byte order mark, CRLF and no end of the last line', async (dialect) => {
    const text = `\uFEFF${exported(documents, dialect).replaceAll('\n', '\r\n').trimEnd()}`;
    expect((await read(text)).found.map(({ document }) => document)).toEqual(plain);
  });

  it.each(dialects)('cuts the %s form wherever its chunks end', async (dialect) => {
    const text = exported(documents, dialect);
    async function* chunks(length: number) {
      for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
    }
    for (const length of [1, 2, 3, 7, 50]) {
      const cut: unknown[] = [];
      for await (const one of splitDocuments(chunks(length))) cut.push(plainFrom(JSON.parse(one.text)));
      expect(cut).toEqual(plain);
    }
  });

  it('tells line and id of what it cannot read, goes on behind it, and repeats nothing of it', async () => {
    const { found, findings } = await read(
      [
        '{"_id":"a"}',
        '',
        '{"_id":"b","services":{"password":{"bcrypt":"$2a$10$secret',
        '{"_id":"c"}',
        '{"_id":"a","again":true}',
        '{ "_id" : ObjectId("5ae2000000005ae200000001") }',
        '{"name":"nobody"}',
        '[1]',
        '{"_id":"d"}',
      ].join('\n'),
    );
    expect(found.map(({ id }) => id)).toEqual(['a', 'c', 'd']);
    expect(findings.map(({ kind, code, line, id }) => [kind, code, line, id])).toEqual([
      ['left', 'BROKEN_JSON', 3, 'b'],
      ['left', 'DUPLICATE_ID', 5, 'a'],
      ['left', 'BROKEN_JSON', 6, undefined],
      ['left', 'NO_ID', 7, undefined],
      ['left', 'BROKEN_JSON', 8, undefined],
    ]);
    expect(JSON.stringify(findings)).not.toContain('secret');
    expect(findings[2]?.message).toContain('mongo shell');
  });

  it('tells the line on which a document begins that is over many', async () => {
    const { findings } = await read(`[{\n"_id":"a"\n},\n{\n"_id":\n}, {"_id":"b"}]`);
    expect(findings).toMatchObject([{ code: 'BROKEN_JSON', line: 4 }]);
  });

  it.each(['', '[]', '\n\n'])('has nothing of %j', async (text) => {
    expect(await read(text)).toEqual({ found: [], findings: [] });
  });
});

describe('plainFrom', () => {
  it.each([
    [{ $date: { $numberLong: '1493251501717' } }, new Date(1_493_251_501_717)],
    [{ $date: '2017-04-27T00:05:01.717Z' }, new Date(1_493_251_501_717)],
    [{ $date: '2017-04-27T00:05:01.717+0000' }, new Date(1_493_251_501_717)],
    [{ $date: 1_493_251_501_717 }, new Date(1_493_251_501_717)],
    [{ $date: 'yesterday' }, undefined],
    [{ $numberInt: '7' }, 7],
    [{ $numberLong: '-3' }, -3],
    [{ $numberDouble: '0.5' }, 0.5],
    [{ $numberDouble: 'NaN' }, Number.NaN],
    [{ $undefined: true }, undefined],
    [{ $binary: { base64: 'AA==', subType: '00' } }, undefined],
    [[{ $oid: '5ae2000000005ae200000001' }], ['5ae2000000005ae200000001']],
    [{}, {}],
  ])('reads %j', (value, expected) => {
    expect(plainFrom(value)).toEqual(expected);
  });
});

describe('findExports', () => {
  it.each([
    [
      ['Harvests.json', 'Organizations.json', 'users.json', 'Records.json'],
      ['Harvests', 'Organizations', 'Records', 'users'],
    ],
    [
      ['harvests.jsonl', 'registry.Users.json', 'organizations-2018-04-27.json'],
      ['Harvests', 'Organizations', 'users'],
    ],
    [['Harvests.json', 'Attempts.json', 'README.md'], ['Harvests']],
  ])('finds %j', async (names, expected) => {
    const folder = await folderOf(names);
    expect(Object.keys((await findExports(folder)).files).sort()).toEqual(expected);
  });

  it.each([
    [['Harvests.json', 'harvests.jsonl'], 'two files of Harvests'],
    [['Harvests.bson'], 'mongoexport is what is needed'],
    [['superusers.json'], 'has none of Organizations.json, users.json, Harvests.json, Records.json'],
  ])('refuses %j', async (names, message) => {
    await expect(findExports(await folderOf(names))).rejects.toThrow(message);
  });

  it('refuses a folder that is not there', async () => {
    await expect(findExports('/no/such/folder')).rejects.toThrow('There is no folder');
  });

  const made: string[] = [];
  afterAll(async () => {
    for (const folder of made) await rm(folder, { recursive: true });
  });

  async function folderOf(names: string[]): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'exports-'));
    made.push(folder);
    for (const name of names) await writeFile(join(folder, name), '');
    return folder;
  }
});
