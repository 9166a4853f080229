import type { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { defaultLimits } from '../domain/limits.ts';
import type { Validator } from '../domain/ports.ts';
import type { ValidationError, Verdict } from '../domain/record.ts';
import { advise } from './advice.ts';
import { describeForeignRoot, describeNonXml, type ForeignDocument } from './describe-document.ts';
import { createElementLocator } from './element-path.ts';
import { checkRequiredFields } from './interim-checks.ts';
import { readRecord } from './read-record.ts';
import type { SchemaSource } from './schema-files.ts';
import { compileSchema, type ParserError, parseXml, validateDocument } from './xml-engine.ts';

type Inspection = ReturnType<Validator['inspect']>;

/** Errors that a verdict tells one by one; it counts the others. */
const maxErrorsTold = 500;

/**
 * A validator of documents against a schema, which is compiled with the first document. None of its functions throws
 * for what a document holds; a schema that cannot be had or compiled is thrown by every call.
 * Without a schema only the fields that the catalogue cannot do without are looked for.
 */
export function createValidator(
  schema?: SchemaSource,
  limits: { maxDocumentBytes: number } = defaultLimits,
): Validator {
  let compiled: XsdValidator | undefined;

  function inspect(bytes: Uint8Array): Inspection {
    return withDocument(bytes, (document) => ({ verdict: judge(document), summary: readRecord(document) }));
  }

  function withDocument(bytes: Uint8Array, use: (document: XmlDocument) => Inspection): Inspection {
    if (bytes.length > limits.maxDocumentBytes) return rejected([tooLarge(bytes.length, limits.maxDocumentBytes)]);
    const nonXml = describeNonXml(bytes);
    if (nonXml) return rejected([foreign(nonXml, 0)]);
    const parsed = parseXml(bytes);
    if ('errors' in parsed) return rejected(parsed.errors.map(malformed));
    using document = parsed.document;
    return use(document);
  }

  function judge(document: XmlDocument): Verdict {
    const otherRoot = describeForeignRoot(document);
    if (otherRoot) return verdictOf([foreign(otherRoot, document.root.line)]);
    if (schema === undefined) return verdictOf(checkRequiredFields(document));
    compiled ??= compileSchema(schema());
    const { errors, count } = validateDocument(compiled, document, maxErrorsTold);
    const locate = createElementLocator();
    const told = errors.map(({ message, line, node }) => {
      const place = locate(node);
      return { error: message, line_number: line, ...place, ...advise(message, place) };
    });
    return { valid: count === 0, errors: told, error_count: count };
  }

  return {
    inspect,
    validate: (bytes) =>
      withDocument(bytes, (document) => ({ verdict: judge(document), summary: { services: [] } })).verdict,
  };
}

function rejected(errors: ValidationError[]): Inspection {
  return { verdict: verdictOf(errors), summary: { services: [] } };
}

function verdictOf(errors: ValidationError[]): Verdict {
  return { valid: errors.length === 0, errors: errors.slice(0, maxErrorsTold), error_count: errors.length };
}

function tooLarge(byteLength: number, maxBytes: number): ValidationError {
  return {
    error: `The document has ${byteLength} bytes; at most ${maxBytes} are read`,
    line_number: 0,
    xpath: '',
    element: '',
    kind: 'DOCUMENT_TOO_LARGE',
    advice:
      'Split the record, or take out what does not belong into metadata, such as embedded images or tables of data.',
  };
}

function foreign({ kind, found, advice }: ForeignDocument, line: number): ValidationError {
  return { error: found, line_number: line, xpath: '', element: '', kind, advice };
}

function malformed({ message, line, column }: ParserError): ValidationError {
  const error = column > 0 ? `${message} (column ${column})` : message;
  return { error, line_number: line, xpath: '', element: '', ...advise(message) };
}
