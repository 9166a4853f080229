import { gco, gsr, gss, gts } from './dictionary/basic-types.ts';
import { gmx } from './dictionary/catalogues.ts';
import { gmi } from './dictionary/imagery.ts';
import { gmd } from './dictionary/metadata.ts';
import { srv } from './dictionary/services.ts';
import { gcoSimpleTypes } from './dictionary/simple-types.ts';
import type { Prefix } from './namespaces.ts';
import { type Entry, type Particle, parseTable } from './notation.ts';
import { BUILT_IN_TYPES, type Naming, writeContent, writeFlags, writeParticle, writeSimpleType } from './xsd-text.ts';

const TABLES = { gco, gss, gts, gsr, gmd, gmx, gmi, srv };

/** The namespaces whose classes are encoded by the rules of ISO/TS 19139. */
export type IsoPrefix = keyof typeof TABLES;

/** An entry of the dictionary with the namespace of its package. */
export interface IsoEntry {
  readonly prefix: IsoPrefix;
  readonly entry: Entry;
}

/** The entries of every ISO table. */
function isoEntries(): IsoEntry[] {
  return (Object.keys(TABLES) as IsoPrefix[]).flatMap((prefix) =>
    parseTable(TABLES[prefix]).map((entry) => ({ prefix, entry })),
  );
}

/** ISO/TS 19139 clause 8: what an attribute may say instead of holding a value. */
const NIL_REASON = '<attribute ref="gco:nilReason"/>';
/** What an attribute that holds an object may say: both in one group, which the engine compiles much faster than two. */
const REFERENCE = '<attributeGroup ref="gco:ReferenceOrNilReason"/>';

/** What the encoding rules take for granted: identification of and reference to an object, and a value of a code list. */
const GCO_BASE = `<attribute name="nilReason" type="gml:NilReasonType"/>
<attributeGroup name="ObjectIdentification"><attribute name="id" type="ID"/><attribute name="uuid" type="string"/></attributeGroup>
<attributeGroup name="ReferenceOrNilReason"><attributeGroup ref="xlink:simpleLink"/><attribute name="uuidref" type="string"/>
${NIL_REASON}</attributeGroup>
<complexType name="CodeListValue_Type"><simpleContent><extension base="string">
<attribute name="codeList" type="anyURI" use="required"/><attribute name="codeListValue" type="anyURI" use="required"/>
<attribute name="codeSpace" type="anyURI"/></extension></simpleContent></complexType>`;

/** Writes the declarations of every ISO namespace by the encoding rules of ISO/TS 19139 clause 8. */
export function writeIso(): Map<Prefix, string> {
  const rules = new IsoRules(isoEntries());
  return rules.write();
}

class IsoRules {
  readonly #entries: readonly IsoEntry[];
  readonly #classes = new Map<string, IsoEntry>();
  readonly #properties = new Map<string, IsoEntry>();
  readonly #declarations = new Map<Prefix, string[]>();
  readonly #naming: Naming;
  readonly #typeNames = new Map<string, string>();
  /** Classes that are the type of some attribute: only those need a property type. */
  readonly #held = new Set<string>();

  constructor(entries: readonly IsoEntry[]) {
    this.#entries = entries;
    for (const known of entries) {
      const names = known.entry.kind === 'property' ? this.#properties : this.#classes;
      names.set(known.entry.name, known);
    }
    this.#naming = {
      element: (name) => this.#elementName(name),
      type: (name) => this.#typeNames.get(name) ?? this.#typeName(name),
      group: (name) => name,
      attribute: (name) => name,
      attributeGroup: (name) => (name.includes(':') ? name : name === 'simpleLink' ? `xlink:${name}` : `gco:${name}`),
    };
  }

  write(): Map<Prefix, string> {
    this.#add('gco', GCO_BASE);
    for (const [name, simple] of Object.entries(gcoSimpleTypes)) {
      this.#add('gco', writeSimpleType(simple, this.#naming, name));
    }
    for (const { prefix, entry } of this.#entries) this.#add(prefix, this.#declare(prefix, entry));
    for (const name of this.#held) {
      const known = this.#classes.get(name);
      if (known !== undefined && !this.#properties.has(name)) this.#add(known.prefix, this.#propertyType(known.entry));
    }
    return new Map([...this.#declarations].map(([prefix, parts]) => [prefix, parts.join('\n')]));
  }

  #add(prefix: Prefix, text: string): void {
    const parts = this.#declarations.get(prefix);
    if (parts === undefined) this.#declarations.set(prefix, [text]);
    else parts.push(text);
  }

  #declare(prefix: IsoPrefix, entry: Entry): string {
    const { name, kind } = entry;
    if (kind === 'property') return this.#declaredProperty(entry);
    if (kind === 'codelist') {
      return `<element name="${name}" type="gco:CodeListValue_Type" substitutionGroup="${this.#headOf(entry)}"/>`;
    }
    if (kind === 'enumeration') {
      const type = writeSimpleType({ values: entry.values }, this.#naming, `${name}_Type`);
      return `${type}<element name="${name}" type="${prefix}:${name}_Type" substitutionGroup="${this.#headOf(entry)}"/>`;
    }
    const element = localName(entry);
    const flags = writeFlags(entry, ['abstract', 'nillable']);
    const head = entry.parent === undefined ? '' : ` substitutionGroup="${this.#elementName(entry.parent)}"`;
    const open = `<element name="${element}"${flags}${head}`;
    if (entry.of === 'anyType') return `${open}/>`;
    if (entry.of !== undefined) return `${open} type="${typeOfValue(entry.of)}"/>`;
    return `${open} type="${prefix}:${element}_Type"/>${this.#classType(entry)}`;
  }

  /** A class becomes a type that extends its parent's; one without a parent extends gco:AbstractObject. */
  #classType(entry: Entry): string {
    const abstract = entry.flags.includes('abstract') ? ' abstract="true"' : '';
    const open = `<complexType name="${localName(entry)}_Type"${abstract}>`;
    const union = entry.flags.includes('union');
    const content = writeContent(entry, this.#naming, union ? 'choice' : 'sequence');
    if (entry.text !== undefined) {
      const text = `<extension base="${typeOfValue(entry.text)}">${content}</extension>`;
      return `${open}<simpleContent>${text}</simpleContent></complexType>`;
    }
    if (union || entry.flags.includes('datatype')) return `${open}${content}</complexType>`;
    const base = this.#classTypeName(entry.extends ?? entry.parent ?? 'Object');
    return `${open}<complexContent><extension base="${base}">${content}</extension></complexContent></complexType>`;
  }

  /** The type of attributes that hold a class: the object, a reference to it, or the reason why there is neither. */
  #propertyType(entry: Entry): string {
    const held = `<sequence minOccurs="0"><element ref="${this.#elementName(entry.name)}"/></sequence>`;
    const attributes = isValue(entry) ? NIL_REASON : REFERENCE;
    return `<complexType name="${entry.name}_PropertyType">${held}${attributes}</complexType>`;
  }

  #declaredProperty(entry: Entry): string {
    const held = entry.particles.map((particle) => writeParticle(optional(particle), this.#naming)).join('');
    const open = `<complexType name="${entry.name}_PropertyType">`;
    if (entry.extends !== undefined) {
      const extended = `<extension base="${this.#propertyTypeName(entry.extends)}">${held}</extension>`;
      return `${open}<complexContent>${extended}</complexContent></complexType>`;
    }
    return `${open}${held}${entry.flags.includes('byValue') ? NIL_REASON : REFERENCE}</complexType>`;
  }

  /** A list may stand wherever text may (ISO/TS 19139 clause 8), unless it names another list. */
  #headOf(entry: Entry): string {
    return this.#elementName(entry.parent ?? 'CharacterString');
  }

  #elementName(name: string): string {
    if (name.includes(':')) return name;
    const { prefix, entry } = this.#class(name);
    return `${prefix}:${localName(entry)}`;
  }

  #classTypeName(name: string): string {
    return name.includes(':') ? `${name}Type` : `${this.#elementName(name)}_Type`;
  }

  #typeName(name: string): string {
    const qualified = BUILT_IN_TYPES.has(name)
      ? name
      : name.endsWith('_Type')
        ? this.#classTypeName(name.slice(0, -'_Type'.length))
        : this.#propertyTypeName(name);
    this.#typeNames.set(name, qualified);
    return qualified;
  }

  #propertyTypeName(name: string): string {
    this.#held.add(name);
    const { prefix } = this.#properties.get(name) ?? this.#class(name);
    return `${prefix}:${name}_PropertyType`;
  }

  #class(name: string): IsoEntry {
    const known = this.#classes.get(name);
    if (known === undefined) throw new Error(`the dictionary knows no class ${name}`);
    return known;
  }
}

/** Abstract classes carry it in their element's name: AbstractMD_Identification. */
function localName(entry: Entry): string {
  return entry.flags.includes('abstract') ? `Abstract${entry.name}` : entry.name;
}

/** Values are held, never referred to: simple values, texts, lists and unions. A record is an object. */
function isValue(entry: Entry): boolean {
  if (entry.of === 'anyType') return false;
  return entry.kind !== 'class' || entry.of !== undefined || entry.text !== undefined || entry.flags.includes('union');
}

function typeOfValue(name: string): string {
  if (BUILT_IN_TYPES.has(name)) return name;
  return name.includes(':') ? `${name}Type` : `gco:${name}`;
}

function optional(particle: Particle): Particle {
  return { ...particle, occurs: { min: 0, max: 1 } };
}
