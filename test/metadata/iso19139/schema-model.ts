import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { PREFIXES } from '../../../functions/metadata/iso19139/namespaces.ts';
import type { SchemaFiles } from '../../../functions/metadata/iso19139/schema.ts';

/** A node of a written schema. */
export interface SchemaNode {
  readonly tag: string;
  /** The prefix of the schema that it stands in: the namespace of an element that is declared inside a type. */
  readonly home: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly SchemaNode[];
}

/** The global declarations of a written schema, by qualified name. */
export interface SchemaModel {
  readonly elements: ReadonlyMap<string, SchemaNode>;
  readonly types: ReadonlyMap<string, SchemaNode>;
  readonly groups: ReadonlyMap<string, SchemaNode>;
  readonly attributeGroups: ReadonlyMap<string, SchemaNode>;
  readonly attributes: ReadonlyMap<string, SchemaNode>;
  /** Elements that may stand for another one and are not abstract, in order. */
  readonly substitutes: ReadonlyMap<string, readonly string[]>;
}

/** Reads the declarations of the schema that the dictionary writes. */
export function readSchemaModel({ files }: SchemaFiles): SchemaModel {
  const model = {
    elements: new Map<string, SchemaNode>(),
    types: new Map<string, SchemaNode>(),
    groups: new Map<string, SchemaNode>(),
    attributeGroups: new Map<string, SchemaNode>(),
    attributes: new Map<string, SchemaNode>(),
    substitutes: new Map<string, string[]>(),
  };
  const byTag: Record<string, Map<string, SchemaNode>> = {
    element: model.elements,
    complexType: model.types,
    simpleType: model.types,
    group: model.groups,
    attributeGroup: model.attributeGroups,
    attribute: model.attributes,
  };
  for (const [url, text] of files) {
    const prefix = PREFIXES.find((known) => url.endsWith(`/${known}.xsd`)) ?? '';
    using document = XmlDocument.fromString(text);
    for (const node of readNode(document.root, prefix).children) {
      byTag[node.tag]?.set(`${prefix}:${node.attributes.name}`, node);
    }
  }
  for (const [name, { attributes }] of model.elements) {
    if (attributes.abstract === 'true') continue;
    let head: string | undefined = name;
    while (head !== undefined) {
      model.substitutes.set(head, [...(model.substitutes.get(head) ?? []), name]);
      head = model.elements.get(head)?.attributes.substitutionGroup;
    }
  }
  return model;
}

function readNode(element: XmlElement, home: string): SchemaNode {
  const children: SchemaNode[] = [];
  for (let child = element.firstChild; child !== null; child = child.next) {
    if (child instanceof XmlElement) children.push(readNode(child, home));
  }
  const attributes = Object.fromEntries(element.attrs.map(({ name, value }) => [name, value]));
  return { tag: element.name, home, attributes, children };
}
