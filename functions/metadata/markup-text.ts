/** The bytes of a document as text in which markup can be found, and the way back to the bytes. */
export interface MarkupText {
  /** One character for each code unit: characters beyond ASCII may look wrong, markup does not. */
  text: string;
  /** Bytes before the first character. */
  start: number;
  /** The bytes of an ASCII text in the document's encoding. */
  encode(ascii: string): Uint8Array;
  /** Bytes for one character. */
  unit: 1 | 2;
}

/** A start tag in a text. */
export interface StartTag {
  /** Index of the `>` that ends it. */
  end: number;
  selfClosing: boolean;
}

/**
 * Makes the markup of a document readable, in every encoding whose ASCII bytes stand for ASCII characters, and in
 * UTF-16; undefined for UTF-32 and EBCDIC.
 */
export function markupText(bytes: Uint8Array): MarkupText | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const [first, second, third, fourth] = bytes;
  const littleEndian = (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0 && third !== 0);
  const bigEndian = (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c);
  if (!littleEndian && !bigEndian) {
    if (first === 0 || second === 0 || first === 0x4c) return undefined;
    return { text: buffer.toString('latin1'), start: 0, unit: 1, encode: (ascii) => Buffer.from(ascii, 'latin1') };
  }
  if (littleEndian && third === 0 && fourth === 0) return undefined;
  const start = first === 0xff || first === 0xfe ? 2 : 0;
  const units = Buffer.from(buffer.subarray(start, bytes.length - ((bytes.length - start) % 2)));
  const encode = (ascii: string) => {
    const encoded = Buffer.from(ascii, 'utf16le');
    return bigEndian ? encoded.swap16() : encoded;
  };
  return { text: (bigEndian ? units.swap16() : units).toString('utf16le'), start, unit: 2, encode };
}

/**
 * Finds the start tags of the elements with the given numbers (1 is the root) in a well-formed document without a
 * document type declaration. Numbers that the text does not have are left out.
 */
export function findStartTags(text: string, numbers: Iterable<number>): Map<number, StartTag> {
  const wanted = new Set(numbers);
  const found = new Map<number, StartTag>();
  let count = 0;
  let at = text.indexOf('<');
  while (at !== -1 && found.size < wanted.size) {
    const skipped = endOfOtherMarkup(text, at);
    if (skipped !== undefined) {
      at = text.indexOf('<', skipped);
      continue;
    }
    const end = endOfTag(text, at);
    count += 1;
    if (wanted.has(count)) found.set(count, { end, selfClosing: text[end - 1] === '/' });
    at = text.indexOf('<', end);
  }
  return found;
}

/** The end of a comment, CDATA section, processing instruction or end tag at an index; undefined for a start tag. */
function endOfOtherMarkup(text: string, at: number): number | undefined {
  if (text.startsWith('<!--', at)) return after(text, '-->', at + 4);
  if (text.startsWith('<![CDATA[', at)) return after(text, ']]>', at + 9);
  if (text.startsWith('<?', at)) return after(text, '?>', at + 2);
  if (text.startsWith('</', at)) return after(text, '>', at + 2);
  return undefined;
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? text.length : at + mark.length;
}

/** Index of the `>` that ends a start tag; attribute values may hold others. */
function endOfTag(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const character = text[at];
    if (character === '>') return at;
    if (character === '"' || character === "'") at = after(text, character, at + 1);
    else at += 1;
  }
  return text.length;
}
