import { describe, expect, it } from 'vitest';
import {
  elementsFromLines,
  jsonLines,
  linesFrom,
  listLinesFrom,
  valueFromLines,
} from '../../../functions/aws/json-lines.ts';

/** A text in pieces of so many bytes, which may cut a character in two. */
async function* inPieces(text: string, length: number) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function textOf(pieces: AsyncIterable<string> | Iterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

async function listOf(elements: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const element of elements) list.push(element);
  return list;
}

async function* eachOf(elements: unknown[]) {
  yield* elements;
}

describe('jsonLines', () => {
  it.each<[string, unknown]>([
    ['an object with lists', { edition: 'e', entries: [{ a: 1 }, { b: ['c'] }], families: { f: { g: [1] } } }],
    ['an empty object', {}],
    ['an empty list', []],
    ['empty lists in an object', { a: [], b: [], c: 1 }],
    ['a list', [1, 'two', null, [3], { four: 4 }]],
    ['texts that look like the format', { 'a:[': ':[', b: ['[', ']', ',', '{', '}'], c: '\n,\n]\n' }],
    ['characters of several bytes', { é: ['海', '😀'], list: ['ä'] }],
    ['a text', 'text'],
    ['null', null],
    ['a number', 0.5],
  ])('writes JSON that it reads again, whatever the pieces: %s', async (_, value) => {
    const text = await textOf(jsonLines(value));
    expect(JSON.parse(text)).toEqual(value);
    for (const length of [1, 2, 7, 1000])
      expect(await valueFromLines(linesFrom(inPieces(text, length)))).toEqual(value);
    expect(await valueFromLines(linesFrom(inPieces(JSON.stringify(value), 5)))).toEqual(value);
  });

  it('leaves out what is undefined, as JSON does', async () => {
    expect(JSON.parse(await textOf(jsonLines({ a: undefined, b: 1, c: undefined, d: [] })))).toEqual({ b: 1, d: [] });
  });

  it('never makes more of a long list than one element', () => {
    const element = { text: 'x'.repeat(1000) };
    const lengths = Array.from(
      jsonLines({ entries: Array.from({ length: 500 }, () => element) }),
      ({ length }) => length,
    );
    expect(Math.max(...lengths)).toBeLessThan(1100);
  });

  it.each<[string, unknown[]]>([
    ['none', []],
    ['one', [{ a: ['b'] }]],
    ['some', [{ a: 1 }, '[', null, { b: ['c'] }]],
  ])('gives and takes a list by element: %s', async (_, list) => {
    const text = await textOf(listLinesFrom(eachOf(list)));
    expect(JSON.parse(text)).toEqual(list);
    for (const written of [text, await textOf(jsonLines(list)), JSON.stringify(list)]) {
      expect(await listOf(elementsFromLines(linesFrom(inPieces(written, 3))))).toEqual(list);
    }
  });
});
