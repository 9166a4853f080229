import { defaultLimits, type Limits } from '../../functions/domain/limits.ts';
import type { ListingState } from '../../functions/domain/listing.ts';
import type { SourceType } from '../../functions/domain/ports.ts';
import { createSourceClient } from '../../functions/sources/fetch.ts';

/** How a test lists; what it leaves out is as in a slice that never ends. */
export interface ListOptions {
  limits?: Partial<Limits>;
  from?: ListingState | undefined;
  isTimeUp?: () => boolean;
  /** Takes the numbers told as progress. */
  progress?: number[];
  /** Takes the documents that came with the listing. */
  bodies?: Map<string, string>;
}

/** One slice of a listing, by a client of its own; the first failure of a request is the last. */
export async function listSlice(type: SourceType, url: string, options: ListOptions = {}): Promise<ListingState> {
  const limits = { ...defaultLimits, fetchBackoffMs: 1, fetchTries: 1, ...options.limits };
  const client = createSourceClient({ limits, userAgent: 'test', allowPrivateAddresses: true, sourceUrl: url });
  try {
    return await type.list(url, options.from, {
      client,
      limits,
      isTimeUp: options.isTimeUp ?? (() => false),
      onProgress: (listed) => options.progress?.push(listed),
      async keepBodies(bodies) {
        for (const body of bodies) options.bodies?.set(body.url, Buffer.from(body.bytes).toString());
        return 'kept';
      },
    });
  } finally {
    await client.close();
  }
}

/** Lists in slices whose time is over at once, with the state stored as JSON between them; tells how many there were. */
export async function listInSlices(
  type: SourceType,
  url: string,
  options: ListOptions = {},
): Promise<{ listing: ListingState; slices: number }> {
  let listing: ListingState | undefined;
  let slices = 0;
  do {
    const from = listing && (JSON.parse(JSON.stringify(listing)) as ListingState);
    listing = await listSlice(type, url, { ...options, from, isTimeUp: () => true });
    slices += 1;
  } while (listing.cursor !== undefined && slices < 1000);
  return { listing, slices };
}
