import type { Markup } from './markup.ts';
import { readMarkup } from './markup.ts';

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Takes one of several. */
export function pick<T>(values: readonly T[], random: () => number): T | undefined {
  return values[Math.floor(random() * values.length)];
}

/** What a mutation may draw on. */
export interface Materials {
  readonly random: () => number;
  /** Qualified names of elements, both global and those inside of classes. */
  readonly names: readonly string[];
  /** Writes a global element of the dictionary, valid by itself. */
  readonly graft: () => string;
}

interface Target {
  readonly text: string;
  readonly elements: readonly Markup[];
  /** Elements other than the root. */
  readonly inner: readonly Markup[];
}

type Mutation = (target: Target, materials: Materials) => string | undefined;

const words = [
  '',
  ' ',
  'word',
  '12',
  '-1.5',
  'true',
  '2020-01-01',
  '2020-01-01 00:00:00',
  '2020-1-1',
  '1e5',
  'NaN',
  '1,5',
];
const moreWords = [
  '2020-02-30',
  '2020',
  '12:00:00',
  'P1D',
  'http://example.org/a b',
  'a:b',
  '%zz',
  '[',
  'unknown',
  ' 7 ',
];
const values = [...words, ...moreWords];

const foreignAttributes = [
  ...['gco:nilReason="missing"', 'gco:nilReason="other:ab"', 'gco:nilReason="not a reason %"', 'uuidref="abc"'],
  ...['xlink:href="#x"', 'xlink:title="t"', 'xlink:type="simple"', 'xlink:type="arc"', 'xlink:show="sideways"'],
  ...['xlink:show="new"', 'xlink:actuate="onLoad"', 'id="unused"', 'uuid="abc"', 'xml:lang="en"', 'colour="red"'],
  ...['codeSpace="s"', 'codeListValue="x"', 'frame="#ISO-8601"', 'indeterminatePosition="now"', 'srsName="a"'],
  ...[
    'gco:isoType="x"',
    'xsi:nil="true"',
    'xsi:nil="false"',
    'gml:id="unused"',
    'owns="true"',
    'uom="m"',
    'nilReason="x y"',
  ],
];

const types = [
  ...[
    'gmd:PT_FreeText_PropertyType',
    'gco:CharacterString_PropertyType',
    'gmd:CI_Citation_Type',
    'gmd:MD_Metadata_Type',
  ],
  ...['gmi:MI_Metadata_Type', 'gml:TimePeriodType', 'gco:CodeListValue_Type', 'gmd:No_Such_Type', 'gmi:MI_Band_Type'],
  // property types that only the official schema declares, or that hold what no document needs
  ...['gmd:MD_Metadata_PropertyType', 'gmd:CI_Series_PropertyType', 'gml:EnvelopeType', 'gml:ObservationType'],
  ...['gmd:RS_Identifier_Type', 'gmi:LE_Source_Type', 'gmi:LE_ProcessStep_Type', 'gmd:LocalisedCharacterString_Type'],
];

/** Elements that the dictionary leaves out; the official schema knows them. */
export const omittedElements = [
  ...[
    'gml:Envelope',
    'gml:Null',
    'gml:FeatureCollection',
    'gml:Observation',
    'gml:TopoComplex',
    'gml:Node',
    'gml:Edge',
  ],
  ...['gml:CompositeValue', 'gml:Quantity', 'gml:RectifiedGridCoverage', 'gml:TimeTopologyComplex', 'gml:validTime'],
  ...['gml:measure', 'gml:boundedBy', 'gml:location', 'gml:multiPointProperty', 'gml:geodeticDatumRef', 'gml:Bag'],
  ...['gmx:ML_GeodeticCRS', 'gmx:ML_VerticalCRS', 'gmx:ML_VerticalDatum', 'gmx:CrsAlt', 'gmx:ML_Ellipsoid'],
];

const textElements = [
  ...[
    'gmx:Anchor',
    'gmx:FileName',
    'gmx:MimeFileType',
    'gmd:LanguageCode',
    'gmd:MD_TopicCategoryCode',
    'gco:CharacterString',
  ],
  ...[
    'gmd:CI_RoleCode',
    'gmd:LocalisedCharacterString',
    'gco:Real',
    'gco:Integer',
    'gco:Decimal',
    'gco:Date',
    'gco:DateTime',
  ],
  ...[
    'gco:Measure',
    'gco:Distance',
    'gco:Boolean',
    'gmd:URL',
    'gmi:MI_TriggerCode',
    'gco:LocalName',
    'gmx:MX_ScopeCode',
  ],
];

const declarations: Readonly<Record<string, string>> = {
  gmd: 'http://www.isotc211.org/2005/gmd',
  gmi: 'http://www.isotc211.org/2005/gmi',
  gmx: 'http://www.isotc211.org/2005/gmx',
  srv: 'http://www.isotc211.org/2005/srv',
  gco: 'http://www.isotc211.org/2005/gco',
  gss: 'http://www.isotc211.org/2005/gss',
  gts: 'http://www.isotc211.org/2005/gts',
  gsr: 'http://www.isotc211.org/2005/gsr',
  gml: 'http://www.opengis.net/gml/3.2',
  xlink: 'http://www.w3.org/1999/xlink',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
};

/** The kinds of damage (or harmless change) done to a document. Each gives nothing where the document has no place for it. */
export const mutations: Readonly<Record<string, Mutation>> = {
  'delete an element': ({ text, inner }, { random }) => {
    const victim = pick(inner, random);
    return victim && splice(text, victim.start, victim.end, '');
  },
  'duplicate an element': ({ text, inner }, { random }) => {
    const twin = pick(inner, random);
    return twin && splice(text, twin.end, twin.end, withoutIds(text.slice(twin.start, twin.end)));
  },
  'swap two siblings': ({ text, elements }, { random }) => {
    const parent = pick(
      elements.filter(({ children }) => children.length > 1),
      random,
    );
    const index = Math.floor(random() * ((parent?.children.length ?? 1) - 1));
    const [first, second] = [parent?.children[index], parent?.children[index + 1]];
    if (first === undefined || second === undefined) return undefined;
    const between = text.slice(first.end, second.start);
    const swapped = text.slice(second.start, second.end) + between + text.slice(first.start, first.end);
    return splice(text, first.start, second.end, swapped);
  },
  'rename to another element': ({ text, inner }, { random, names }) => {
    const element = pick(inner, random);
    return element && rename(text, element, pick(names, random) ?? '');
  },
  'misspell a name': ({ text, inner }, { random }) => {
    const element = pick(inner, random);
    if (element === undefined) return undefined;
    const at =
      element.name.indexOf(':') + 1 + Math.floor(random() * (element.name.length - element.name.indexOf(':') - 1));
    const letter = pick(['x', 'Q', '', '_'], random) ?? '';
    return rename(text, element, element.name.slice(0, at + 1) + letter + element.name.slice(at + 2));
  },
  'empty an element': ({ text, inner }, { random }) => {
    const element = pick(inner, random);
    return element && splice(text, element.contentStart, element.contentEnd, '');
  },
  'retype a value': ({ text, elements }, { random }) => {
    const leaf = pick(elements.filter(isLeaf), random);
    return leaf && splice(text, leaf.contentStart, leaf.contentEnd, pick(values, random) ?? '');
  },
  'stray text': ({ text, elements }, { random }) => {
    const element = pick(
      elements.filter(({ contentStart, end }) => contentStart < end),
      random,
    );
    const at = random() < 0.5 ? element?.contentStart : element?.contentEnd;
    return at === undefined
      ? undefined
      : splice(text, at, at, pick([' stray ', '<!-- aside -->', '<?aside?>', '\n'], random) ?? '');
  },
  'add an attribute': ({ text, elements }, { random }) => {
    const element = pick(elements, random);
    return element && addAttribute(text, element, pick(foreignAttributes, random) ?? '');
  },
  'drop an attribute': ({ text, elements }, { random }) => {
    const attribute = pick(
      elements.flatMap((element) => element.attributes.filter(isData)),
      random,
    );
    return attribute && splice(text, attribute.start, attribute.end, '');
  },
  'change an attribute': ({ text, elements }, { random }) => {
    const attribute = pick(
      elements.flatMap((element) => element.attributes.filter(isData)),
      random,
    );
    return attribute && splice(text, attribute.start, attribute.end, ` ${attribute.name}="${pick(values, random)}"`);
  },
  'change the namespace': ({ text, inner }, { random }) => {
    const element = pick(inner, random);
    const prefix = pick(['gmd', 'gmi', 'gmx', 'srv', 'gco', 'gml', 'gts'], random);
    return element && rename(text, element, `${prefix}:${element.name.split(':').at(-1)}`);
  },
  'move to another parent': ({ text, inner }, { random }) => {
    const element = pick(inner, random);
    const outside = (other: Markup) =>
      element !== undefined && (other.end <= element.start || other.start >= element.end);
    const host = pick(
      inner.filter((other) => outside(other) && other.contentStart < other.end),
      random,
    );
    if (element === undefined || host === undefined) return undefined;
    const moved = text.slice(element.start, element.end);
    return host.contentEnd <= element.start
      ? splice(splice(text, element.start, element.end, ''), host.contentEnd, host.contentEnd, moved)
      : splice(splice(text, host.contentEnd, host.contentEnd, moved), element.start, element.end, '');
  },
  'replace a text element': ({ text, elements }, { random }) => {
    const leaf = pick(elements.filter(isLeaf), random);
    return leaf && rename(text, leaf, pick(textElements, random) ?? '');
  },
  'name a type': ({ text, elements }, { random }) => {
    const element = pick(elements, random);
    return element && addAttribute(text, element, `xsi:type="${pick(types, random)}"`);
  },
  'leave out with a reason': ({ text, inner }, { random }) => {
    const element = pick(
      inner.filter(({ parent }) => parent !== undefined && isClass(parent)),
      random,
    );
    return (
      element &&
      splice(text, element.start, element.end, `<${element.name} ${declare('gco')} gco:nilReason="missing"/>`)
    );
  },
  'graft an element': ({ text, inner }, { random, graft }) => {
    const host = pick(inner, random);
    return host && splice(text, host.contentStart, host.contentEnd, graft());
  },
};

/** Applies a mutation; undefined where the document has no place for it. */
export function mutate(text: string, kind: string, materials: Materials): string | undefined {
  const elements = readMarkup(text);
  return mutations[kind]?.({ text, elements, inner: elements.slice(1) }, materials);
}

function isLeaf(element: Markup): boolean {
  return element.children.length === 0 && element.contentStart < element.end;
}

/** By the naming rule of ISO/TS 19139: classes are written with a capital letter, their attributes without. */
function isClass(element: Markup): boolean {
  return /^(.*:)?[A-Z]/.test(element.name);
}

function isData({ name }: { name: string }): boolean {
  return !name.startsWith('xmlns');
}

function splice(text: string, start: number, end: number, inserted: string): string {
  return text.slice(0, start) + inserted + text.slice(end);
}

function declare(prefix: string): string {
  return `xmlns:${prefix}="${declarations[prefix]}"`;
}

function rename(text: string, element: Markup, name: string): string {
  const colon = name.indexOf(':');
  const prefix = colon < 0 ? '' : name.slice(0, colon);
  const declared = element.attributes.some((attribute) => attribute.name === `xmlns:${prefix}`);
  const known = declarations[prefix] !== undefined && !declared;
  // the prefix may mean something else, or nothing, where the element stands
  const open = known && prefix !== element.name.split(':')[0] ? `${name} ${declare(prefix)}` : name;
  const content = text.slice(element.start + 1 + element.name.length, element.contentEnd);
  const close = element.contentEnd < element.end ? `</${name}>` : '';
  return splice(text, element.start, element.end, `<${open}${content}${close}`);
}

function addAttribute(text: string, element: Markup, attribute: string): string | undefined {
  const name = attribute.split('=')[0] ?? '';
  if (element.attributes.some((present) => present.name === name)) return undefined;
  const prefixes = [name, /"(\w+:)/.exec(attribute)?.[1] ?? ''].map((qualified) => qualified.split(':'));
  const needed = new Set(prefixes.filter(([, local]) => local !== undefined).map(([prefix = '']) => prefix));
  const declared = [...needed].filter(
    (prefix) => declarations[prefix] !== undefined && !element.attributes.some((one) => one.name === `xmlns:${prefix}`),
  );
  const at = element.start + 1 + element.name.length;
  return splice(text, at, at, ` ${[...declared.map(declare), attribute].join(' ')}`);
}

/** Identifiers must not be repeated; a duplicate for their sake would be a mutation of another kind. */
function withoutIds(markup: string): string {
  return markup.replace(/\s(gml:)?id="[^"]*"/g, '');
}
