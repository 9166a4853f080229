import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../../functions/domain/limits.ts';
import { isComplete } from '../../../functions/domain/listing.ts';
import type { SourceClient } from '../../../functions/domain/ports.ts';
import { listWaf } from '../../../functions/sources/waf/list.ts';

/** Listings as eleven real servers printed them; reference material that lies beside a checkout, or not. */
const folder = new URL('../../../../shared/listings/', import.meta.url);
const isThere = existsSync(folder);
if (!isThere) console.log('Listings of eleven real servers: not checked, ../shared/listings is absent.');

const expected: Record<string, string[]> = isThere
  ? JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8'))
  : {};
const origin = 'http://127.0.0.1:8080';

/** Answers with the files: `/root/sub/` is `root_sub_.html`. */
function clientOf(server: string): SourceClient {
  const read = (url: string) => {
    const name = new URL(url).pathname.slice(1).replaceAll('/', '_');
    const file = ['html', 'json']
      .map((extension) => new URL(`${server}/${name}.${extension}`, folder))
      .find(existsSync);
    if (file === undefined) throw new Error(`${url} was asked for`);
    return readFileSync(file);
  };
  async function* chunksOf(bytes: Uint8Array) {
    for (let start = 0; start < bytes.length; start += 1000) yield bytes.subarray(start, start + 1000);
  }
  return {
    fetch: async ({ url }) => ({ status: 200, url, headers: {}, body: read(url) }),
    stream: async ({ url }) => ({ status: 200, url, headers: {}, body: chunksOf(read(url)) }),
  };
}

describe('listWaf of ../shared/listings', () => {
  it('is checked where the folder is present', () => expect(Object.keys(expected)).toHaveLength(isThere ? 11 : 0));

  for (const [server, paths] of Object.entries(expected)) {
    it(`finds exactly what ${server} has, each once`, async () => {
      const run = {
        client: clientOf(server),
        limits: defaultLimits,
        isTimeUp: () => false,
        onProgress() {},
        keepBodies: () => Promise.reject(new Error()),
      };
      const listing = await listWaf.list(`${origin}/root/`, undefined, run);
      const found = listing.documents.map(({ url }) => url.slice(origin.length));
      expect(found.map(decodeURIComponent).sort()).toEqual(paths.map(decodeURIComponent).sort());
      expect(isComplete(listing)).toBe(true);
      const tellsDates = !['apache-plain', 'python-http-server'].includes(server);
      for (const { modified, size } of listing.documents) {
        expect(modified !== undefined && size !== undefined).toBe(tellsDates);
        if (tellsDates) expect(modified).toMatch(/2026|2025/);
      }
    });
  }
});
