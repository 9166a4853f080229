import { describe, expect, it } from 'vitest';
import { widenBoundingBoxes } from '../../functions/metadata/widen-bounding-boxes.ts';

type Sides = [west: string, east: string, south: string, north: string];

function box([west, east, south, north]: Sides): string {
  return `<d:EX_GeographicBoundingBox>
    <d:westBoundLongitude><c:Decimal>${west}</c:Decimal></d:westBoundLongitude>
    <d:eastBoundLongitude><c:Decimal>${east}</c:Decimal></d:eastBoundLongitude>
    <d:southBoundLatitude><c:Decimal>${south}</c:Decimal></d:southBoundLatitude>
    <d:northBoundLatitude><c:Decimal>${north}</c:Decimal></d:northBoundLatitude>
  </d:EX_GeographicBoundingBox>`;
}

function record(content: string, encoding = 'UTF-8'): string {
  return `<?xml version="1.0" encoding="${encoding}"?>\r\n<!-- <d:MD_Metadata> é > -->
<d:MD_Metadata xmlns:d="http://www.isotc211.org/2005/gmd" xmlns:c="http://www.isotc211.org/2005/gco" a=">" b='"'>
  <d:note><![CDATA[<Decimal>]]> Français</d:note>${content}</d:MD_Metadata>\n`;
}

const widen = (text: string) => Buffer.from(widenBoundingBoxes(Buffer.from(text))).toString();

describe('widenBoundingBoxes', () => {
  it.each<[what: string, before: Sides, after: Sides]>([
    ['a point', ['-157.5', '-157.5', '21.3', '21.3'], ['-157.5', '-157.49999', '21.3', '21.30001']],
    ['a line along a meridian', ['-70', '-70', '40', '41'], ['-70', '-69.99999', '40', '41']],
    ['a line along a parallel', ['-71', '-70', '40.0', '40'], ['-71', '-70', '40.0', '40.00001']],
    ['a box', ['-71', '-70', '40', '41'], ['-71', '-70', '40', '41']],
    ['a box across the antimeridian', ['170', '-170', '40', '41'], ['170', '-170', '40', '41']],
    ['equal numbers written differently', ['1.50', '+1.5', '0', '-0.0'], ['1.50', '1.50001', '0', '0.00001']],
    ['the antimeridian', ['180', '180.0', '10', '11'], ['179.99999', '180.0', '10', '11']],
    ['the north pole', ['0', '1', '90', '90'], ['0', '1', '89.99999', '90']],
    ['the corner of the south-west', ['-180', '-180', '-90', '-90'], ['-180', '-179.99999', '-90', '-89.99999']],
    ['almost the antimeridian', ['179.999995', '179.999995', '1', '2'], ['179.999985', '179.999995', '1', '2']],
    ['longitudes from 0 to 360', ['200', '200', '1', '2'], ['200', '200.00001', '1', '2']],
    ['many decimal places', ['1.123456789', '1.123456789', '1', '2'], ['1.123456789', '1.123466789', '1', '2']],
    ['white space around numbers', [' 5 ', '\n\t5\n', '1', '2'], [' 5 ', '\n\t5.00001\n', '1', '2']],
    ['what is not a number', ['west', 'west', '', ''], ['west', 'west', '', '']],
    ['a latitude that is impossible', ['1', '2', '95', '95'], ['1', '2', '95', '95']],
    ['numbers with an exponent', ['1e1', '1e1', '1', '2'], ['1e1', '1e1', '1', '2']],
  ])('changes no more than the numbers it must: %s', (_what, before, after) => {
    expect(widen(record(box(before)))).toBe(record(box(after)));
  });

  it('widens each of several boxes', () => {
    const [point, wide]: Sides[] = [
      ['1', '1', '1', '1'],
      ['1', '1.00001', '1', '1.00001'],
    ];
    const other: Sides = ['1', '2', '3', '4'];
    if (!point || !wide) throw new Error('two boxes are needed');
    expect(widen(record(box(point) + box(other) + box(point)))).toBe(record(box(wide) + box(other) + box(wide)));
  });

  it.each<[encoding: string, encode: (text: string) => Buffer]>([
    ['ISO-8859-1', (text) => Buffer.from(text, 'latin1')],
    ['UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-8', (text) => Buffer.from(`\ufeff${text}`)],
  ])('keeps the encoding: %s', (encoding, encode) => {
    const before = encode(record(box(['1', '1', '2', '3']), encoding));
    const after = encode(record(box(['1', '1.00001', '2', '3']), encoding));
    expect(Buffer.from(widenBoundingBoxes(before)).equals(after)).toBe(true);
  });

  it.each([
    ['of another namespace', record(box(['1', '1', '2', '2'])).replace('2005/gmd', '2005/gmx')],
    ['in a malformed document', record(`${box(['1', '1', '2', '2'])}<d:open>`)],
    [
      'in a document with a DTD',
      record(box(['1', '1', '2', '2'])).replace('<d:MD_Metadata xmlns', '<!DOCTYPE x []><d:MD_Metadata xmlns'),
    ],
    ['whose number is in a CDATA section', record(box(['1', '<![CDATA[1]]>', '2', '3']))],
    ['whose number has a comment beside', record(box(['1', '1<!-- east -->', '2', '3']))],
  ])('leaves boxes as they are %s', (_what, text) => {
    expect(widen(text)).toBe(text);
  });
});
