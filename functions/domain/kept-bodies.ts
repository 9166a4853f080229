import type { Attempt } from './attempt.ts';
import { workKey } from './object-keys.ts';
import type { KeptBody } from './ports.ts';
import type { RunServices } from './run-services.ts';

/** Documents that came with one page of a listing: by URL, one character for each byte. */
type BodyPage = Record<string, string>;

/** Pages held while documents are taken from them: the workers of a slice go along the plan side by side. */
const pagesHeld = 2;

/** Keeps the documents of a page of a listing as working state of the attempt; their place goes into the listing. */
export async function keepBodies(
  services: Pick<RunServices, 'objects' | 'newToken'>,
  attempt: Attempt,
  bodies: KeptBody[],
): Promise<string> {
  const token = services.newToken();
  const page: BodyPage = Object.fromEntries(
    bodies.map(({ url, bytes }) => [url, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')]),
  );
  await services.objects.putJson(workKey(attempt, 'bodies', token), page);
  return token;
}

/** Reads kept documents again; one for each slice. */
export type KeptBodies = (document: { url: string; kept_in: string }) => Promise<Uint8Array>;

/** Takes documents from the pages kept by {@link keepBodies}. */
export function createKeptBodies(services: Pick<RunServices, 'objects'>, attempt: Attempt): KeptBodies {
  const held = new Map<string, Promise<BodyPage | undefined>>();
  const pageOf = (token: string) => {
    let page = held.get(token);
    if (page === undefined) {
      page = services.objects.getJson<BodyPage>(workKey(attempt, 'bodies', token));
      held.set(token, page);
      const [oldest] = held.keys();
      if (held.size > pagesHeld && oldest !== undefined) held.delete(oldest);
    }
    return page;
  };
  return async ({ url, kept_in }) => {
    const body = (await pageOf(kept_in))?.[url];
    if (body === undefined) throw new Error(`The kept page ${kept_in} with ${url} is gone.`);
    return Buffer.from(body, 'latin1');
  };
}
