import { namespaces } from '../../functions/metadata/namespaces.ts';

/** As many bytes as a document may have. */
const maxBytes = 20 * 1024 * 1024;

const start = `<m:MD_Metadata xmlns:m="${namespaces.gmd}" xmlns:g="${namespaces.gco}">`;
const end = '</m:MD_Metadata>';
const identifier = (value: string) =>
  `${start}<m:fileIdentifier><g:CharacterString>${value}</g:CharacterString></m:fileIdentifier>${end}`;

/** Repeats a piece until the document has `bytes` bytes. */
function fill(piece: string, bytes = maxBytes): string {
  return start + piece.repeat(Math.floor((bytes - start.length - end.length) / piece.length)) + end;
}

/** Entities of which each is ten times the one before. */
function entityBomb(use: (entity: string) => string): string {
  const names = [...'abcdefghijkl'];
  const entities = names.slice(1).map((name, at) => `<!ENTITY ${name} "${`&${names[at]};`.repeat(10)}">`);
  return `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(10)}">${entities.join('')}]>${use('&l;')}`;
}

function withEncoding(declared: string, encoding: BufferEncoding): Uint8Array {
  return Buffer.from(`<?xml version="1.0" encoding="${declared}"?>${identifier('é')}`, encoding);
}

/** Documents made to exhaust, mislead or open something; each is built when it is asked for. */
export const hostileDocuments: Record<string, () => string | Uint8Array> = {
  'an entity bomb': () => entityBomb(identifier),
  'an entity bomb in an attribute': () => entityBomb((entity) => `<a b="${entity}"/>`),
  'a large entity used often': () =>
    `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(100_000)}">]>${identifier('&a;'.repeat(100_000))}`,
  'an entity of elements used often': () =>
    `<!DOCTYPE x [<!ENTITY a "${'<m/>'.repeat(1000)}">]>${identifier('&a;'.repeat(3000))}`,
  'an entity that holds itself': () => `<!DOCTYPE x [<!ENTITY a "&b;"><!ENTITY b "&a;">]>${identifier('&a;')}`,
  'an external entity': () => `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>${identifier('&a;')}`,
  'an external entity of the network': () =>
    `<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/">]>${identifier('&a;')}`,
  'an external parameter entity': () =>
    `<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/"> %a;]>${identifier('x')}`,
  'an external document type': () => `<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">${identifier('x')}`,
  'a schema location': () =>
    fill('<m:contact/>', 2000).replace(
      '>',
      ` xmlns:xsi="${namespaces.xsi}" xsi:schemaLocation="${namespaces.gmd} file:///etc/hostname urn:x http://127.0.0.1:9/">`,
    ),
  'an inclusion': () =>
    `${start}<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/hostname"/>${end}`,
  'many elements': () => fill('<a/>'),
  'as many elements as are read': () => fill('<m:contact/>', 7_190_000),
  'as many elements and attributes as are read': () => fill('<m:contact g:nilReason="missing"/>', 10_190_000),
  'hundreds of thousands of faulty elements': () => fill('<m:contact x="1"/>', 5_390_000),
  'faulty elements after many others': () =>
    fill('<m:contact/>', 7_000_000).replace(end, `${'<m:contact x="1"/>'.repeat(1000)}${end}`),
  'faulty elements with long names': () => fill(`<m:contact><m:${'y'.repeat(40_000)}/></m:contact>`),
  'long values that look like messages': () =>
    fill(`<m:contact><g:Decimal>${": ' is not a valid value, attribute '".repeat(1000)}</g:Decimal></m:contact>`),
  'many namespaces': () =>
    start.replace('>', `${Array.from({ length: 300_000 }, (_, at) => ` xmlns:a${at}='urn:${at}'`).join('')}>`) + end,
  'many stray ampersands': () => fill('& '),
  'a text of 20 MB': () => identifier('a'.repeat(maxBytes - 500)),
  'a text just short of what is read': () => identifier('a'.repeat(9_900_000)),
  'a number of ten million digits': () =>
    `${start}<m:contact><g:Decimal>${'9'.repeat(9_900_000)}</g:Decimal></m:contact>${end}`,
  'white space of 20 MB': () => fill(' '),
  'elements nested 100,000 deep': () => start + '<a>'.repeat(100_000) + '</a>'.repeat(100_000) + end,
  'elements never closed': () => start + '<m:contact>'.repeat(100_000),
  'invalid UTF-8': () => Buffer.concat([Buffer.from(start), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from(end)]),
  'UTF-16': () => Buffer.from(`\ufeff${identifier('é')}`, 'utf16le'),
  'UTF-16 without a mark': () => Buffer.from(`<?xml version="1.0"?>${identifier('é')}`, 'utf16le'),
  'half a UTF-16 character': () => Buffer.from(`\ufeff${identifier('é')}`, 'utf16le').subarray(0, -1),
  'ISO-8859-1': () => withEncoding('ISO-8859-1', 'latin1'),
  'ISO-8859-1 called UTF-8': () => withEncoding('UTF-8', 'latin1'),
  'UTF-8 called UTF-16': () => withEncoding('UTF-16', 'utf8'),
  'an encoding that does not exist': () => withEncoding('x-none', 'utf8'),
  'a NUL': () => identifier('a\0b'),
  'nothing but NULs': () => new Uint8Array(1000),
  'a byte order mark alone': () => Buffer.from('\ufeff'),
  'random bytes': () => Uint8Array.from({ length: 100_000 }, (_, at) => (at * at * 31 + (at >> 3) * 7) % 256),
};
