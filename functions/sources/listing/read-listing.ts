import { collectEntries } from './collect-entries.ts';
import { decodeText } from './decode-text.ts';
import { readHtml } from './html/read-html.ts';
import { readJson } from './json/read-json.ts';
import type { ListingPage, PageContent, PageContext } from './listing-page.ts';
import { notAListing } from './refusals.ts';
import { binaryFormatOf, type PageFormat, pageFormatOf } from './sniff-format.ts';
import { readXml } from './xml/read-xml.ts';

/** Bytes looked at, at least, to tell the format of a page. */
const sniffedBytes = 8192;

const readers: Record<PageFormat, (chunks: AsyncIterable<string>, context: PageContext) => Promise<PageContent>> = {
  html: readHtml,
  xml: readXml,
  json: readJson,
};

/**
 * Reads one page of a listing as it arrives. The format and the kind are told by the page itself.
 * @throws `SOURCE_NOT_A_LISTING` says what the page is instead; `SOURCE_BROKEN_RESPONSE` when it stops in the middle
 */
export async function readListing(body: AsyncIterable<Uint8Array>, context: PageContext): Promise<ListingPage> {
  const iterator = body[Symbol.asyncIterator]();
  try {
    const head = await readHead(iterator);
    const format = formatOf(head, context);
    return collectEntries(await readers[format](decodeText(resumed(head, iterator)), context));
  } finally {
    await iterator.return?.();
  }
}

function formatOf(head: Uint8Array[], context: PageContext): PageFormat {
  const start = Buffer.concat(head).subarray(0, 65_536);
  const binary = binaryFormatOf(start);
  if (binary !== undefined)
    throw notAListing(context.url, binary, 'Give the address of the folder that holds the metadata documents.');
  const format = pageFormatOf(start.toString('latin1'), context.contentType);
  if (format === undefined) {
    const found = start.toString('latin1').trim() === '' ? 'an empty page' : 'plain text';
    throw notAListing(context.url, found, 'Give the address of the folder that holds the metadata documents.');
  }
  return format;
}

async function readHead(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array[]> {
  const head: Uint8Array[] = [];
  let length = 0;
  while (length < sniffedBytes) {
    const { done, value } = await iterator.next();
    if (done) break;
    head.push(value);
    length += value.length;
  }
  return head;
}

async function* resumed(head: Uint8Array[], iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* head;
  for (;;) {
    const { done, value } = await iterator.next();
    if (done) return;
    yield value;
  }
}
