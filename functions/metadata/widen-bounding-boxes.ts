import { type XmlDocument, XmlElement, type XmlNode, XmlXPath } from 'libxml2-wasm';
import { numberElements } from './element-numbers.ts';
import { findStartTags, type MarkupText, markupText } from './markup-text.ts';
import { namespaces } from './namespaces.ts';
import { addressOf, parseXml, rootAddress } from './xml-engine.ts';

const boxes = XmlXPath.compile('//gmd:EX_GeographicBoundingBox', namespaces);
const sides = {
  west: XmlXPath.compile('gmd:westBoundLongitude/gco:Decimal', namespaces),
  east: XmlXPath.compile('gmd:eastBoundLongitude/gco:Decimal', namespaces),
  south: XmlXPath.compile('gmd:southBoundLatitude/gco:Decimal', namespaces),
  north: XmlXPath.compile('gmd:northBoundLatitude/gco:Decimal', namespaces),
};

/** Decimal places of 0.00001°, about a metre: what the old registry widened by. */
const widenPlaces = 5;

/** A number as XML Schema's decimal, exactly: `digits` times ten to the power of minus `places`. */
interface Decimal {
  digits: bigint;
  places: number;
}

interface Change {
  element: XmlElement;
  value: string;
}

/**
 * Widens geographic bounding boxes that are a point or a line by 0.00001°, because the catalogue's spatial index takes
 * no empty boxes: to the east or north, or the other way at the antimeridian and the pole. Every other byte stays as
 * it is, whatever the encoding. Documents without such boxes, malformed ones and those with a document type
 * declaration come back unchanged.
 */
export function widenBoundingBoxes(bytes: Uint8Array): Uint8Array {
  const markup = markupText(bytes);
  if (markup === undefined) return bytes;
  const parsed = parseXml(bytes);
  if ('errors' in parsed) return bytes;
  using document = parsed.document;
  if (document.dtd !== null) return bytes;
  const changes = document.root.find(boxes).flatMap(widenBox);
  return changes.length === 0 ? bytes : applyChanges({ document, bytes, markup }, changes);
}

function widenBox(box: XmlNode): Change[] {
  const longitude = widenPair([elementAt(box, sides.west), elementAt(box, sides.east)], [180n, 360n]);
  const latitude = widenPair([elementAt(box, sides.south), elementAt(box, sides.north)], [90n]);
  return [...longitude, ...latitude];
}

function elementAt(box: XmlNode, side: XmlXPath): XmlElement | undefined {
  const found = box.get(side);
  return found instanceof XmlElement ? found : undefined;
}

/** Moves the upper side up, or the lower side down where the upper one would pass its bound. */
function widenPair([lower, upper]: (XmlElement | undefined)[], bounds: bigint[]): Change[] {
  const low = parseDecimal(lower?.content);
  const high = parseDecimal(upper?.content);
  if (!lower || !upper || !low || !high || compare(low, high) !== 0) return [];
  const bound = bounds.find((limit) => compare(high, { digits: limit, places: 0 }) <= 0);
  if (bound === undefined) return [];
  const raised = add(high, 1n);
  if (compare(raised, { digits: bound, places: 0 }) <= 0) return [{ element: upper, value: format(raised) }];
  return [{ element: lower, value: format(add(low, -1n)) }];
}

/** XML Schema 1.0 part 2, 3.2.3: no exponent; white space around is not part of the value. */
function parseDecimal(text: string | undefined): Decimal | undefined {
  const match = /^[ \t\r\n]*([+-]?)(\d{0,20})(?:\.(\d{0,30}))?[ \t\r\n]*$/.exec(text ?? '');
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  return { digits: sign === '-' ? -digits : digits, places: fraction.length };
}

function scale({ digits, places }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - places);
}

function compare(a: Decimal, b: Decimal): number {
  const places = Math.max(a.places, b.places);
  const difference = scale(a, places) - scale(b, places);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

function add(value: Decimal, steps: bigint): Decimal {
  const places = Math.max(value.places, widenPlaces);
  return { digits: scale(value, places) + steps * 10n ** BigInt(places - widenPlaces), places };
}

function format({ digits, places }: Decimal): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(places + 1, '0');
  return `${digits < 0n ? '-' : ''}${text.slice(0, -places)}.${text.slice(-places)}`;
}

interface Source {
  document: XmlDocument;
  bytes: Uint8Array;
  markup: MarkupText;
}

function applyChanges({ document, bytes, markup }: Source, changes: Change[]): Uint8Array {
  const values = new Map(changes.map(({ element, value }) => [addressOf(element), value]));
  const numbers = numberElements(rootAddress(document), values.keys());
  const tags = findStartTags(markup.text, numbers.values());
  const edits = [...values].flatMap(([address, value]) => {
    const tag = tags.get(numbers.get(address) ?? 0);
    const place = tag && plainNumberAfter(markup.text, tag.end + 1);
    return place ? [{ ...place, value }] : [];
  });
  return replaceAll(bytes, markup, edits);
}

interface Edit {
  from: number;
  to: number;
  value: string;
}

/** Where the number stands, when it stands there plainly and not as a CDATA section, beside comments and the like. */
function plainNumberAfter(text: string, start: number): Omit<Edit, 'value'> | undefined {
  const end = text.indexOf('<', start);
  const match = /^(\s*)([+\-.\d]+)\s*$/.exec(text.slice(start, end));
  if (!match || text[end + 1] !== '/') return undefined;
  const [, space = '', number = ''] = match;
  return { from: start + space.length, to: start + space.length + number.length };
}

function replaceAll(bytes: Uint8Array, { start, unit, encode }: MarkupText, edits: Edit[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let copied = 0;
  for (const { from, to, value } of edits.sort((a, b) => a.from - b.from)) {
    parts.push(bytes.subarray(copied, start + from * unit), encode(value));
    copied = start + to * unit;
  }
  return Buffer.concat([...parts, bytes.subarray(copied)]);
}
