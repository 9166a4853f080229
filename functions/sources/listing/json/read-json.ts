import { folderOf } from '../entry-url.ts';
import type { PageContent, PageContext } from '../listing-page.ts';
import { brokenPage, notAListing } from '../refusals.ts';
import { jsonKinds } from './json-kinds.ts';
import { scanArray } from './scan-array.ts';

const advice = 'Give the address of a folder, or of a listing in JSON as nginx or Caddy write it.';

/**
 * Reads a listing in JSON: an array of entries.
 * @throws `SOURCE_NOT_A_LISTING` JSON of another shape; `SOURCE_BROKEN_RESPONSE` the array is not closed
 */
export async function readJson(chunks: AsyncIterable<string>, context: PageContext): Promise<PageContent> {
  const { origin, pathname } = new URL(context.url);
  const folder = pathname.endsWith('/') ? folderOf(context.url) : `${origin}${pathname}/`;
  const content: PageContent = {
    kind: jsonKinds[0].kind,
    entries: [],
    base: folder,
    folder,
    scope: context.scope ?? { folders: folder, documents: folder },
    next: [],
    isCut: false,
  };
  for await (const item of scanArray(chunks)) {
    if (item === 'not an array') throw notAListing(context.url, 'JSON that is no list of files', advice);
    if (item === 'cut') throw brokenPage(context.url, 'its JSON stops in the middle');
    const entry = parsedObject(item, context.url);
    const kind = jsonKinds.find((candidate) => candidate.recognise(entry));
    if (kind === undefined) throw notAListing(context.url, 'JSON whose entries are no files', advice);
    content.kind = kind.kind;
    content.entries.push(...kind.read(entry));
    if (content.entries.length > context.maxEntries) return { ...content, isCut: true };
  }
  return content;
}

function parsedObject(text: string, url: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw brokenPage(url, `its JSON is not well-formed (${(cause as Error).message})`);
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
