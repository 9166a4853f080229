import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRegistryError } from '../../../functions/domain/errors.ts';
import type { ListingPage } from '../../../functions/sources/listing/listing-page.ts';
import { readListing } from '../../../functions/sources/listing/read-listing.ts';
import { readPage } from './read-page.ts';

const folder = new URL('../../fixtures/listings/', import.meta.url);
const names = readdirSync(folder).filter((name) => /\.(?:html|xml|json)$/.test(name) && name !== 'expected.json');
const url = 'http://data.example.org/waf/';
const mib = 1024 * 1024;

/** Numbers in [0, 1) that are the same in every run (a linear congruential generator, Numerical Recipes' constants). */
const randomFrom = (seed: number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};

/** CPU time and not the clock's: other tests run beside. */
const cpuMs = (startedAt: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(startedAt);
  return (user + system) / 1000;
};

type Mutation = (page: Buffer, random: () => number) => Buffer;
const at = (page: Buffer, random: () => number) => Math.floor(random() * page.length);
const insert = (page: Buffer, position: number, text: string | Buffer) =>
  Buffer.concat([page.subarray(0, position), Buffer.from(text as string), page.subarray(position)]);

/** Ways in which a page arrives damaged, or was never good. */
const mutations: Record<string, Mutation> = {
  truncated: (page, random) => page.subarray(0, at(page, random)),
  'without its beginning': (page, random) => page.subarray(at(page, random)),
  'with a hole': (page, random) => {
    const start = at(page, random);
    return Buffer.concat([page.subarray(0, start), page.subarray(start + Math.floor(random() * 400))]);
  },
  'with wrong bytes': (page, random) => {
    const bytes = Buffer.from(page);
    for (let count = 0; count < 60; count++) bytes[at(bytes, random)] = Math.floor(random() * 256);
    return bytes;
  },
  'with binary data in it': (page, random) => {
    return insert(page, at(page, random), Buffer.from(Array.from({ length: 3000 }, () => Math.floor(random() * 256))));
  },
  'in another charset': (page, random) => Buffer.from(page.toString('latin1'), random() < 0.5 ? 'utf16le' : 'utf8'),
  'with nested tables': (page, random) => insert(page, at(page, random), '<table><tr><td>'.repeat(20_000)),
  'with tags that were never opened': (page, random) =>
    insert(page, at(page, random), '</td></tr></table></b>'.repeat(20_000)),
  'with a quote too many': (page, random) => insert(page, at(page, random), '"'),
  'with a comment that does not end': (page, random) => insert(page, at(page, random), '<!--'),
  'with a script that does not end': (page, random) => insert(page, at(page, random), '<script>'),
  'with hostile links': (page, random) =>
    insert(
      page,
      at(page, random),
      '<a href="//evil.example/waf/a.xml">x</a><a href="/etc/a.xml">x</a><a href="..%2f..%2fa.xml">x</a><base href="http://evil.example/">' +
        '<file>../../a.xml</file><Contents><Key>../../a.xml</Key></Contents>,{"name":"../a.xml","type":"file"},',
    ),
  'twice over': (page) => Buffer.concat([page, page]),
  'with its parts in another order': (page, random) => {
    const lines = page.toString('latin1').split('\n');
    return Buffer.from(
      lines
        .map((line) => ({ line, key: random() }))
        .sort((a, b) => a.key - b.key)
        .map(({ line }) => line)
        .join('\n'),
      'latin1',
    );
  },
};

/** An error of the source or a listing of the source alone. */
async function expectErrorOrListing(reading: Promise<ListingPage>): Promise<ListingPage | undefined> {
  try {
    const page = await reading;
    for (const document of page.documents) expect(document.url.startsWith(url), document.url).toBe(true);
    for (const found of page.folders) expect(found.startsWith(url), found).toBe(true);
    return page;
  } catch (thrown) {
    if (!isRegistryError(thrown, 'SOURCE_NOT_A_LISTING', 'SOURCE_BROKEN_RESPONSE')) throw thrown;
    return undefined;
  }
}

const scope = { folders: url, documents: url };

describe('readListing of 210 malformed pages', () => {
  const kinds = Object.entries(mutations);
  const perMutation = 210 / kinds.length;
  for (const [index, [title, mutate]] of kinds.entries()) {
    it(`gives an error or a listing of pages ${title}`, async () => {
      const random = randomFrom(index + 1);
      for (let count = 0; count < perMutation; count++) {
        const name = names[Math.floor(random() * names.length)] ?? '';
        const page = mutate(readFileSync(new URL(name, folder)), random);
        const startedAt = process.cpuUsage();
        await expectErrorOrListing(readPage(page, { url, scope, chunkBytes: 1 + Math.floor(random() * 5000) }));
        expect(cpuMs(startedAt), `CPU ms for ${name}`).toBeLessThan(2000);
      }
    });
  }
});

describe('readListing of pages of uncommon size', () => {
  const head = '<html><h1>Index of /waf/</h1><pre><a href="../">../</a>\n';
  const entry = '<a href="a.xml">a.xml</a>   01-Oct-2026 08:00   12034';
  const filled = (part: string, bytes: number) => part.repeat(Math.ceil(bytes / part.length));

  it.each<[title: string, part: string, sizeMib: number]>([
    ['lines of one entry', `${entry}\n`, 50],
    ['one line of entries', entry, 10],
    ['text in one line', 'word ', 10],
    ['nested tables', '<table><tr><td>', 4],
    ['closing tags', '</i></td>', 4],
    ['empty lines', '\n', 4],
    ['ampersands', '&amp', 4],
    ['angle brackets', '<', 4],
    ['attributes', ' <a x=y href=b.xml', 4],
  ])('reads megabytes of %s in a few seconds', async (_title, part, sizeMib) => {
    const chunk = Buffer.from(filled(part, mib));
    async function* chunks() {
      yield Buffer.from(head);
      for (let count = 0; count < sizeMib; count++) yield chunk;
      yield Buffer.from('</pre></html>');
    }
    const startedAt = process.cpuUsage();
    await expectErrorOrListing(readListing(chunks(), { url, contentType: 'text/html', maxEntries: 500_000 }));
    expect(cpuMs(startedAt)).toBeLessThan(8000);
  });

  it.each<[title: string, head: string, part: string]>([
    ['an attribute', `${head}<a href="`, 'x'],
    ['a comment', `${head}<!-- `, 'x '],
    ['a tag', `${head}<`, 'x'],
    ['a script', `${head}<script>`, '<a href="x.xml">'],
    ['nested JSON', '[', '[{"a":'],
    ['a JSON string', '[{"name":"', 'x'],
    ['nested XML', '<list>', '<file>'],
    ['an XML text', '<list><file>', 'x'],
  ])('gives up on 8 MB of %s that does not end', async (_title, start, part) => {
    const chunk = Buffer.from(filled(part, mib));
    async function* chunks() {
      yield Buffer.from(start);
      for (let count = 0; count < 8; count++) yield chunk;
    }
    const startedAt = process.cpuUsage();
    expect(await expectErrorOrListing(readListing(chunks(), { url, contentType: '', maxEntries: 500_000 }))).toBe(
      undefined,
    );
    expect(cpuMs(startedAt)).toBeLessThan(5000);
  });
});
