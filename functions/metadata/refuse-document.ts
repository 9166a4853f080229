import type { ValidationError } from '../domain/record.ts';

/**
 * Elements, comments and attributes of one document. Each takes the engine some hundred bytes and a microsecond or two,
 * so this is what bounds its memory and time. Real records have at least 45 bytes for each: 470,000 in 20 MB.
 */
const maxMarkup = 600_000;

/** How far the engine lets entities blow up a document before it gives up (XML_PARSER_MAX_AMPLIFICATION_DEFAULT). */
const entityAmplification = 5;

const [lessThan, slash, equals, quote, apostrophe] = [0x3c, 0x2f, 0x3d, 0x22, 0x27];

/** Tells why a document is not even parsed: it is too large, or would need too much memory. */
export function refuseDocument(bytes: Uint8Array, maxBytes: number): ValidationError | undefined {
  if (bytes.length > maxBytes) {
    return refusal('DOCUMENT_TOO_LARGE', `The document has ${bytes.length} bytes; at most ${maxBytes} are read`);
  }
  const expansion = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('<!ENTITY')
    ? entityAmplification
    : 1;
  // most documents are too small to have so much markup: a mark takes at least one byte
  if (bytes.length * expansion <= maxMarkup || countMarkup(bytes) * expansion <= maxMarkup) return undefined;
  return refusal(
    'DOCUMENT_TOO_COMPLEX',
    `The document has more elements and attributes than are read of one record (${maxMarkup})`,
  );
}

/** Counts in bytes, which is right for every encoding that XML is served in but UTF-16, where attributes escape it. */
function countMarkup(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    const next = bytes[at + 1];
    if (byte === lessThan && next !== slash) count += 1;
    else if (byte === equals && (next === quote || next === apostrophe)) count += 1;
  }
  return count;
}

function refusal(kind: string, error: string): ValidationError {
  const advice =
    'Describe the data in several records, or take out what does not belong into metadata, such as embedded images or tables of data.';
  return { error, line_number: 0, xpath: '', element: '', kind, advice };
}
