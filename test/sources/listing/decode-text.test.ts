import { describe, expect, it } from 'vitest';
import { decodeText, percentEncodeBytes } from '../../../functions/sources/listing/decode-text.ts';

async function decoded(bytes: Uint8Array, chunkBytes: number): Promise<string> {
  async function* chunks() {
    for (let start = 0; start < bytes.length; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
  }
  let text = '';
  for await (const part of decodeText(chunks())) text += part;
  return text;
}

describe('decodeText', () => {
  it('reads UTF-8 whose characters lie across chunks', async () => {
    const text = 'a é 海 🌊 \u00a0 z';
    for (const chunkBytes of [1, 2, 3, 4, 5, 100]) expect(await decoded(Buffer.from(text), chunkBytes)).toBe(text);
  });

  it.each([
    ['ISO-8859-1', [0x6d, 0xe9, 0x72], 'm%E9r'],
    ['a sequence cut by another character', [0xe6, 0xb5, 0x41], '%E6%B5A'],
    ['a sequence cut by the end', [0x41, 0xf0, 0x9f, 0x8c], 'A%F0%9F%8C'],
    ['bytes that never occur', [0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80], '%FF%C0%80%ED%A0%80'],
  ])('keeps every byte of %s', async (_name, bytes, escaped) => {
    for (const chunkBytes of [1, 2, 100]) {
      expect(percentEncodeBytes(await decoded(Uint8Array.from(bytes), chunkBytes))).toBe(escaped);
    }
  });
});
