import { RegistryError } from '../../domain/errors.ts';
import { pageFormatOf } from '../listing/sniff-format.ts';
import { type CutElement, cutElements } from './cut-elements.ts';
import { cswNamespace } from './requests.ts';

/** A record of a page as a document of its own. */
export interface CswRecord {
  /** `gmd:fileIdentifier`, else `dc:identifier`; empty where the record has none. */
  identifier: string;
  bytes: Uint8Array;
}

/** What a catalogue answers to GetRecords. */
export interface CswPage {
  /** `numberOfRecordsMatched`; absent where the catalogue does not say. */
  matched?: number;
  /** `nextRecord`; 0 at the end. */
  next?: number;
  records: CswRecord[];
}

const isoNamespace = /^http:\/\/www\.isotc211\.org\/2005\//;
const dcNamespace = 'http://purl.org/dc/elements/1.1/';

/** Namespaces of ows:ExceptionReport: OWS Common 1.0 (CSW 2.0.2), 1.1 and 2.0. */
const owsNamespace = /^http:\/\/www\.opengis\.net\/ows(?:\/[\d.]+)?$/;

/**
 * Reads one page of GetRecords.
 * @throws `SOURCE_BROKEN_RESPONSE` (with `details.answered`) for an exception report and for a page that cannot be taken apart;
 *   `SOURCE_NOT_A_LISTING` says what the page is instead
 */
export function parsePage(bytes: Uint8Array, url: string): CswPage {
  const start = beginningOf(bytes);
  if (!start.startsWith('<') || pageFormatOf(start, '') === 'html') throw notACatalogue(url, describe(start));
  const { container, cut, root, texts, isWhole } = cutElements(bytes, {
    isContainer: ({ namespace, name }) => namespace === cswNamespace && name === 'SearchResults',
    isText: ({ namespace, name }, path) => isIdentifier(namespace, name, path) || isExceptionText(namespace, name),
  });
  if (owsNamespace.test(root.namespace) || /^(?:ServiceException|Exception)Report$/.test(root.name)) {
    const said = texts.join(' ').replace(/\s+/g, ' ').trim().slice(0, 300);
    const message = `The catalogue ${url} answered with an exception: ${said || 'without a text'}.`;
    throw new RegistryError('SOURCE_BROKEN_RESPONSE', message, { details: { url, answered: true } });
  }
  if (!isWhole) throw brokenPage(url);
  if (container === undefined) throw notACatalogue(url, `XML with the root element ${root.name}`);
  return {
    ...count('matched', container.numberOfRecordsMatched),
    ...count('next', container.nextRecord),
    records: cut.map(recordFrom),
  };
}

function isIdentifier(namespace: string, name: string, path: readonly CutElement[]): boolean {
  if (namespace === dcNamespace) return name === 'identifier' && path.length === 1;
  return isoNamespace.test(namespace) && path.length === 2 && path[1]?.name === 'fileIdentifier';
}

function isExceptionText(namespace: string, name: string): boolean {
  return (owsNamespace.test(namespace) && name === 'ExceptionText') || name === 'ServiceException';
}

function recordFrom({ bytes, texts }: { bytes: Uint8Array; texts: string[] }): CswRecord {
  return { bytes, identifier: texts.map((text) => text.trim()).find((text) => text !== '') ?? '' };
}

function count<K extends string>(key: K, text: string | undefined): Partial<Record<K, number>> {
  const number = Number(text);
  const isCount = text !== undefined && text.trim() !== '' && Number.isSafeInteger(number) && number >= 0;
  return (isCount ? { [key]: number } : {}) as Partial<Record<K, number>>;
}

/** The first characters without byte order mark and white space, also of UTF-16. */
function beginningOf(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 2048)).toString('latin1');
  return start
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '')
    .trimStart();
}

function describe(start: string): string {
  if (start === '') return 'an empty page';
  return start.startsWith('<') ? 'a web page' : 'no XML';
}

function notACatalogue(url: string, found: string): RegistryError {
  const advice = 'Give the address under which the catalogue takes GetRecords requests by POST.';
  const message = `${url} is not a CSW 2.0.2 catalogue: it answered GetRecords with ${found}. ${advice}`;
  return new RegistryError('SOURCE_NOT_A_LISTING', message, { details: { url, found } });
}

function brokenPage(url: string): RegistryError {
  const message = `The catalogue ${url} answered with XML whose elements are not closed as they were opened.`;
  return new RegistryError('SOURCE_BROKEN_RESPONSE', message, { details: { url, answered: true } });
}
