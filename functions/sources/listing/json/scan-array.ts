/** An item's text longer than this is no entry of a listing. */
const maxItemLength = 65_536;

/**
 * Cuts the objects out of a JSON array as it arrives, so that a listing of any length needs memory for one entry.
 * Ends with `not an array` when it is something else, and with `cut` when the text stops before the array does.
 */
export async function* scanArray(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  const scan = { depth: 0, isInString: false, isEscaped: false, item: '' };
  for await (const chunk of chunks) {
    let start = 0;
    for (let index = 0; index < chunk.length; index++) {
      const code = chunk.charCodeAt(index);
      if (scan.isInString) {
        if (scan.isEscaped) scan.isEscaped = false;
        else if (code === 0x5c) scan.isEscaped = true;
        else if (code === 0x22) scan.isInString = false;
      } else if (code === 0x22) scan.isInString = true;
      else if (code === 0x7b || code === 0x5b) {
        if (scan.depth === 0 && code === 0x7b) return yield 'not an array';
        if (scan.depth === 1) start = index;
        scan.depth++;
      } else if (code === 0x7d || code === 0x5d) {
        scan.depth--;
        if (scan.depth === 0) return;
        if (scan.depth === 1) {
          yield scan.item + chunk.slice(start, index + 1);
          scan.item = '';
        }
      }
      if (scan.depth === 1 && code !== 0x7d && code !== 0x5d && !isSeparator(code)) return yield 'not an array';
    }
    if (scan.depth > 1) scan.item += chunk.slice(start);
    if (scan.item.length > maxItemLength) return yield 'not an array';
  }
  yield 'cut';
}

/** White space, comma and the opening bracket: all that stands between entries. */
function isSeparator(code: number): boolean {
  return (
    code === 0x20 ||
    code === 0x09 ||
    code === 0x0a ||
    code === 0x0d ||
    code === 0x2c ||
    code === 0x5b ||
    code === 0xfeff
  );
}
