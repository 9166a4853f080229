import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { namespaces, prefixOf } from './namespaces.ts';
import type { SchemaFiles } from './schema-files.ts';

/** A child that an element may have. */
export interface Child {
  /** With the usual prefix. */
  name: string;
  required: boolean;
  repeatable: boolean;
}

/** What a schema says about children, as far as advice needs it: their order, and who else may have them. */
export interface ContentModel {
  /** Children in their order; undefined for elements without a fixed order of their own. */
  childrenOf(element: string): Child[] | undefined;
  /** Elements that may have such a child. */
  parentsOf(child: string): string[];
}

interface ComplexType {
  base?: string;
  children: Child[];
}

interface Declarations {
  types: Map<string, ComplexType>;
  /** Type of each global element that is not abstract. */
  elements: Map<string, string>;
}

/** Reads the sequences of a schema's complex types. Needed only for advice, so it is read with the first invalid document. */
export function readContentModel({ files }: SchemaFiles): ContentModel {
  const declarations: Declarations = { types: new Map(), elements: new Map() };
  for (const text of files.values()) {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    using document = XmlDocument.fromBuffer(bytes);
    readDeclarations(document.root, declarations);
  }
  const children = new Map<string, Child[]>();
  const parents = new Map<string, string[]>();
  for (const [element, type] of declarations.elements) {
    const found = allChildren(declarations.types, type);
    if (found.length > 0) children.set(element, found);
    for (const name of new Set(found.map((child) => child.name)))
      parents.set(name, [...(parents.get(name) ?? []), element]);
  }
  return { childrenOf: (element) => children.get(element), parentsOf: (child) => parents.get(child) ?? [] };
}

/** A derived type continues the sequence of its base (XML Schema 1.0 part 1, 3.4.2). */
function allChildren(types: Map<string, ComplexType>, name: string | undefined): Child[] {
  const type = name === undefined ? undefined : types.get(name);
  return type ? [...allChildren(types, type.base), ...type.children] : [];
}

function readDeclarations(schema: XmlElement, { types, elements }: Declarations): void {
  const target = schema.attr('targetNamespace')?.value ?? '';
  const resolve = resolver(schema);
  for (const declaration of elementsIn(schema)) {
    const name = qualified(target, declaration.attr('name')?.value ?? '');
    if (declaration.name === 'complexType') types.set(name, readType(declaration, target, resolve));
    const type = declaration.attr('type')?.value;
    if (declaration.name === 'element' && type !== undefined && declaration.attr('abstract')?.value !== 'true') {
      elements.set(name, resolve(type));
    }
  }
}

type Resolve = (name: string) => string;

function readType(type: XmlElement, target: string, resolve: Resolve): ComplexType {
  const extension = type.get('xs:complexContent/xs:extension', namespaces);
  const content = extension instanceof XmlElement ? extension : type;
  const base = content.attr('base')?.value;
  const sequence = content.get('xs:sequence', namespaces);
  const children = sequence instanceof XmlElement ? readSequence(sequence, target, resolve) : [];
  return { ...(base === undefined ? {} : { base: resolve(base) }), children };
}

function readSequence(sequence: XmlElement, target: string, resolve: Resolve): Child[] {
  return elementsIn(sequence).flatMap((particle) => {
    if (particle.name === 'sequence') return readSequence(particle, target, resolve);
    if (particle.name !== 'element') return [];
    const reference = particle.attr('ref')?.value;
    const name = reference ? resolve(reference) : qualified(target, particle.attr('name')?.value ?? '');
    const required = particle.attr('minOccurs')?.value !== '0';
    return [{ name, required, repeatable: (particle.attr('maxOccurs')?.value ?? '1') !== '1' }];
  });
}

function elementsIn(parent: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  for (let node = parent.firstChild; node !== null; node = node.next) if (node instanceof XmlElement) found.push(node);
  return found;
}

function resolver(schema: XmlElement): Resolve {
  const declared = schema.nsDeclarations;
  return (name) => {
    const [local = '', prefix = ''] = name.split(':').reverse();
    return qualified(declared[prefix] ?? '', local);
  };
}

function qualified(namespace: string, local: string): string {
  const prefix = prefixOf(namespace);
  return prefix === undefined ? local : `${prefix}:${local}`;
}
