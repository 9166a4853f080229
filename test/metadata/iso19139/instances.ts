import { NAMESPACES, PREFIXES } from '../../../functions/metadata/iso19139/namespaces.ts';
import type { SchemaModel, SchemaNode } from './schema-model.ts';

/** How much of an element to write: what must be there, or also what may be there, down to a depth. */
export type Fullness = 'minimal' | 'full';

const NAMESPACE_DECLARATIONS = PREFIXES.map((prefix) => ` xmlns:${prefix}="${NAMESPACES[prefix]}"`).join('');

/** Elements below this depth are written with what they must have only. */
const fullDepth = 3;

const values: Readonly<Record<string, string>> = {
  string: 'some words',
  double: '-12.5',
  decimal: '12.5',
  integer: '-3',
  nonNegativeInteger: '4',
  positiveInteger: '5',
  boolean: 'true',
  anyURI: 'https://example.org/place',
  date: '2020-02-29',
  gYearMonth: '2020-02',
  gYear: '2020',
  time: '12:30:00',
  dateTime: '2020-02-29T12:30:00Z',
  duration: 'P1Y2M',
  NCName: 'name',
};

/** Values of the types that are told by a pattern. */
const patterned: Readonly<Record<string, string>> = { 'gml:UomSymbol': 'm', 'gml:UomURI': '#metre' };

interface Content {
  text?: string;
  particles: SchemaNode[];
  attributes: Map<string, { type: string | SchemaNode; required: boolean; fixed?: string | undefined }>;
  open: boolean;
}

/** Writes valid elements of a schema: the fixtures of the dictionary. */
export function createInstanceWriter(model: SchemaModel) {
  let ids = 0;

  /** An element of the given qualified name, with its namespaces. */
  function write(name: string, fullness: Fullness): string {
    return writeElement(name, model.elements.get(name), { fullness, depth: 0 }).replace(
      /^<[\w:]+/,
      (start) => start + NAMESPACE_DECLARATIONS,
    );
  }

  interface Situation {
    readonly fullness: Fullness;
    readonly depth: number;
  }

  function writeElement(name: string, declaration: SchemaNode | undefined, situation: Situation): string {
    const content = contentOf(typeOf(declaration));
    const full = situation.fullness === 'full' && situation.depth < fullDepth;
    const attributes = [...content.attributes].filter(([, { required }]) => required || full);
    const written = attributes.map(([key, { type, fixed }]) => ` ${key}="${fixed ?? valueFor(type)}"`).join('');
    const deeper = { ...situation, depth: situation.depth + 1 };
    const inside = content.text ?? content.particles.map((particle) => writeParticle(particle, deeper)).join('');
    return `<${name}${written}>${inside}</${name}>`;
  }

  function typeOf(declaration: SchemaNode | undefined): string | SchemaNode {
    return declaration?.attributes.type ?? declaration?.children.find(({ tag }) => tag.endsWith('Type')) ?? 'anyType';
  }

  function writeParticle(node: SchemaNode, situation: Situation): string {
    const wanted = situation.fullness === 'full' && situation.depth <= fullDepth ? 1 : 0;
    return repeat(node, wanted, situation);
  }

  function repeat(node: SchemaNode | undefined, wanted: number, situation: Situation): string {
    if (node === undefined) return '';
    const times = Math.max(Number(node.attributes.minOccurs ?? '1'), wanted);
    return Array.from({ length: times }, () => writeOnce(node, situation)).join('');
  }

  function writeOnce(node: SchemaNode, situation: Situation): string {
    switch (node.tag) {
      case 'sequence':
        return node.children.map((child) => writeParticle(child, situation)).join('');
      case 'choice':
        return repeat(node.children[0], 1, situation);
      case 'group': {
        const group = model.groups.get(node.attributes.ref ?? '');
        return (group?.children ?? []).map((child) => writeParticle(child, situation)).join('');
      }
      case 'any':
        return '';
      default: {
        const { ref, name } = node.attributes;
        if (ref === undefined) return writeElement(`${node.home}:${name}`, node, situation);
        const element = model.substitutes.get(ref)?.[0] ?? ref;
        return writeElement(element, model.elements.get(element), situation);
      }
    }
  }

  function contentOf(type: string | SchemaNode): Content {
    const node = typeof type === 'string' ? model.types.get(type) : type;
    if (node === undefined || node.tag === 'simpleType') {
      return {
        text: type === 'anyType' ? 'anything' : valueFor(type),
        particles: [],
        attributes: new Map(),
        open: true,
      };
    }
    const derivation = node.children.find(({ tag }) => tag.endsWith('Content'))?.children[0];
    if (derivation === undefined) return addOwn(node, { particles: [], attributes: new Map(), open: false });
    const base = contentOf(derivation.attributes.base ?? '');
    return addOwn(derivation, derivation.tag === 'restriction' ? { ...base, particles: [] } : base);
  }

  function addOwn(node: SchemaNode, content: Content): Content {
    for (const child of node.children) {
      if (child.tag === 'attribute' || child.tag === 'attributeGroup') addAttribute(child, content);
      else content.particles.push(child);
    }
    return content;
  }

  function addAttribute(node: SchemaNode, content: Content): void {
    const { ref, name = '', use, type, fixed, form } = node.attributes;
    if (node.tag === 'attributeGroup') {
      for (const child of model.attributeGroups.get(ref ?? '')?.children ?? []) addAttribute(child, content);
      return;
    }
    const key = ref ?? (form === 'qualified' ? `xlink:${name}` : name);
    if (use === 'prohibited') content.attributes.delete(key);
    else {
      const declared = ref === undefined ? node : model.attributes.get(ref);
      const valueType = type ?? declared?.attributes.type ?? declared?.children[0] ?? 'string';
      content.attributes.set(key, { type: valueType, required: use === 'required', fixed });
    }
  }

  function valueFor(type: string | SchemaNode): string {
    if (type === 'ID') {
      ids += 1;
      return `i${ids}`;
    }
    if (typeof type === 'string' && (values[type] ?? patterned[type]) !== undefined) {
      return values[type] ?? patterned[type] ?? '';
    }
    const node = typeof type === 'string' ? model.types.get(type) : type;
    const variety = node?.children[0];
    if (variety?.tag === 'list') return valueFor(variety.attributes.itemType ?? '');
    if (variety?.tag === 'union')
      return valueFor(variety.attributes.memberTypes?.split(' ')[0] ?? variety.children[0] ?? '');
    const listed = variety?.children.find(({ tag }) => tag === 'enumeration')?.attributes.value;
    return listed ?? valueFor(variety?.attributes.base ?? 'string');
  }

  return { write };
}

/** The two roots of metadata documents. */
export const roots = ['gmd:MD_Metadata', 'gmi:MI_Metadata'] as const;

/** A document that is valid when `element` is: the smallest one with a record, which may hold any element. */
export function documentWith(root: (typeof roots)[number], element: string): string {
  return `<${root}${NAMESPACE_DECLARATIONS}>
<gmd:contact gco:nilReason="missing"/>
<gmd:dateStamp><gco:Date>2020-02-29</gco:Date></gmd:dateStamp>
<gmd:identificationInfo gco:nilReason="unknown"/>
<gmd:dataQualityInfo><gmd:DQ_DataQuality>
<gmd:scope><gmd:DQ_Scope><gmd:level><gmd:MD_ScopeCode codeList="codes" codeListValue="dataset">dataset</gmd:MD_ScopeCode></gmd:level></gmd:DQ_Scope></gmd:scope>
<gmd:report><gmd:DQ_FormatConsistency><gmd:result><gmd:DQ_QuantitativeResult><gmd:valueUnit/>
<gmd:value><gco:Record>
${element}
</gco:Record></gmd:value>
</gmd:DQ_QuantitativeResult></gmd:result></gmd:DQ_FormatConsistency></gmd:report>
</gmd:DQ_DataQuality></gmd:dataQualityInfo>
</${root}>
`;
}
