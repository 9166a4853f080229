import type { SimpleType } from './dictionary/simple-types.ts';
import type { Content, Entry, Occurs, Particle, XmlAttribute } from './notation.ts';

/** Turns the bare names of a table into the qualified names of the schema. */
export interface Naming {
  readonly element: (name: string) => string;
  readonly type: (name: string) => string;
  readonly group: (name: string) => string;
  readonly attribute: (name: string) => string;
  readonly attributeGroup: (name: string) => string;
}

/** The simple types of XML Schema that the tables use; in the written schema they need no prefix. */
export const BUILT_IN_TYPES: ReadonlySet<string> = new Set([
  ...['string', 'double', 'decimal', 'integer', 'nonNegativeInteger', 'positiveInteger', 'boolean', 'anyURI'],
  ...['date', 'gYearMonth', 'gYear', 'time', 'dateTime', 'duration', 'ID', 'NCName', 'anyType'],
]);

/** Writes content as the inside of a complexType: its particles in one sequence, then its attributes. */
export function writeContent(content: Content, naming: Naming, model: 'sequence' | 'choice' = 'sequence'): string {
  let particles = '';
  for (const particle of content.particles) particles += writeParticle(particle, naming);
  let attributes = '';
  for (const attribute of content.attributes) attributes += writeAttribute(attribute, naming);
  return (particles === '' ? '' : `<${model}>${particles}</${model}>`) + attributes;
}

/** Writes those of the named flags that an entry has, as attributes. */
export function writeFlags({ flags }: Pick<Entry, 'flags'>, names: readonly string[]): string {
  if (flags.length === 0) return '';
  let written = '';
  for (const name of names) if (flags.includes(name)) written += ` ${name}="true"`;
  return written;
}

/** Writes one particle with its occurrence. */
export function writeParticle(particle: Particle, naming: Naming): string {
  const occurs = writeOccurs(particle.occurs);
  switch (particle.kind) {
    case 'any':
      return `<any processContents="lax"${occurs}/>`;
    case 'group':
      return `<group ref="${naming.group(particle.name)}"${occurs}/>`;
    case 'choice':
    case 'sequence': {
      let items = '';
      for (const item of particle.items) items += writeParticle(item, naming);
      return `<${particle.kind}${occurs}>${items}</${particle.kind}>`;
    }
    case 'element':
      if ('content' in particle) {
        const inside = writeContent(particle.content, naming);
        return `<element name="${particle.name}"${occurs}><complexType>${inside}</complexType></element>`;
      }
      return particle.type === undefined
        ? `<element ref="${naming.element(particle.name)}"${occurs}/>`
        : `<element name="${particle.name}" type="${naming.type(particle.type)}"${occurs}/>`;
  }
}

function writeAttribute(attribute: XmlAttribute, naming: Naming): string {
  if (attribute.kind === 'group') return `<attributeGroup ref="${naming.attributeGroup(attribute.name)}"/>`;
  const use = attribute.use === 'optional' ? '' : ` use="${attribute.use}"`;
  if (attribute.values !== undefined) {
    return `<attribute name="${attribute.name}"${use}>${writeSimpleType({ values: attribute.values }, naming)}</attribute>`;
  }
  if (attribute.type === undefined && attribute.use !== 'prohibited') {
    return `<attribute ref="${naming.attribute(attribute.name)}"${use}/>`;
  }
  const type = attribute.type === undefined ? '' : ` type="${naming.type(attribute.type)}"`;
  const fixed = attribute.fixed === undefined ? '' : ` fixed="${attribute.fixed}"`;
  return `<attribute name="${attribute.name}"${type}${use}${fixed}/>`;
}

/** Writes a simple type, named or (inside an attribute or a union) anonymous. */
export function writeSimpleType(simple: SimpleType, naming: Naming, name?: string): string {
  const open = name === undefined ? '<simpleType>' : `<simpleType name="${name}">`;
  return `${open}${writeVariety(simple, naming)}</simpleType>`;
}

function writeVariety(simple: SimpleType, naming: Naming): string {
  if (simple.list !== undefined) return `<list itemType="${naming.type(simple.list)}"/>`;
  if (simple.union !== undefined) {
    const named = simple.union.filter((member) => typeof member === 'string').map(naming.type);
    const inline = simple.union.filter((member) => typeof member !== 'string');
    const members = named.length === 0 ? '' : ` memberTypes="${named.join(' ')}"`;
    return `<union${members}>${inline.map((member) => writeSimpleType(member, naming)).join('')}</union>`;
  }
  const facets = [
    ...(simple.values ?? []).map((value) => `<enumeration value="${value}"/>`),
    ...(['pattern', 'minInclusive', 'maxInclusive', 'maxExclusive'] as const)
      .filter((facet) => simple[facet] !== undefined)
      .map((facet) => `<${facet} value="${simple[facet]}"/>`),
  ];
  return `<restriction base="${simple.base ?? 'string'}">${facets.join('')}</restriction>`;
}

function writeOccurs({ min, max }: Occurs): string {
  return (min === 1 ? '' : ` minOccurs="${min}"`) + (max === 1 ? '' : ` maxOccurs="${max}"`);
}
