import type { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { defaultLimits } from '../domain/limits.ts';
import type { Validator } from '../domain/ports.ts';
import type { RecordSummary, ValidationError, Verdict } from '../domain/record.ts';
import { advise } from './advice.ts';
import { type ContentModel, readContentModel } from './content-model.ts';
import { describeForeignRoot, describeNonXml, type ForeignDocument } from './describe-document.ts';
import { createElementLocator, elementOf, surroundingsOf } from './element-path.ts';
import { adviseMalformed } from './malformed-advice.ts';
import { readRecord } from './read-record.ts';
import { refuseDocument } from './refuse-document.ts';
import type { SchemaFiles, SchemaSource } from './schema-files.ts';
import { correctLines } from './true-lines.ts';
import { compileSchema, type ParserError, parseXml, rootAddress, validateDocument } from './xml-engine.ts';

type Inspection = ReturnType<Validator['inspect']>;

/** Characters of one text of a finding: a document may have names of 50,000 characters and larger values. */
const maxTextLength = 4_000;

/** Errors that a verdict tells one by one; it counts the others. */
const maxErrorsTold = 500;

/**
 * A validator of documents against a schema, which is compiled with the first document. None of its functions throws
 * for what a document holds; a schema that cannot be had or compiled is thrown by every call.
 */
export function createValidator(schema: SchemaSource, limits: { maxDocumentBytes: number } = defaultLimits): Validator {
  let compiled: CompiledSchema | undefined;

  function inspect(bytes: Uint8Array, read: (document: XmlDocument) => RecordSummary): Inspection {
    const refusal = refuseDocument(bytes, limits.maxDocumentBytes);
    if (refusal) return rejected([refusal]);
    const nonXml = describeNonXml(bytes);
    if (nonXml) return rejected([foreign(nonXml, 0)]);
    const parsed = parseXml(bytes);
    if ('errors' in parsed) return rejected(parsed.errors.map(malformed));
    using document = parsed.document;
    return { verdict: judge({ document, bytes }), summary: read(document) };
  }

  function judge(source: ParsedSource): Verdict {
    const otherRoot = describeForeignRoot(source.document);
    if (otherRoot) return verdictOf([foreignRoot(otherRoot, source.document)]);
    compiled ??= compile(schema());
    return judgeBySchema(source, compiled);
  }

  return {
    inspect: (bytes) => inspect(bytes, readRecord),
    validate: (bytes) => inspect(bytes, () => ({ services: [] })).verdict,
  };
}

interface ParsedSource {
  document: XmlDocument;
  bytes: Uint8Array;
}

interface CompiledSchema {
  schema: XsdValidator;
  /** Read when the first advice is given. */
  model(): ContentModel;
}

function compile(files: SchemaFiles): CompiledSchema {
  let model: ContentModel | undefined;
  return {
    schema: compileSchema(files),
    model: () => {
      model ??= readContentModel(files);
      return model;
    },
  };
}

function judgeBySchema({ document, bytes }: ParsedSource, { schema, model }: CompiledSchema): Verdict {
  const { errors, count } = validateDocument(schema, document, maxErrorsTold);
  const found = errors.map((error) => ({ ...error, node: elementOf(error.node) }));
  correctLines(found, rootAddress(document), { document, bytes });
  const locate = createElementLocator();
  const told = found.map(({ message, line, node }) => {
    const place = locate(node);
    const finding = { message, element: place.element, ...surroundingsOf(node), model: model() };
    return cut({ error: message, line_number: line, ...place, ...advise(finding) });
  });
  return { valid: count === 0, errors: told, error_count: count };
}

function rejected(errors: ValidationError[]): Inspection {
  return { verdict: verdictOf(errors), summary: { services: [] } };
}

function cut(error: ValidationError): ValidationError {
  const short = Object.entries(error).map(([key, value]) => [
    key,
    typeof value === 'string' && value.length > maxTextLength ? `${value.slice(0, maxTextLength - 1)}…` : value,
  ]);
  return Object.fromEntries(short);
}

function verdictOf(errors: ValidationError[]): Verdict {
  return { valid: errors.length === 0, errors: errors.slice(0, maxErrorsTold).map(cut), error_count: errors.length };
}

function foreignRoot(description: ForeignDocument, { root }: XmlDocument): ValidationError {
  const element = root.prefix === '' ? root.name : `${root.prefix}:${root.name}`;
  return { ...foreign(description, root.line), element, xpath: `/${element}` };
}

function foreign({ kind, found, advice }: ForeignDocument, line: number): ValidationError {
  return { error: found, line_number: line, xpath: '', element: '', kind, advice };
}

function malformed({ message, line, column }: ParserError): ValidationError {
  const error = column > 0 ? `${message} (column ${column})` : message;
  return { error, line_number: line, xpath: '', element: '', ...adviseMalformed(message) };
}
