import type { PageContent, PageContext } from '../listing-page.ts';
import { brokenPage, notAListing } from '../refusals.ts';
import { scanXml, type XmlElement } from './scan-xml.ts';
import { type XmlReader, xmlKinds } from './xml-kinds.ts';

/** XML roots that a source's address leads to by mistake, by local name. */
const knownRoots: Record<string, [found: string, advice: string]> = {
  MD_Metadata: ['a single ISO 19115 document', 'Give the address of the folder that holds it.'],
  MI_Metadata: ['a single ISO 19115-2 document', 'Give the address of the folder that holds it.'],
  Capabilities: ['the capabilities of a service', 'For a catalogue service choose the type CSW.'],
  GetRecordsResponse: ['the answer of a CSW catalogue', 'Choose the type CSW and give the service address.'],
  ExceptionReport: ['an exception report of an OGC service', 'Check the address; for a catalogue choose the type CSW.'],
  Error: ['an error of an object store', 'Check that the bucket may be listed by everybody.'],
  rss: ['a news feed', 'Give the address of the folder that holds the metadata documents.'],
  feed: ['an Atom feed', 'Give the address of the folder that holds the metadata documents.'],
};

/**
 * Reads a listing in XML of any kind in `xml-kinds.ts`. Elements are told by namespace URI and local name.
 * @throws `SOURCE_NOT_A_LISTING` another root; `SOURCE_BROKEN_RESPONSE` the root is not closed
 */
export async function readXml(chunks: AsyncIterable<string>, context: PageContext): Promise<PageContent> {
  let reader: XmlReader | undefined;
  const end = await scanXml(chunks, {
    open(element, depth) {
      if (depth === 0) reader = readerFor(element, context);
      reader?.open?.(element, depth);
    },
    close: (element, text, depth) => reader?.close?.(element, text, depth),
    isEnough: () => (reader?.count() ?? 0) > context.maxEntries,
  });
  if (reader === undefined)
    throw notAListing(context.url, 'XML without any element', 'Check the address and the server.');
  if (end === 'cut') throw brokenPage(context.url, 'its XML stops in the middle or is not well-formed');
  return { ...reader.content(), isCut: end === 'enough' };
}

function readerFor(root: XmlElement, context: PageContext): XmlReader {
  const kind = xmlKinds.find(({ namespace, name }) => name === root.name && namespace.test(root.namespace));
  if (kind !== undefined) return kind.read(context);
  const [found, advice] = knownRoots[root.name] ?? [
    `an XML document (root element ${root.name})`,
    'Give the address of the folder that holds the metadata documents.',
  ];
  throw notAListing(context.url, found, advice);
}
