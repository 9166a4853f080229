import type { XmlDocument } from 'libxml2-wasm';
import { namespaces } from './namespaces.ts';

/** What a document is when it is not an ISO 19115 record. */
export interface ForeignDocument {
  kind: string;
  /** What was found, as a sentence. */
  found: string;
  /** What to publish instead. */
  advice: string;
}

const publishIso =
  'Publish an ISO 19115 record in the ISO/TS 19139 encoding here: a document whose root is gmd:MD_Metadata or gmi:MI_Metadata.';
const moveAway =
  'Take this file out of the folder, or publish the ISO 19115 record itself (root gmd:MD_Metadata or gmi:MI_Metadata) under its address.';

/** First bytes of files that are not text, in hex. */
const signatures: [hex: string, what: string][] = [
  ['1f8b', 'a gzip file'],
  ['504b0304', 'a ZIP file'],
  ['25504446', 'a PDF file'],
  ['89504e47', 'a PNG image'],
  ['ffd8ff', 'a JPEG image'],
  ['474946', 'a GIF image'],
  ['89484446', 'an HDF5 or netCDF-4 file'],
  ['434446', 'a netCDF file'],
  ['d0cf11e0', 'a Microsoft Office file'],
  ['425a68', 'a bzip2 file'],
  ['fd377a58', 'an xz file'],
];

/** Recognises what is not XML at all by its beginning; undefined for anything that may be XML. */
export function describeNonXml(bytes: Uint8Array): ForeignDocument | undefined {
  if (bytes.length === 0) {
    const advice = `The file has no content: the program that writes it may have stopped early. ${publishIso}`;
    return { kind: 'EMPTY_DOCUMENT', found: 'The document is empty', advice };
  }
  const hex = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  const signature = signatures.find(([start]) => hex.startsWith(start));
  if (signature)
    return notXml(signature[1], `Publish the record itself, as plain XML that is not packed. ${publishIso}`);
  const text = beginningOf(bytes);
  if (text === undefined) return undefined;
  const start = text.trimStart();
  if (start === '') return { kind: 'EMPTY_DOCUMENT', found: 'The document holds white space only', advice: publishIso };
  if (/^(<!--[\s\S]*?-->\s*)*<(!doctype\s+html|html|head|body)[\s>]/i.test(start)) {
    return notXml(
      'an HTML page',
      `An error page or a login page may be served under this address: open it in a browser. ${publishIso}`,
    );
  }
  if (/^[{[]/.test(start)) return notXml('JSON', `Ask the server for the XML form of the record. ${publishIso}`);
  if (!start.startsWith('<')) return notXml(`text that begins with ${JSON.stringify(start.slice(0, 40))}`, moveAway);
  return undefined;
}

function notXml(what: string, advice: string): ForeignDocument {
  return { kind: 'NOT_XML', found: `The document is not XML but ${what}`, advice };
}

/** The first characters, where they are a superset of ASCII or UTF-16 with a mark; undefined for other encodings. */
function beginningOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes.subarray(0, 2048));
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes.subarray(0, 2048));
  if (first === 0 || second === 0) return undefined;
  // EBCDIC, which libxml2 knows by its own means.
  if (first === 0x4c && second === 0x6f) return undefined;
  return new TextDecoder('utf-8').decode(bytes.subarray(0, 2048));
}

interface RootPattern {
  namespace: RegExp;
  name?: RegExp;
  what: string;
  kind?: string;
  advice?: string;
}

const none = /^$/;
const fixNamespace = `Declare the namespaces of the 2005 edition: xmlns:gmd="${namespaces.gmd}" (and xmlns:gmi="${namespaces.gmi}" where gmi is used).`;

/** Roots that providers really publish, first match wins. */
const roots: RootPattern[] = [
  {
    namespace: /^https?:\/\/standards\.iso\.org\/iso\/19115\/-3\//,
    name: /^M[DI]_Metadata$/,
    what: 'an ISO 19115-3 record',
    advice:
      'The catalogue reads the older encoding: export the record as ISO 19139 (ISO 19115:2003, root gmd:MD_Metadata or gmi:MI_Metadata), which most catalogue software offers beside ISO 19115-3.',
  },
  {
    namespace: none,
    name: /^metadata$/,
    what: 'an FGDC CSDGM record',
    advice:
      'Convert it to ISO 19115, for example with the CSDGM to ISO 19115-2 stylesheet of NOAA NCEI, and publish the result (root gmi:MI_Metadata).',
  },
  { namespace: none, name: /^(html|HTML)$/, what: 'an HTML page' },
  { namespace: /^http:\/\/www\.w3\.org\/1999\/xhtml$/, what: 'an HTML page' },
  {
    namespace: /^http:\/\/www\.opengis\.net\/cat\/csw/,
    what: 'an answer of a CSW catalogue',
    advice:
      'The record is inside the answer: publish it alone, with gmd:MD_Metadata or gmi:MI_Metadata as the root, or register the catalogue itself as a source of type CSW.',
  },
  { namespace: /^http:\/\/gcmd\.gsfc\.nasa\.gov\/Aboutus\/xml\/dif\//i, what: 'a DIF record' },
  { namespace: none, name: /^DIF$/, what: 'a DIF record' },
  { namespace: /^(eml:\/\/ecoinformatics\.org|https:\/\/eml\.ecoinformatics\.org)\/eml-/, what: 'an EML record' },
  { namespace: none, name: /^rss$/, what: 'an RSS feed' },
  { namespace: /^http:\/\/www\.w3\.org\/1999\/02\/22-rdf-syntax-ns#$/, what: 'an RDF document' },
  {
    namespace: /^http:\/\/www\.opengis\.net\/o(ws|gc)\b|^$/,
    name: /^(Service)?ExceptionReport$/,
    what: 'an error message of a catalogue or service',
    advice:
      'The server answers with an error where the record should be: open the address in a browser, and mend what it complains of.',
  },
  { namespace: /^http:\/\/www\.w3\.org\/2005\/Atom$/, what: 'an Atom feed' },
  { namespace: /^http:\/\/www\.unidata\.ucar\.edu\/namespaces\/netcdf\/ncml/, what: 'an NcML document' },
  { namespace: /^http:\/\/www\.unidata\.ucar\.edu\/namespaces\/thredds\//, what: 'a THREDDS catalogue' },
  { namespace: /^http:\/\/www\.opengis\.net\/sensorml\//i, what: 'a SensorML document' },
  { namespace: /^http:\/\/www\.opengis\.net\/(wms|wfs|wcs|sos|kml)\b/, what: 'a document of an OGC service' },
  { namespace: none, name: /^WMS_Capabilities$|^WMT_MS_Capabilities$/, what: 'a document of an OGC service' },
  { namespace: /^http:\/\/www\.isotc211\.org\/2005\/gfc$/, what: 'a feature catalogue (ISO 19110)' },
  {
    namespace: /^http:\/\/www\.isotc211\.org\/schemas\//,
    what: 'an ISO record in a draft of the encoding',
    kind: 'WRONG_NAMESPACE',
    advice: fixNamespace,
  },
  {
    namespace: none,
    name: /^M[DI]_Metadata$/,
    what: 'an ISO record without its namespace',
    kind: 'WRONG_NAMESPACE',
    advice: fixNamespace,
  },
  {
    namespace: /isotc211|iso\.org/,
    name: /^M[DI]_Metadata$/,
    what: 'an ISO record in a namespace that is not that of its edition',
    kind: 'WRONG_NAMESPACE',
    advice: fixNamespace,
  },
  {
    namespace: /^http:\/\/www\.isotc211\.org\/2005\//,
    what: 'a part of an ISO record',
    advice: 'Publish the whole record, with gmd:MD_Metadata or gmi:MI_Metadata as the root.',
  },
];

/** Recognises a root that is not `gmd:MD_Metadata` or `gmi:MI_Metadata`; undefined for these two. */
export function describeForeignRoot(document: XmlDocument): ForeignDocument | undefined {
  const { name, namespaceUri: namespace } = document.root;
  if (name === 'MD_Metadata' && namespace === namespaces.gmd) return undefined;
  if (name === 'MI_Metadata' && namespace === namespaces.gmi) return undefined;
  const known = roots.find((root) => root.namespace.test(namespace) && (root.name?.test(name) ?? true));
  const where = namespace === '' ? 'without a namespace' : `in the namespace ${namespace.slice(0, 200)}`;
  const found = `The document is ${known?.what ?? 'not an ISO 19115 record'}: its root is ${name.slice(0, 100)} ${where}`;
  return { kind: known?.kind ?? 'OTHER_ROOT', found, advice: known?.advice ?? publishIso };
}
