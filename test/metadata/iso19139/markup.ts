/** An element of a document's text, by offsets. */
export interface Markup {
  readonly name: string;
  readonly start: number;
  /** The offset after its start tag. */
  contentStart: number;
  /** The offset of its end tag; that of its end for an empty tag. */
  contentEnd: number;
  end: number;
  readonly parent: Markup | undefined;
  readonly children: Markup[];
  readonly attributes: readonly { readonly name: string; readonly start: number; readonly end: number }[];
}

const token =
  /<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/gs;
const attribute = /\s+([\w:.-]+)\s*=\s*(?:"[^"]*"|'[^']*')/gs;

/** The elements of a well-formed document without a DTD, in document order. */
export function readMarkup(text: string): Markup[] {
  const found: Markup[] = [];
  let open: Markup | undefined;
  for (const match of text.matchAll(token)) {
    const [whole, closing, name, attributes = '', empty] = match;
    const end = match.index + whole.length;
    if (name === undefined) continue;
    if (closing === '/') {
      if (open !== undefined) {
        open.contentEnd = match.index;
        open.end = end;
        open = open.parent;
      }
      continue;
    }
    const offset = match.index + 1 + name.length;
    const element: Markup = {
      name,
      start: match.index,
      contentStart: end,
      contentEnd: end,
      end,
      parent: open,
      children: [],
      attributes: [...attributes.matchAll(attribute)].map((one) => ({
        name: one[1] ?? '',
        start: offset + one.index,
        end: offset + one.index + one[0].length,
      })),
    };
    open?.children.push(element);
    found.push(element);
    if (empty !== '/') open = element;
  }
  return found;
}
