/** One document of an export, as text. */
export interface DocumentText {
  text: string;
  /** 1-based line of the file on which it begins. */
  line: number;
}

/** How `mongoexport` wrote a file: a document a line, or (`--jsonArray`, `--pretty`) documents over any number of lines. */
type Layout = 'lines' | 'spread';

/** Characters that are enough to tell the layout by. */
const enoughToTell = 4096;

/**
 * Cuts an export into the texts of its documents while it is read, so that neither a file of any size nor an array on one
 * line is ever whole in memory. What cannot be a document comes out as well, for its reader to refuse it.
 */
export async function* splitDocuments(chunks: AsyncIterable<string>): AsyncGenerator<DocumentText> {
  let beginning = '';
  let cutter: ReturnType<typeof createCutter> | undefined;
  for await (const chunk of chunks) {
    if (cutter) {
      yield* cutter.cut(chunk);
      continue;
    }
    beginning += chunk;
    if (beginning.length < enoughToTell && !beginning.trimStart().includes('\n')) continue;
    cutter = createCutter(layoutOf(beginning));
    yield* cutter.cut(beginning.replace(/^\uFEFF/, ''));
  }
  if (!cutter) {
    cutter = createCutter(layoutOf(beginning));
    yield* cutter.cut(beginning.replace(/^\uFEFF/, ''));
  }
  yield* cutter.rest();
}

function layoutOf(beginning: string): Layout {
  return /^[\uFEFF\s]*(?:\[|\{[ \t]*\r?\n)/.test(beginning) ? 'spread' : 'lines';
}

function createCutter(layout: Layout) {
  return layout === 'lines' ? lineCutter() : braceCutter();
}

function lineCutter() {
  let held = '';
  let line = 1;
  const trimmed = function* (text: string, at: number) {
    if (text.trim() !== '') yield { text: text.trim(), line: at };
  };
  return {
    *cut(chunk: string): Generator<DocumentText> {
      const lines = (held + chunk).split('\n');
      held = lines.pop() ?? '';
      for (const text of lines) {
        yield* trimmed(text, line);
        line += 1;
      }
    },
    *rest(): Generator<DocumentText> {
      yield* trimmed(held, line);
    },
  };
}

/** Counts braces outside of strings: a document is from one that opens at depth 0 to the one that closes it. */
function braceCutter() {
  let held = '';
  let line = 1;
  let beganOn = 1;
  let depth = 0;
  let isInString = false;
  let isEscaped = false;

  /** Takes one character in; tells whether it ends a document, or begins one. */
  const step = (character: string): 'begins' | 'ends' | undefined => {
    if (character === '\n') line += 1;
    if (isInString) {
      if (isEscaped) isEscaped = false;
      else if (character === '\\') isEscaped = true;
      else if (character === '"') isInString = false;
      return undefined;
    }
    if (character === '"') isInString = depth > 0;
    else if (character === '{') {
      depth += 1;
      return depth === 1 ? 'begins' : undefined;
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      return depth === 0 ? 'ends' : undefined;
    }
    return undefined;
  };

  return {
    *cut(chunk: string): Generator<DocumentText> {
      let from = 0;
      for (let at = 0; at < chunk.length; at += 1) {
        const event = step(chunk[at] as string);
        if (event === 'begins') {
          from = at;
          beganOn = line;
        } else if (event === 'ends') {
          yield { text: held + chunk.slice(from, at + 1), line: beganOn };
          held = '';
        }
      }
      if (depth > 0) held += chunk.slice(from);
    },
    *rest(): Generator<DocumentText> {
      if (held !== '') yield { text: held, line: beganOn };
    },
  };
}
