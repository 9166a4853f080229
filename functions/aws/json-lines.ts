/**
 * Large values as JSON with each element of a list on a line of its own: written and read without the whole text ever
 * being in memory, which V8 could not hold anyway beyond 512 MiB. It is JSON for whoever reads it in one go.
 */

/** The text of a value, line by line: its elements when it is a list, else its properties, and those that are lists by element. */
export function* jsonLines(value: unknown): Generator<string> {
  if (Array.isArray(value)) return yield* listLines(value);
  if (value === null || typeof value !== 'object') return yield `${JSON.stringify(value)}\n`;
  yield '{\n';
  let separator = '';
  for (const [key, part] of Object.entries(value)) {
    if (part === undefined) continue;
    const name = `${separator}${JSON.stringify(key)}:`;
    separator = ',';
    if (!Array.isArray(part)) {
      yield `${name}${JSON.stringify(part)}\n`;
      continue;
    }
    yield name;
    yield* listLines(part);
  }
  yield '}\n';
}

function* listLines(list: unknown[]): Generator<string> {
  yield '[\n';
  let separator = '';
  for (const element of list) {
    yield `${separator}${JSON.stringify(element)}\n`;
    separator = ',';
  }
  yield ']\n';
}

/** The text of a list whose elements come one after the other. */
export async function* listLinesFrom(elements: AsyncIterable<unknown>): AsyncGenerator<string> {
  yield '[\n';
  let separator = '';
  for await (const element of elements) {
    yield `${separator}${JSON.stringify(element)}\n`;
    separator = ',';
  }
  yield ']\n';
}

/** The value that {@link jsonLines} wrote; also of JSON in a single line. */
export async function valueFromLines(lines: AsyncIterable<string>): Promise<unknown> {
  let value: Record<string, unknown> | unknown[] | undefined;
  let list: unknown[] | undefined;
  for await (const line of lines) {
    if (value === undefined) {
      if (line === '[') value = list = [];
      else if (line === '{') value = {};
      else return JSON.parse(line);
    } else if (list) {
      if (line === ']') list = undefined;
      else list.push(JSON.parse(withoutComma(line)));
    } else if (line !== '}' && !Array.isArray(value)) {
      const property = withoutComma(line);
      if (property.endsWith(':[')) {
        list = [];
        value[JSON.parse(property.slice(0, -2)) as string] = list;
      } else Object.assign(value, JSON.parse(`{${property}}`));
    }
  }
  return value;
}

/** The elements of a list that {@link jsonLines} or {@link listLinesFrom} wrote, one by one; also of a list in a single line. */
export async function* elementsFromLines(lines: AsyncIterable<string>): AsyncGenerator<unknown> {
  for await (const line of lines) {
    if (line === '[' || line === ']') continue;
    if (line.startsWith('[')) yield* JSON.parse(line) as unknown[];
    else yield JSON.parse(withoutComma(line));
  }
}

function withoutComma(line: string): string {
  return line.startsWith(',') ? line.slice(1) : line;
}

/** The lines of a text that comes in pieces of bytes. */
export async function* linesFrom(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let begun: string[] = []; // joined once: a document is one line, and would be copied with each piece
  for await (const chunk of chunks) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    begun.push(first);
    const last = others.pop();
    if (last === undefined) continue;
    yield begun.join('');
    yield* others;
    begun = [last];
  }
  const rest = begun.join('') + decoder.decode();
  if (rest !== '') yield rest;
}
