import type { ListingPage, PageContext } from '../../../functions/sources/listing/listing-page.ts';
import { readListing } from '../../../functions/sources/listing/read-listing.ts';

/** Reads a page that is at hand as text or bytes, in chunks of `chunkBytes`. */
export function readPage(
  page: string | Uint8Array,
  context: Partial<PageContext> & { chunkBytes?: number } = {},
): Promise<ListingPage> {
  const { chunkBytes = 65_536, ...rest } = context;
  const bytes = typeof page === 'string' ? Buffer.from(page) : page;
  const url = 'http://data.example.org/waf/';
  return readListing(inChunks(bytes, chunkBytes), { url, contentType: 'text/html', maxEntries: 1_000_000, ...rest });
}

async function* inChunks(bytes: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
}
