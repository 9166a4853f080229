/**
 * The notation of the dictionary tables in ./dictionary, one entry per class, type or property element:
 *
 *     # a comment
 *     MD_Identification abstract                  a class; without a parent it is an object of its own
 *       citation: CI_Citation                     an attribute and its type; 1..1
 *       abstract?: CharacterString                ? is 0..1, * is 0..n, + is 1..n, {2,} and {0,2} say it in numbers
 *     MD_DataIdentification < MD_Identification   a subclass, which may stand wherever its parent may
 *     MD_Resolution union                         exactly one of the attributes
 *     CharacterString: string                     an element that holds a value of a simple type
 *     Anchor < CharacterString = string           the same with XML attributes
 *       @href?: anyURI                            an XML attribute; @name without a type is a global one, @@name a group
 *     codelist CI_RoleCode                        an open list; its values live in a code list catalogue
 *     enumeration SV_OperationModel               a closed list
 *       object message
 *     property GM_Point ( gml:Point )             the type of attributes that hold an element of another name
 *
 * The GML tables also use `type Name` (a type without an element), `type Name = base` (text with XML attributes),
 * `group Name` used as `%Name`, `attributes Name` used as `@@Name`, `extends T` or `restricts T` where the type's
 * base is not the parent's type, `( a | b )*` for a choice, `( a b )?` for a sequence, and a name without a type
 * for a property element that has an entry of its own. A type that ends in `_Type` is a class without a property around it.
 */

/** How often something may occur. */
export interface Occurs {
  readonly min: number;
  readonly max: number | 'unbounded';
}

/** One step of a content model. An element without `type` refers to the entry of its name; `content` is an anonymous type. */
export type Particle =
  | { readonly kind: 'element'; readonly name: string; readonly occurs: Occurs; readonly type?: string }
  | { readonly kind: 'element'; readonly name: string; readonly occurs: Occurs; readonly content: Content }
  | { readonly kind: 'choice' | 'sequence'; readonly items: readonly Particle[]; readonly occurs: Occurs }
  | { readonly kind: 'group'; readonly name: string; readonly occurs: Occurs }
  | { readonly kind: 'any'; readonly occurs: Occurs };

/** An XML attribute, or a group of them. */
export type XmlAttribute =
  | { readonly kind: 'group'; readonly name: string }
  | {
      readonly kind: 'attribute';
      readonly name: string;
      readonly use: 'optional' | 'required' | 'prohibited';
      readonly type?: string;
      readonly values?: readonly string[];
      readonly fixed?: string;
    };

/** What stands between and in the tags: particles in order, and XML attributes. */
export interface Content {
  readonly particles: readonly Particle[];
  readonly attributes: readonly XmlAttribute[];
}

/** What an entry describes. */
export type EntryKind =
  | 'class'
  | 'type'
  | 'property'
  | 'codelist'
  | 'enumeration'
  | 'group'
  | 'attributes'
  | 'attribute';

/** One entry of the dictionary. */
export interface Entry extends Content {
  readonly kind: EntryKind;
  readonly name: string;
  /** Words after the name (abstract, union, datatype, nillable, mixed, byValue); anonymous for `name: ( … )`. */
  readonly flags: readonly string[];
  /** The class that this one may stand in for. */
  readonly parent: string | undefined;
  /** The base of its type, where that is not the parent's. */
  readonly extends: string | undefined;
  readonly restricts: string | undefined;
  /** The type of an element that has none of its own (`name: type`). */
  readonly of: string | undefined;
  /** The base of text content (`name = base`). */
  readonly text: string | undefined;
  /** The values of an enumeration. */
  readonly values: readonly string[];
}

const KEYWORDS = new Set(['type', 'property', 'codelist', 'enumeration', 'group', 'attributes', 'attribute']);
const NO_VALUES: readonly string[] = [];
const NOTHING: Content = { particles: [], attributes: [] };
const OCCURRENCE: Readonly<Record<string, Occurs>> = {
  '': { min: 1, max: 1 },
  '?': { min: 0, max: 1 },
  '*': { min: 0, max: 'unbounded' },
  '+': { min: 1, max: 'unbounded' },
};

/**
 * Reads a dictionary table.
 * @throws Error naming the line that does not follow the notation: a mistake in the table, never in a document.
 */
export function parseTable(table: string): Entry[] {
  const entries: Entry[] = [];
  let header: string | undefined;
  let body = '';
  const close = () => {
    if (header !== undefined) entries.push(parseEntry(header, body));
    body = '';
  };
  for (const line of table.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith(' ')) {
      body += line.slice(1);
      continue;
    }
    close();
    header = line;
  }
  close();
  return entries;
}

function parseEntry(header: string, body: string): Entry {
  const { before, of, text, inline } = splitHeader(header);
  const words = before.split(' ');
  // GML has a property element called group: a keyword is one only before a name
  const keyword = words.length > 1 && KEYWORDS.has(words[0] ?? '') && /^\w/.test(words[1] ?? '');
  const kind = (keyword ? words.shift() : 'class') as EntryKind;
  const name = words.shift() ?? '';
  const parent = takeNamed(words, '<');
  const base = takeNamed(words, 'extends');
  const restricts = takeNamed(words, 'restricts');
  const listed = kind === 'enumeration';
  const content = listed ? NOTHING : parseContent(inline ?? body);
  return {
    kind,
    name,
    parent,
    extends: base,
    restricts,
    of,
    text,
    flags: words,
    values: listed ? body.trim().split(/\s+/) : NO_VALUES,
    particles: content.particles,
    attributes: content.attributes,
  };
}

/** Takes a sign and the word behind it out of a header's words. */
function takeNamed(words: string[], sign: string): string | undefined {
  const at = words.length < 2 ? -1 : words.indexOf(sign);
  return at < 0 ? undefined : words.splice(at, 2)[1];
}

/** A header up to its first sign: `name: type`, `name = base`, `name: ( … )` or `name ( … )`. */
function splitHeader(header: string): { before: string; of?: string; text?: string; inline?: string } {
  const colon = header.indexOf(': ');
  const bracket = header.indexOf(' (');
  if (colon >= 0 && bracket === colon + 1) {
    return { before: `${header.slice(0, colon)} anonymous`, inline: header.slice(bracket) };
  }
  if (bracket >= 0) return { before: header.slice(0, bracket), inline: header.slice(bracket) };
  if (colon >= 0) return { before: header.slice(0, colon), of: header.slice(colon + 2) };
  const equals = header.indexOf(' = ');
  return equals < 0 ? { before: header } : { before: header.slice(0, equals), text: header.slice(equals + 3) };
}

function parseContent(text: string): Content {
  if (text === '') return NOTHING;
  const words = text.includes('{') ? (text.match(/\{[^}]*\}|[^\s{]\S*/g) ?? []) : text.trimStart().split(' ');
  // from the end, so that taking the next one is cheap
  const tokens = words.reverse();
  const particles: Particle[] = [];
  const attributes: XmlAttribute[] = [];
  while (tokens.length > 0) {
    if (tokens.at(-1)?.startsWith('@')) attributes.push(takeAttribute(tokens));
    else particles.push(takeParticle(tokens));
  }
  return { particles, attributes };
}

function takeParticle(tokens: string[]): Particle {
  const token = tokens.pop() ?? '';
  if (token === '(') return takeGroup(tokens);
  const typed = token.endsWith(':');
  const end = typed ? token.length - 1 : token.length;
  const sign = signBefore(token, end);
  const name = token.slice(0, end - sign.length);
  const occurs = occursFrom(sign);
  if (name === 'any') return { kind: 'any', occurs };
  if (name.startsWith('%')) return { kind: 'group', name: name.slice(1), occurs };
  if (!typed) return { kind: 'element', name, occurs };
  const type = tokens.pop() ?? '';
  if (type !== '(') return { kind: 'element', name, occurs, type };
  return { kind: 'element', name, occurs, content: { particles: [takeGroup(tokens)], attributes: [] } };
}

/** The sign of an occurrence that ends at `end`, or nothing. */
function signBefore(token: string, end: number): string {
  const last = token[end - 1] ?? '';
  if (last === '}') return token.slice(token.indexOf('{'), end);
  return last === '?' || last === '*' || last === '+' ? last : '';
}

function takeGroup(tokens: string[]): Particle {
  const items: Particle[] = [];
  let choice = false;
  for (;;) {
    const token = tokens.at(-1);
    if (token === undefined) throw new Error('a group is not closed');
    if (token.startsWith(')')) break;
    if (token === '|') {
      choice = true;
      tokens.pop();
    } else items.push(takeParticle(tokens));
  }
  const occurs = occursFrom(tokens.pop()?.slice(1));
  return { kind: choice ? 'choice' : 'sequence', items, occurs };
}

function takeAttribute(tokens: string[]): XmlAttribute {
  const token = tokens.pop() ?? '';
  if (token.startsWith('@@')) return { kind: 'group', name: token.slice(2) };
  const typed = token.endsWith(':');
  const end = typed ? token.length - 1 : token.length;
  const sign = token[end - 1];
  const use = sign === '?' ? 'optional' : sign === '-' ? 'prohibited' : 'required';
  const name = token.slice(1, use === 'required' ? end : end - 1);
  if (!typed) return { kind: 'attribute', name, use };
  const type = tokens.pop() ?? '';
  if (type.startsWith('{')) return { kind: 'attribute', name, use, values: type.slice(1, -1).trim().split(/\s+/) };
  const [typeName = '', fixed] = type.split('=');
  return { kind: 'attribute', name, use, type: typeName, ...(fixed !== undefined && { fixed }) };
}

function occursFrom(sign = ''): Occurs {
  const known = OCCURRENCE[sign];
  if (known !== undefined) return known;
  const [min = '0', max = ''] = sign.slice(1, -1).split(',');
  return { min: Number(min), max: max === '' ? 'unbounded' : Number(max) };
}
