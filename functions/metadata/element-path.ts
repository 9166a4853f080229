import { XmlNodeStruct, XmlNodeType, XmlNsStruct } from 'libxml2-wasm/lib/libxml2.mjs';
import { prefixOf } from './namespaces.ts';

/** What stands around an element. Names have the usual prefixes. */
export interface Surroundings {
  /** Empty for the root. */
  parent: string;
  /** The elements before it within its parent, the nearest last. */
  earlier: string[];
}

/** Elements looked back at, which is more than a class of ISO 19115 has different ones. */
const maxEarlier = 100;

/** Where an element stands. */
export interface ElementPlace {
  /** Name with the usual prefix of its namespace. */
  element: string;
  /** XPath with the usual prefixes; a position is given only among several siblings of one name. */
  xpath: string;
}

interface Position {
  index: number;
  only: boolean;
}

/**
 * Finds places of elements of one document by the engine's addresses. Positions are counted onwards from the last one
 * asked for, so that many errors among a million siblings take one pass over these.
 */
export function createElementLocator(): (node: number) => ElementPlace {
  const paths = new Map<number, string>();
  const counts = new Map<string, { node: number; index: number }>();

  function locate(node: number): ElementPlace {
    const element = elementOf(node);
    return element === 0 ? { element: '', xpath: '' } : { element: nameOf(element), xpath: pathOf(element) };
  }

  function pathOf(element: number): string {
    const known = paths.get(element);
    if (known !== undefined) return known;
    const parent = XmlNodeStruct.parent(element);
    const isRoot = parent === 0 || XmlNodeStruct.type(parent) !== XmlNodeType.XML_ELEMENT_NODE;
    const name = nameOf(element);
    const { index, only } = isRoot ? { index: 1, only: true } : positionOf(element, parent, name);
    const path = `${isRoot ? '' : pathOf(parent)}/${name}${only ? '' : `[${index}]`}`;
    paths.set(element, path);
    return path;
  }

  function positionOf(element: number, parent: number, name: string): Position {
    const key = `${parent} ${name}`;
    const last = counts.get(key);
    const index =
      (last && countOnwards(last.node, element, name, last.index)) ??
      countOnwards(XmlNodeStruct.children(parent), element, name) ??
      1;
    counts.set(key, { node: element, index });
    const only = index === 1 && nextNamesake(XmlNodeStruct.next(element), name) === 0;
    return { index, only };
  }

  return locate;
}

/** The names around the element of a node. */
export function surroundingsOf(node: number): Surroundings {
  const element = elementOf(node);
  if (element === 0) return { parent: '', earlier: [] };
  const earlier: string[] = [];
  for (let at = XmlNodeStruct.prev(element); at !== 0 && earlier.length < maxEarlier; at = XmlNodeStruct.prev(at)) {
    if (XmlNodeStruct.type(at) === XmlNodeType.XML_ELEMENT_NODE) earlier.unshift(nameOf(at));
  }
  const parent = XmlNodeStruct.parent(element);
  const isRoot = parent === 0 || XmlNodeStruct.type(parent) !== XmlNodeType.XML_ELEMENT_NODE;
  return { parent: isRoot ? '' : nameOf(parent), earlier };
}

/** Position of `element` counted from `from`, which is a namesake at `index` or any sibling before it. */
function countOnwards(from: number, element: number, name: string, index?: number): number | undefined {
  let position = index ?? 1;
  let node = index === undefined ? nextNamesake(from, name) : from;
  while (node !== 0) {
    if (node === element) return position;
    node = nextNamesake(XmlNodeStruct.next(node), name);
    position += 1;
  }
  return undefined;
}

function nextNamesake(from: number, name: string): number {
  let node = from;
  while (node !== 0) {
    if (XmlNodeStruct.type(node) === XmlNodeType.XML_ELEMENT_NODE && nameOf(node) === name) return node;
    node = XmlNodeStruct.next(node);
  }
  return 0;
}

/** Address of the element itself, or the one that an attribute or a text belongs to. */
export function elementOf(node: number): number {
  let element = node;
  while (element !== 0 && XmlNodeStruct.type(element) !== XmlNodeType.XML_ELEMENT_NODE) {
    if (XmlNodeStruct.type(element) === XmlNodeType.XML_DOCUMENT_NODE) return 0;
    element = XmlNodeStruct.parent(element);
  }
  return element;
}

function nameOf(element: number): string {
  const namespace = XmlNodeStruct.namespace(element);
  const local = XmlNodeStruct.name_(element);
  if (namespace === 0) return local;
  const prefix = prefixOf(XmlNsStruct.href(namespace)) ?? XmlNsStruct.prefix(namespace);
  return prefix === '' ? local : `${prefix}:${local}`;
}
