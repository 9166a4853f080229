import {
  ParseOption,
  XmlBufferInputProvider,
  XmlDocument,
  type XmlElement,
  XmlLibError,
  XsdValidator,
  xmlCleanupInputProvider,
  xmlRegisterInputProvider,
} from 'libxml2-wasm';
import * as engine from 'libxml2-wasm/lib/libxml2.mjs';
import {
  XmlErrorStruct,
  xmlSchemaFreeValidCtxt,
  xmlSchemaNewValidCtxt,
  xmlSchemaSetValidStructuredErrors,
  xmlSchemaValidateDoc,
} from 'libxml2-wasm/lib/libxml2.mjs';
import { markupText } from './markup-text.ts';
import type { SchemaFiles } from './schema-files.ts';

/** A remark of the parser. */
export interface ParserError {
  message: string;
  line: number;
  column: number;
}

/** A remark of the schema validator; `node` is the address of the element or attribute, good while the document lives. */
export interface SchemaError {
  message: string;
  line: number;
  node: number;
}

/**
 * No network, no external DTD or entity; entities of the document itself are replaced, because the schema validator
 * stops at a reference. No XML_PARSE_HUGE, so that the engine's own bounds hold (depth 256, text nodes of 10 million
 * bytes, entity amplification). Lines beyond 65,535 as well as the engine knows them.
 */
const parseOptions =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_NOENT |
  ParseOption.XML_PARSE_BIG_LINES;

/** Parses a document. Whoever gets it disposes of it: its memory is not the garbage collector's. */
export function parseXml(bytes: Uint8Array): { document: XmlDocument } | { errors: ParserError[] } {
  try {
    const document = XmlDocument.fromBuffer(bytes, { option: parseOptions });
    const unread = document.dtd === null ? [] : findUnreadEntities(document, bytes);
    if (unread.length === 0) return { document };
    document.dispose();
    return { errors: unread };
  } catch (thrown) {
    if (!(thrown instanceof XmlLibError)) throw thrown;
    const details = thrown.details.filter((detail) => detail.level > 1);
    const errors = details.map(({ message, line, col }) => ({ message: oneLine(message), line, column: col }));
    return { errors: errors.length > 0 ? errors : [{ message: oneLine(thrown.message), line: 0, column: 0 }] };
  }
}

/** References to entities that stand in other files: the engine leaves them out, so the content would not be whole. */
function findUnreadEntities(document: XmlDocument, bytes: Uint8Array): ParserError[] {
  const undefinedEntities = document.warnings
    .filter(({ message }) => /^Entity '.*' not defined/.test(message))
    .map(({ message, line, col }) => ({ message: oneLine(message), line, column: col }));
  const text = markupText(bytes)?.text ?? '';
  const external = [...text.matchAll(/<!ENTITY\s+([^\s%]+)\s+(?:SYSTEM|PUBLIC)\s/g)].map(([, name]) => name);
  const errors = external.flatMap((name) => {
    const at = text.indexOf(`&${name};`);
    if (at === -1) return [];
    const line = text.slice(0, at).split('\n').length;
    return [{ message: `The entity ${name} is kept in another file, which is not read`, line, column: 0 }];
  });
  return [...undefinedEntities, ...errors];
}

/**
 * Compiles a schema from memory.
 * @throws XmlLibError for a schema that is wrong: a fault of ours or of the operator's, never of a document
 */
export function compileSchema({ root, files }: SchemaFiles): XsdValidator {
  const encoder = new TextEncoder();
  const buffers = [...files].map(
    ([url, text]) => [url, typeof text === 'string' ? encoder.encode(text) : text] as const,
  );
  const entry = files.get(root);
  if (entry === undefined) throw new Error(`The schema has no entry file ${root}`);
  xmlRegisterInputProvider(new XmlBufferInputProvider(Object.fromEntries(buffers)));
  try {
    const bytes = typeof entry === 'string' ? encoder.encode(entry) : entry;
    using document = XmlDocument.fromBuffer(bytes, { url: root, option: parseOptions });
    return XsdValidator.fromDoc(document);
  } finally {
    // Afterwards the engine can open nothing at all, whatever a document asks for.
    xmlCleanupInputProvider();
  }
}

interface Findings {
  errors: SchemaError[];
  count: number;
  maxErrors: number;
}

/** Exported by the package, though not declared: makes a function of ours callable by the engine. */
interface Engine {
  addFunction(callback: (context: number, error: number) => void, signature: string): number;
}

/** Of the validation under way. There is one at a time: the engine runs synchronously. */
let findings: Findings | undefined;

/**
 * The package's own collector asks for the XPath of each error at once, which takes quadratic time on a document with
 * a million faulty siblings; this one notes the node, up to a bound, and counts.
 */
const collect = (engine as unknown as Engine).addFunction((_context: number, error: number) => {
  if (findings === undefined || XmlErrorStruct.level(error) < 2) return;
  findings.count += 1;
  if (findings.errors.length >= findings.maxErrors) return;
  const message = oneLine(XmlErrorStruct.message(error));
  findings.errors.push({ message, line: XmlErrorStruct.line(error), node: XmlErrorStruct.node(error) });
}, 'vii');

/** Validates a document: the first `maxErrors` errors, as the engine finds them, and their true number. */
export function validateDocument(
  schema: XsdValidator,
  document: XmlDocument,
  maxErrors: number,
): { errors: SchemaError[]; count: number } {
  const context = xmlSchemaNewValidCtxt(addressOf(schema));
  const found: Findings = { errors: [], count: 0, maxErrors };
  findings = found;
  try {
    xmlSchemaSetValidStructuredErrors(context, collect, 0);
    const result = xmlSchemaValidateDoc(context, addressOf(document));
    if (result < 0) throw new Error('The validation engine failed');
    if (result > 0 && found.count === 0) throw new Error('The validation engine found errors but named none');
    return { errors: found.errors, count: found.count };
  } finally {
    findings = undefined;
    xmlSchemaFreeValidCtxt(context);
  }
}

/** The engine's address of the root element. */
export function rootAddress(document: XmlDocument): number {
  return engine.xmlDocGetRootElement(addressOf(document));
}

/** The engine's address of an object, which the package keeps in a field it does not declare. */
export function addressOf(object: XmlDocument | XsdValidator | XmlElement): number {
  const { _ptr: address, _nodePtr: nodeAddress } = object as unknown as { _ptr?: number; _nodePtr?: number };
  return address ?? nodeAddress ?? 0;
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ').trim();
}
