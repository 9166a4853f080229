import { XmlNodeStruct, XmlNodeType } from 'libxml2-wasm/lib/libxml2.mjs';

/** Numbers elements (by the engine's addresses) in document order, beginning with 1 for the root. */
export function numberElements(root: number, elements: Iterable<number>): Map<number, number> {
  const wanted = new Set(elements);
  const numbers = new Map<number, number>();
  let count = 0;
  let node = root;
  while (node !== 0 && numbers.size < wanted.size) {
    const isElement = XmlNodeStruct.type(node) === XmlNodeType.XML_ELEMENT_NODE;
    if (isElement) {
      count += 1;
      if (wanted.has(node)) numbers.set(node, count);
    }
    node = (isElement && XmlNodeStruct.children(node)) || nextAfter(node, root);
  }
  return numbers;
}

function nextAfter(node: number, root: number): number {
  for (let at = node; at !== 0 && at !== root; at = XmlNodeStruct.parent(at)) {
    const next = XmlNodeStruct.next(at);
    if (next !== 0) return next;
  }
  return 0;
}
