import { isUtf8 } from 'node:buffer';

/** First of the code units that stand for a byte which is not part of valid UTF-8: byte 0x80 + n is U+DC80 + n. */
const escapedByteBase = 0xdc00;

/**
 * Decodes a page as UTF-8 and keeps every byte that is not UTF-8 as a lone surrogate (U+DC80 … U+DCFF), so that a link
 * can be asked for with exactly the bytes the server wrote. What the `charset` says is not used: Apache says
 * ISO-8859-1 while its names are UTF-8, and only links, dates and sizes are read.
 */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = bytes.length - unfinishedBytes(bytes);
    rest = bytes.subarray(end);
    if (end > 0) yield decodePart(bytes.subarray(0, end));
  }
  if (rest.length > 0) yield decodePart(rest);
}

/** Turns the lone surrogates of {@link decodeText} back into percent-escaped bytes; the rest stays as it is. */
export function percentEncodeBytes(text: string): string {
  if (text.isWellFormed()) return text;
  return text.replace(/\p{Surrogate}/gu, (unit) => {
    const byte = unit.charCodeAt(0) - escapedByteBase;
    return byte >= 0x80 && byte <= 0xff ? `%${byte.toString(16).toUpperCase()}` : '%EF%BF%BD';
  });
}

function decodePart(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const parts: string[] = [];
  let position = 0;
  while (position < bytes.length) {
    const length = sequenceLength(bytes, position);
    if (length === 0) parts.push(String.fromCharCode(escapedByteBase + (bytes[position] ?? 0)));
    else if (length === 1) parts.push(String.fromCharCode(bytes[position] ?? 0));
    else parts.push(Buffer.from(bytes.subarray(position, position + length)).toString('utf8'));
    position += Math.max(1, length);
  }
  return parts.join('');
}

/** Bytes of the valid UTF-8 sequence at `position`, 0 where there is none. */
function sequenceLength(bytes: Uint8Array, position: number): number {
  const expected = expectedLength(bytes[position] ?? 0);
  if (expected <= 1) return expected;
  return isUtf8(bytes.subarray(position, position + expected)) && position + expected <= bytes.length ? expected : 0;
}

function expectedLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

/** Bytes at the end that may be the beginning of a sequence which the next chunk completes. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return expectedLength(byte) > back ? back : 0;
  }
  return 0;
}
