import { gmlBasics } from './dictionary/gml-basics.ts';
import { gmlGeometry } from './dictionary/gml-geometry.ts';
import { gmlReferenceSystems } from './dictionary/gml-reference-systems.ts';
import { gmlSuperseded } from './dictionary/gml-superseded.ts';
import { gmlTime } from './dictionary/gml-time.ts';
import { gmlSimpleTypes } from './dictionary/simple-types.ts';
import { type Entry, parseTable } from './notation.ts';
import { BUILT_IN_TYPES, type Naming, writeContent, writeFlags, writeSimpleType } from './xsd-text.ts';

/** The tables in the order in which their elements are told when one of several was expected. */
const TABLES = [gmlBasics, gmlGeometry, gmlReferenceSystems, gmlTime, gmlSuperseded];

/** Geometries and temporal objects may be owned by the property that holds them (ISO 19136 clause 7.2). */
const OWNABLE = new Set([gmlGeometry, gmlTime]);

/**
 * Writes the declarations of the GML namespace by the encoding rules of ISO 19136: a class is an element and a type
 * `…Type`, its parent's element is the head of its substitution group, and an attribute that holds an object has a
 * type `…PropertyType`, by value or by reference.
 */
export function writeGml(): string {
  const tables = TABLES.map((table) => ({ entries: parseTable(table), ownable: OWNABLE.has(table) }));
  const rules = new GmlRules(tables);
  const declared = tables.flatMap(({ entries }) => entries).map((entry) => rules.declare(entry));
  const simple = Object.entries(gmlSimpleTypes).map(([name, type]) => writeSimpleType(type, rules.naming, name));
  return [...simple, ...declared, ...rules.propertyTypes()].join('\n');
}

class GmlRules {
  readonly naming: Naming;
  readonly #types = new Map<string, Entry>();
  readonly #elements = new Map<string, Entry>();
  readonly #ownable = new Set<string>();
  readonly #typeNames = new Map<string, string>();
  /** Property types without an entry of their own that something refers to. */
  readonly #used = new Set<string>();

  constructor(tables: readonly { entries: readonly Entry[]; ownable: boolean }[]) {
    for (const { entries, ownable } of tables) for (const entry of entries) this.#register(entry, ownable);
    const own = (name: string) => (name.includes(':') ? name : `gml:${name}`);
    this.naming = {
      element: own,
      type: (name) => this.#typeNames.get(name) ?? this.#typeName(name),
      group: own,
      attribute: own,
      attributeGroup: (name) => (name === 'simpleLink' ? 'xlink:simpleLink' : own(name)),
    };
  }

  #register(entry: Entry, ownable: boolean): void {
    if (ownable) this.#ownable.add(entry.name);
    if (entry.kind === 'class') this.#elements.set(entry.name, entry);
    const typed = entry.kind === 'type' || (entry.kind === 'class' && entry.of === undefined);
    if (typed) this.#types.set(entry.name, entry);
  }

  declare(entry: Entry): string {
    const content = () => writeContent(entry, this.naming);
    switch (entry.kind) {
      case 'attribute':
        return `<attribute name="${entry.name}" type="${this.naming.type(entry.of ?? '')}"/>`;
      case 'attributes':
        return `<attributeGroup name="${entry.name}">${content()}</attributeGroup>`;
      case 'group':
        return `<group name="${entry.name}">${content()}</group>`;
      case 'type':
        return this.#declareType(entry);
      default:
        return this.#declareElement(entry);
    }
  }

  /** The types of attributes that hold an object, for every class that an attribute holds. */
  propertyTypes(): string[] {
    return [...this.#used].map((name) => {
      const array = name.endsWith('ArrayProperty');
      const held = this.#heldClass(name.replace(/(Array)?Property$/, ''));
      const owned = this.#ownable.has(held) ? '<attributeGroup ref="gml:OwnershipAttributeGroup"/>' : '';
      const linked = array ? '' : '<attributeGroup ref="gml:AssociationAttributeGroup"/>';
      const most = array ? ' maxOccurs="unbounded"' : '';
      const content = `<sequence minOccurs="0"${most}><element ref="gml:${held}"/></sequence>`;
      return `<complexType name="${name}Type">${content}${linked}${owned}</complexType>`;
    });
  }

  #declareElement(entry: Entry): string {
    const head = entry.parent === undefined ? '' : ` substitutionGroup="gml:${entry.parent}"`;
    const attributes = `name="${entry.name}"${writeFlags(entry, ['abstract'])}${head}`;
    if (entry.of === 'anyType') return `<element ${attributes}/>`;
    if (entry.of !== undefined) return `<element ${attributes} type="${this.naming.type(entry.of)}"/>`;
    if (isAnonymous(entry)) {
      return `<element ${attributes}><complexType>${writeContent(entry, this.naming)}</complexType></element>`;
    }
    return `<element ${attributes} type="gml:${entry.name}Type"/>${this.#declareType(entry)}`;
  }

  #declareType(entry: Entry): string {
    const base = entry.text ?? entry.restricts ?? entry.extends ?? this.#typedParent(entry);
    const content = writeContent(entry, this.naming);
    const open = `<complexType name="${entry.name}Type"${writeFlags(entry, ['abstract', 'mixed'])}>`;
    if (base === undefined) return `${open}${content}</complexType>`;
    const derivation = entry.restricts === undefined ? 'extension' : 'restriction';
    const kind = this.#isText(entry) ? 'simpleContent' : 'complexContent';
    const derived = `<${derivation} base="${this.naming.type(base)}">${content}</${derivation}>`;
    return `${open}<${kind}>${derived}</${kind}></complexType>`;
  }

  /** The parent, if its type is one that can be extended. */
  #typedParent(entry: Entry): string | undefined {
    return entry.parent !== undefined && this.#types.has(entry.parent) ? entry.parent : undefined;
  }

  #isText(entry: Entry): boolean {
    if (entry.text !== undefined) return true;
    const base = this.#types.get(entry.restricts ?? entry.extends ?? '');
    return base !== undefined && this.#isText(base);
  }

  #typeName(name: string): string {
    const qualified = BUILT_IN_TYPES.has(name) ? name : name in gmlSimpleTypes ? `gml:${name}` : `gml:${name}Type`;
    const declared = this.#types.has(name) || qualified === name || qualified.slice('gml:'.length) in gmlSimpleTypes;
    if (!declared) this.#used.add(name);
    this.#typeNames.set(name, qualified);
    return qualified;
  }

  #heldClass(name: string): string {
    const held = [name, `Abstract${name}`].find((candidate) => this.#elements.has(candidate));
    if (held === undefined) throw new Error(`the GML tables know no type ${name}`);
    return held;
  }
}

/** An element whose content stands in its own entry: `name: ( … )`. */
function isAnonymous(entry: Entry): boolean {
  return entry.flags.includes('anonymous');
}
