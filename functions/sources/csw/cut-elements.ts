import { Tokenizer } from 'htmlparser2';

/** An element by its namespace URI and local name. */
export interface CutElement {
  namespace: string;
  name: string;
}

/** What to look for in a page. */
export interface CutRules {
  /** The element whose children are cut out. */
  isContainer(element: CutElement): boolean;
  /** Elements whose text is wanted. `path`: the elements above, from the child of the container (or the root) down. */
  isText(element: CutElement, path: readonly CutElement[]): boolean;
}

/** A page taken apart. */
export interface CutPage {
  root: CutElement;
  /** Attributes of the container; absent when there is none. */
  container?: Record<string, string>;
  /** Its children, each a document of its own, with the wanted texts in them. */
  cut: { bytes: Uint8Array; texts: string[] }[];
  /** Wanted texts outside of the container. */
  texts: string[];
  /** Every tag is closed as it was opened. */
  isWhole: boolean;
}

interface OpenElement extends CutElement {
  tag: string;
  attributes: Record<string, string>;
  /** Namespaces in scope, by prefix. */
  scope: Record<string, string>;
  /** Where its start tag begins, and the name in it ends. */
  start: number;
  nameEnd: number;
  /** Text so far, where it is wanted. */
  text?: string;
}

/** Deeper pages are no answer of a catalogue; the XML engine reads no deeper ones either. */
const maxDepth = 256;

/**
 * Cuts the children of one element out of a page, byte by byte as the server sent them. What they inherit is added: the
 * declarations of the namespaces in use, and the encoding. Nothing else is judged: a child with a mistake inside comes
 * out with its mistake, for the validator to name.
 */
export function cutElements(page: Uint8Array, rules: CutRules): CutPage {
  const { bytes, encoding, prolog } = readable(page);
  // One character for each byte, so that places in the text are places in the page.
  const markup = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const decoder = new TextDecoder(encoding);
  const textOf = (from: number, to: number) => decoder.decode(bytes.subarray(from, to));
  const stack: OpenElement[] = [];
  const result: CutPage = { root: { namespace: '', name: '' }, cut: [], texts: [], isWhole: false };
  let isBroken = false;
  let isClosed = false;
  let containerDepth = -1;
  let texts: string[] = [];

  const childDepth = () => (containerDepth < 0 ? 0 : containerDepth + 1);
  const open = (tag: OpenElement) => {
    isBroken ||= isClosed || stack.length >= maxDepth;
    if (isBroken) return;
    resolve(tag, stack.at(-1)?.scope ?? {});
    if (stack.length === 0) result.root = { namespace: tag.namespace, name: tag.name };
    if (containerDepth < 0 && rules.isContainer(tag)) {
      containerDepth = stack.length;
      result.container = tag.attributes;
    } else if (rules.isText(tag, stack.slice(childDepth()))) tag.text = '';
    stack.push(tag);
  };
  const close = (name: string, end: number) => {
    const element = stack.pop();
    isBroken ||= element?.tag !== name;
    if (isBroken || element === undefined) return;
    if (element.text !== undefined) (containerDepth < 0 ? result.texts : texts).push(element.text);
    if (containerDepth >= 0 && stack.length === containerDepth + 1) {
      result.cut.push({ bytes: standAlone(element, { markup, end, prolog }), texts });
      texts = [];
    }
    if (stack.length === containerDepth) containerDepth = Number.POSITIVE_INFINITY;
    isClosed = stack.length === 0;
  };
  const addText = (text: () => string) => {
    const element = stack.at(-1);
    if (element?.text !== undefined) element.text += text();
  };
  scan(markup, { open, close, addText, textOf, fail: () => (isBroken = true) });
  return { ...result, isWhole: !isBroken && isClosed };
}

interface ScanEvents {
  open(tag: OpenElement): void;
  /** `end`: after the `>`. */
  close(name: string, end: number): void;
  addText(text: () => string): void;
  textOf(from: number, to: number): string;
  fail(): void;
}

function scan(markup: string, { open, close, addText, textOf, fail }: ScanEvents): void {
  let tag: OpenElement = newTag('', 0, 0);
  let attribute = '';
  const tokenizer = new Tokenizer(
    { xmlMode: true, decodeEntities: true },
    {
      onopentagname: (start, end) => {
        tag = newTag(markup.slice(start, end), start - 1, end);
      },
      onattribname: (start, end) => {
        attribute = markup.slice(start, end);
        tag.attributes[attribute] = '';
      },
      onattribdata: (start, end) => {
        tag.attributes[attribute] += textOf(start, end);
      },
      onattribentity: (codePoint) => {
        tag.attributes[attribute] += String.fromCodePoint(codePoint);
      },
      onattribend() {},
      onopentagend: () => open(tag),
      onselfclosingtag(end) {
        open(tag);
        close(tag.tag, end + 1);
      },
      onclosetag: (start, end) => close(markup.slice(start, end), markup.indexOf('>', end) + 1),
      ontext: (start, end) => addText(() => textOf(start, end)),
      ontextentity: (codePoint) => addText(() => String.fromCodePoint(codePoint)),
      oncdata: (start, end, offset) => addText(() => textOf(start, end - offset)),
      oncomment() {},
      // A document type may define entities, which the parts would lack.
      ondeclaration: fail,
      onprocessinginstruction() {},
      onend() {},
    },
  );
  tokenizer.write(markup);
  tokenizer.end();
}

function newTag(tag: string, start: number, nameEnd: number): OpenElement {
  return { tag, start, nameEnd, attributes: {}, scope: {}, namespace: '', name: '' };
}

/** Finds out an element's namespace from the declarations in force. */
function resolve(tag: OpenElement, outer: Record<string, string>): void {
  const own = Object.entries(tag.attributes).filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  tag.scope = own.length === 0 ? outer : { ...outer };
  for (const [name, uri] of own) tag.scope[name.slice(6)] = uri;
  const colon = tag.tag.indexOf(':');
  tag.name = tag.tag.slice(colon + 1);
  tag.namespace = tag.scope[colon < 0 ? '' : tag.tag.slice(0, colon)] ?? '';
}

interface Place {
  markup: string;
  end: number;
  prolog: string;
}

function standAlone(element: OpenElement, { markup, end, prolog }: Place): Uint8Array {
  const body = markup.slice(element.nameEnd, end);
  const all = element.tag + body;
  const inherited = Object.entries(element.scope).filter(([prefix, uri]) => {
    if ((prefix === '' ? 'xmlns' : `xmlns:${prefix}`) in element.attributes) return false;
    return prefix === '' ? uri !== '' && /(?:^|<)[\w.-]+[\s/>]/.test(all) : all.includes(`${prefix}:`);
  });
  const declarations = inherited.map(
    ([prefix, uri]) => ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${escaped(uri)}"`,
  );
  return Buffer.from(`${prolog}<${element.tag}${declarations.join('')}${body}`, 'latin1');
}

/** As an attribute's value, in ASCII. */
function escaped(text: string): string {
  return text.replace(/[&<"]|[^\x20-\x7e]/gu, (sign) => `&#${sign.codePointAt(0)};`);
}

/** A page in an encoding in which markup is ASCII; that is all of them but UTF-16, which becomes UTF-8. */
function readable(page: Uint8Array): { bytes: Uint8Array; encoding: string; prolog: string } {
  const [first = 0, second = 0] = page;
  const utf16 = (first === 0xff && second === 0xfe) || second === 0 ? 'utf-16le' : 'utf-16be';
  const isUtf16 = first === 0xff || first === 0xfe || first === 0 || second === 0;
  const bytes = isUtf16 && page.length > 1 ? Buffer.from(new TextDecoder(utf16).decode(page)) : page;
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = isUtf16 ? undefined : /^\s*(?:ï»¿)?<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1];
  const encoding = declared !== undefined && isKnown(declared) ? declared : 'utf-8';
  return { bytes, encoding, prolog: `<?xml version="1.0" encoding="${encoding.toUpperCase()}"?>\n` };
}

function isKnown(encoding: string): boolean {
  try {
    return new TextDecoder(encoding).encoding !== '';
  } catch {
    return false;
  }
}
