import { createReadStream } from 'node:fs';
import { plainFrom } from './extended-json.ts';
import type { ExportFile } from './find-exports.ts';
import { type Finding, type Notes, notesOn, type Place } from './findings.ts';
import { splitDocuments } from './split-documents.ts';

/** A document of the old registry. */
export type OldDocument = Readonly<Record<string, unknown>>;

/** A document with its place, and where to note what is the matter with it. */
export interface FoundDocument {
  id: string;
  document: OldDocument;
  place: Place;
  notes: Notes;
}

/** What reading a file tells while it goes on. */
export interface Reading {
  findings: Finding[];
  /** Called for every document, readable or not. */
  onDocument?(bytesRead: number): void;
}

/** Longest id that is taken: DynamoDB refuses keys over 2,048 bytes, and the old registry's have 17 or 24 characters. */
const maxIdLength = 128;

/** Words that the mongo shell writes, and no JSON has. */
const shellWords = /\b(?:ISODate|ObjectId|NumberLong|NumberInt)\(/;

/** The documents of an export, one after the other; those that cannot be read, have no id or one that was before are noted. */
export async function* readExport(file: ExportFile, reading: Reading): AsyncGenerator<FoundDocument> {
  const stream = createReadStream(file.path, 'utf8');
  const ids = new Map<string, number>();
  for await (const { text, line } of splitDocuments(stream)) {
    reading.onDocument?.(stream.bytesRead);
    const document = parsed(text);
    const place = { file: file.name, line };
    if (typeof document === 'string') {
      notesOn(reading.findings, { ...place, ...idIn(text) }).left('BROKEN_JSON', document);
      continue;
    }
    const id = document._id;
    if (typeof id !== 'string' || id === '' || id.length > maxIdLength) {
      notesOn(reading.findings, place).left('NO_ID', 'It has no _id that is a text or an ObjectId.');
      continue;
    }
    const notes = notesOn(reading.findings, { ...place, id });
    const before = ids.get(id);
    if (before !== undefined) {
      notes.left('DUPLICATE_ID', `The document on line ${before} has the same _id.`);
      continue;
    }
    ids.set(id, line);
    yield { id, document, place: { ...place, id }, notes };
  }
}

/** The document, or what is wrong with its text. Nothing of the text is repeated: it may hold password hashes. */
function parsed(text: string): OldDocument | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return shellWords.test(text)
      ? 'It is written as the mongo shell does; mongoexport writes JSON.'
      : 'It is not readable as JSON: cut off, or changed by hand.';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'It is no document.';
  return plainFrom(value) as OldDocument;
}

function idIn(text: string): { id?: string } {
  const id = /"_id"\s*:\s*(?:\{\s*"\$oid"\s*:\s*)?"([\w-]{1,128})"/.exec(text)?.[1];
  return id ? { id } : {};
}
