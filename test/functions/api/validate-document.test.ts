import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { harvestAndWait, idleHarvest, recordsByName } from '../../support/harvested.ts';
import { metadataDocument, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';

const bytesType = 'application/octet-stream';
const password = 'a long enough password';
const umlauts = metadataDocument('umlauts', { title: 'Strömung über Grund' });
const inLatin1 = Buffer.from(umlauts.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"'), 'latin1');
const inUtf16 = Buffer.from(`\uFEFF${umlauts.replace('encoding="UTF-8"', 'encoding="UTF-16"')}`, 'utf16le');

describe('POST /api/v2/validate', () => {
  let registry: TestRegistry;
  const validate = (body: string | Uint8Array, headers: Record<string, string> = { 'Content-Type': bytesType }) =>
    registry.call('POST', '/api/v2/validate', {
      headers,
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { validationsPerMinute: 10_000, loginAnswerMs: 0, fetchTries: 1 } });
  });
  afterAll(() => registry.stop());

  it('says what a harvest says of the same bytes', async () => {
    const documents = {
      'good.xml': metadataDocument('good'),
      'bad.xml': metadataDocument('bad', { isValid: false }),
      'worse.xml': metadataDocument('worse', { isValid: false }).replaceAll('<gco:Date>2026-01-01', '<gco:Date>soon'),
      'broken.xml': metadataDocument('broken').slice(0, 900),
      'other.xml': '<?xml version="1.0"?>\n<metadata><idinfo/></metadata>',
    };
    const provider = await startProvider();
    for (const [name, text] of Object.entries(documents)) provider.put(name, text);
    const organization = await seedOrganization();
    const harvest = await seedHarvest(organization._id, { url: provider.url });
    const user = await seedUser({ password, organization_ids: [organization._id] });
    await harvestAndWait(registry.call, harvest._id, await logIn(registry.call, user.email, password));
    await idleHarvest(registry.call, harvest._id);
    await provider.stop();
    const records = await recordsByName(harvest._id);
    const verdicts: boolean[] = [];
    for (const [name, text] of Object.entries(documents)) {
      const { status, json } = await validate(text);
      const record = records.get(name);
      expect([name, status]).toEqual([name, 200]);
      expect(json.data).toEqual({
        valid: record?.state === 'good',
        error_count: record?.error_count,
        errors: record?.validation_errors,
        ...(record?.title ? { title: record.title } : {}),
      });
      verdicts.push(json.data.valid);
    }
    expect(verdicts).toEqual([true, false, false, false, false]);
  });

  it.each([
    ['ISO-8859-1', inLatin1],
    ['UTF-16', inUtf16],
    ['UTF-8', Buffer.from(umlauts)],
    ['gzip', gzipSync(inLatin1)],
  ])('keeps the bytes of a document in %s', async (encoding, bytes) => {
    const packed = encoding === 'gzip' ? { 'Content-Encoding': 'gzip' } : {};
    const { json } = await validate(bytes, { 'Content-Type': bytesType, ...packed });
    expect(json.data).toEqual({ valid: true, error_count: 0, errors: [], title: 'Strömung über Grund' });
  });

  it.each(['application/xml', 'text/xml; charset=utf-8', 'Application/XML'])(
    'reads %s as the UTF-8 that it is, whatever the document declares',
    async (type) => {
      for (const encoding of ['UTF-8', 'ISO-8859-1', 'UTF-16', 'windows-1252']) {
        const text = umlauts.replace('encoding="UTF-8"', `encoding='${encoding}'`);
        const { json } = await validate(text, { 'Content-Type': type });
        expect([encoding, json.data?.valid, json.data?.title]).toEqual([encoding, true, 'Strömung über Grund']);
      }
    },
  );

  it.each([
    ['ISO-8859-1 as text', inLatin1, { 'Content-Type': 'application/xml' }, 400, 'INVALID_BODY'],
    ['UTF-16 as text', inUtf16, { 'Content-Type': 'text/xml' }, 400, 'INVALID_BODY'],
    ['an empty body', '', { 'Content-Type': bytesType }, 400, 'INVALID_BODY'],
    ['no gzip at all', umlauts, { 'Content-Type': bytesType, 'Content-Encoding': 'gzip' }, 400, 'INVALID_BODY'],
    [
      'gzip that is cut off',
      gzipSync(umlauts).subarray(0, 200),
      { 'Content-Type': bytesType, 'Content-Encoding': 'gzip' },
      400,
      'INVALID_BODY',
    ],
    [
      'gzip with a wrong checksum',
      Buffer.concat([gzipSync(umlauts).subarray(0, -8), Buffer.alloc(8, 1)]),
      { 'Content-Type': bytesType, 'Content-Encoding': 'x-gzip' },
      400,
      'INVALID_BODY',
    ],
    ['brotli', umlauts, { 'Content-Type': bytesType, 'Content-Encoding': 'br' }, 415, 'UNSUPPORTED_TYPE'],
    ['gzip twice', umlauts, { 'Content-Type': bytesType, 'Content-Encoding': 'gzip, gzip' }, 415, 'UNSUPPORTED_TYPE'],
    ['packed text', umlauts, { 'Content-Type': 'text/xml', 'Content-Encoding': 'gzip' }, 415, 'UNSUPPORTED_TYPE'],
    ['no type', umlauts, {}, 415, 'UNSUPPORTED_TYPE'],
    ['a form', umlauts, { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_TYPE'],
    ['JSON', '{}', { 'Content-Type': 'application/json' }, 415, 'UNSUPPORTED_TYPE'],
    [
      'one byte too many',
      Buffer.alloc(4 * 1024 * 1024 + 1, 0x20),
      { 'Content-Type': bytesType },
      413,
      'BODY_TOO_LARGE',
    ],
    [
      '300 MB in 300 KB',
      gzipSync(Buffer.alloc(300 * 1024 * 1024, 0x20)),
      { 'Content-Type': bytesType, 'Content-Encoding': 'gzip' },
      413,
      'BODY_TOO_LARGE',
    ],
  ] as [string, string | Uint8Array, Record<string, string>, number, string][])(
    'refuses %s',
    async (_, body, headers, status, code) => {
      const startedAtMs = performance.now();
      const answer = await validate(body, headers);
      expect([answer.status, answer.json.code]).toEqual([status, code]);
      expect(performance.now() - startedAtMs).toBeLessThan(3_000);
    },
  );

  it.each([
    ['4 MiB', 4, false],
    ['20 MiB, packed', 20, true],
  ] as const)('takes a document of %s', async (_, mebibytes, isPacked) => {
    const comment = `<!--${'x'.repeat(99_991)}-->\n`;
    const room = mebibytes * 1024 * 1024 - Buffer.byteLength(umlauts);
    const document = umlauts + comment.repeat(room / comment.length) + ' '.repeat(room % comment.length);
    expect(Buffer.byteLength(document)).toBe(mebibytes * 1024 * 1024);
    const packed = { 'Content-Type': bytesType, 'Content-Encoding': 'gzip' };
    const { json } = isPacked ? await validate(gzipSync(document), packed) : await validate(document);
    expect(json.data).toMatchObject({ valid: true, errors: [] });
    const more = isPacked ? await validate(gzipSync(`${document} `), packed) : await validate(`${document} `);
    expect([more.status, more.json.code]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('tells as many errors as an answer has room for, and their true number', async () => {
    const role = '<gmd:date><gmd:CI_Date><gmd:date><gco:Date>never</gco:Date></gmd:date></gmd:CI_Date></gmd:date>';
    const many = umlauts.replace('<gmd:date>', `${role.repeat(700)}<gmd:date>`);
    const { status, json } = await validate(many);
    expect(status).toBe(200);
    expect(json.data.error_count).toBeGreaterThan(700);
    expect(json.data.errors.length).toBeLessThanOrEqual(500);
    expect(Buffer.byteLength(JSON.stringify(json.data.errors))).toBeLessThan(1024 * 1024);
  });
});

describe('POST /api/v2/validate, too often', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { validationsPerMinute: 3 } });
  });
  afterAll(() => registry.stop());

  it('answers 429 with Retry-After, and an address that the client makes up does not help', async () => {
    const statuses: number[] = [];
    // Should a new minute begin meanwhile, three more go through.
    for (let n = 0; n < 7 && statuses.at(-1) !== 429; n += 1) {
      const headers = { 'Content-Type': bytesType, 'X-Forwarded-For': `192.0.2.${n}`, Forwarded: `for=192.0.2.${n}` };
      const {
        status,
        json,
        headers: answered,
      } = await registry.call('POST', '/api/v2/validate', { headers, body: '<a/>' });
      statuses.push(status);
      if (status !== 429) continue;
      const seconds = Number(answered.get('retry-after'));
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThanOrEqual(60);
      expect(json).toMatchObject({ status: 'error', code: 'TOO_MANY_REQUESTS', retry_after_seconds: seconds });
    }
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
  });
});
