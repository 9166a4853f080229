import { scanMarkup } from '../scan-markup.ts';

export interface XmlElement {
  /** Namespace URI, empty for none. */
  namespace: string;
  /** Local name. */
  name: string;
  /** By local name; of attributes with a prefix by `{namespace URI}local`. */
  attributes: Record<string, string>;
}

export interface XmlEvents {
  open(element: XmlElement, depth: number): void;
  /** `text` is the element's own, without that of its children. */
  close(element: XmlElement, text: string, depth: number): void;
  /** Asked after each chunk: nothing more needs to be read. */
  isEnough(): boolean;
}

/** Deeper documents are no listing. */
const maxDepth = 100;
const maxTextLength = 8192;

interface OpenElement extends XmlElement {
  tag: string;
  prefixes: Record<string, string>;
  text: string;
}

/** Reads XML with its namespaces, chunk by chunk. `cut`: the root is not closed, or tags do not match. */
export async function scanXml(chunks: AsyncIterable<string>, events: XmlEvents): Promise<'whole' | 'cut' | 'enough'> {
  const stack: OpenElement[] = [];
  let isBroken = false;
  let isClosed = false;
  const scanner = scanMarkup(
    {
      open(tag, attributes) {
        const element = openElement(tag, attributes, stack.at(-1)?.prefixes ?? {});
        isBroken ||= isClosed || stack.length >= maxDepth;
        if (isBroken) return;
        events.open(element, stack.length);
        stack.push(element);
      },
      close(tag) {
        if (isBroken) return;
        const element = stack.pop();
        isBroken = element?.tag !== tag;
        if (element !== undefined && !isBroken) events.close(element, element.text, stack.length);
        isClosed = stack.length === 0;
      },
      text(text) {
        const element = stack.at(-1);
        if (element !== undefined && element.text.length < maxTextLength) element.text += text;
      },
    },
    { xml: true },
  );
  for await (const chunk of chunks) {
    scanner.write(chunk);
    if (isBroken) return 'cut';
    if (events.isEnough()) return 'enough';
  }
  scanner.end();
  return isBroken || !isClosed ? 'cut' : 'whole';
}

function openElement(tag: string, written: Record<string, string>, outer: Record<string, string>): OpenElement {
  const own = Object.entries(written).filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  const prefixes = own.length === 0 ? outer : { ...outer };
  for (const [name, uri] of own) prefixes[name.slice(6)] = uri.trim();
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(written)) {
    const [prefix, local] = split(name);
    attributes[prefix === '' ? local : `{${prefixes[prefix] ?? ''}}${local}`] = value;
  }
  const [prefix, name] = split(tag);
  return { tag, name, namespace: prefixes[prefix] ?? '', attributes, prefixes, text: '' };
}

function split(name: string): [prefix: string, local: string] {
  const colon = name.indexOf(':');
  return colon < 0 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)];
}
