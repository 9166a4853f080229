import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A document of which many copies are made: what stands before and after the part that tells them apart. */
interface Template {
  head: Buffer;
  tail: Buffer;
}

/** Documents by number, each another one. They are made when they are asked for: 35,000 do not fit into memory. */
export interface Documents {
  /** Where they come from, in words. */
  origin: string;
  /** Mean size, bytes. */
  meanBytes: number;
  byteLength(number: number): number;
  /** The pieces of a document, to be sent or put together; of each edition other ones of the same length. */
  pieces(number: number, edition?: number): Buffer[];
}

/**
 * Sizes of 214 real documents of several catalogues, bytes: every twentieth part of them in order. Generated documents
 * have the same.
 */
const realSizes = [
  1_414, 5_981, 6_239, 6_920, 15_260, 38_234, 47_273, 56_570, 62_417, 71_743, 80_475, 85_392, 112_344, 125_503, 154_758,
  182_089, 189_275, 200_290, 227_217, 227_618, 432_507,
];

/** Which documents are copied. */
export interface DocumentSettings {
  /** Those in ../shared/corpus where they are at hand, else generated ones of the same sizes. */
  isReal?: boolean;
  /** Larger ones are left out. */
  maxBytes?: number;
  /** Every so many generated ones has more errors than are kept of a record; 0 for none. */
  faultyEvery?: number;
}

/** Copies of documents, as many as are asked for. */
export function benchDocuments({
  isReal = true,
  maxBytes = Number.POSITIVE_INFINITY,
  faultyEvery = 0,
}: DocumentSettings = {}): Documents {
  const real = isReal ? corpus() : [];
  const origin = real.length > 0 ? `${real.length} real documents` : `${realSizes.length} generated documents`;
  const sources = real.length > 0 ? real : generatedDocuments(maxBytes, faultyEvery);
  const templates = sources.filter(({ length }) => length <= maxBytes + 4096).map(templateFrom);
  const templateOf = (number: number) => templates[number % templates.length] as Template;
  const mark = (number: number, edition = 0) => Buffer.from(`-copy${edition}${String(number).padStart(6, '0')}`);
  const byteLength = (number: number) => {
    const { head, tail } = templateOf(number);
    return head.length + mark(number).length + tail.length;
  };
  return {
    origin,
    meanBytes: templates.reduce((sum, _, index) => sum + byteLength(index), 0) / templates.length,
    byteLength,
    pieces(number, edition) {
      const { head, tail } = templateOf(number);
      return [head, mark(number, edition), tail];
    },
  };
}

function corpus(): Buffer[] {
  const folder = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.xml'));
  return names.sort().map((name) => readFileSync(join(folder, name)));
}

/** The copy's number goes to the end of the fileIdentifier; into a comment at the end where there is none. */
function templateFrom(document: Buffer): Template {
  const text = document.toString('latin1'); // one character for each byte
  const identifier = /<(?:\w+:)?fileIdentifier\b[\s\S]*?<\/(?:\w+:)?CharacterString>/.exec(text);
  if (!identifier) return { head: Buffer.concat([document, Buffer.from('\n<!-- ')]), tail: Buffer.from(' -->\n') };
  const at = identifier.index + identifier[0].lastIndexOf('</');
  return { head: document.subarray(0, at), tail: document.subarray(at) };
}

function generatedDocuments(maxBytes: number, faultyEvery: number): Buffer[] {
  return realSizes.map((size, index) => {
    const document = generatedDocument(Math.min(size, maxBytes));
    const isFaulty = faultyEvery > 0 && index % faultyEvery === faultyEvery - 1;
    return isFaulty ? withoutStrings(document) : document;
  });
}

/** An error for each keyword. */
function withoutStrings(document: Buffer): Buffer {
  const keyword = /(<gmd:keyword>)<gco:CharacterString>(.*?)<\/gco:CharacterString>/g;
  return Buffer.from(document.toString().replace(keyword, '$1<gco:Boolean>$2</gco:Boolean>'));
}

/** A valid ISO 19139 document of about so many bytes, filled with keywords as large real ones are. */
function generatedDocument(bytes: number): Buffer {
  const text = (value: string) => `<gco:CharacterString>${value}</gco:CharacterString>`;
  const code = (name: string, value: string) =>
    `<gmd:${name} codeList="http://example.org/codes#${name}" codeListValue="${value}">${value}</gmd:${name}>`;
  const start = `<?xml version="1.0" encoding="UTF-8"?>
<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco">
  <gmd:fileIdentifier>${text('org.example')}</gmd:fileIdentifier>
  <gmd:contact><gmd:CI_ResponsibleParty><gmd:organisationName>${text('Example Ocean Observatory')}</gmd:organisationName>
    <gmd:role>${code('CI_RoleCode', 'pointOfContact')}</gmd:role></gmd:CI_ResponsibleParty></gmd:contact>
  <gmd:dateStamp><gco:Date>2026-02-03</gco:Date></gmd:dateStamp>
  <gmd:identificationInfo><gmd:MD_DataIdentification>
    <gmd:citation><gmd:CI_Citation><gmd:title>${text('Observations of a buoy')}</gmd:title>
      <gmd:date><gmd:CI_Date><gmd:date><gco:Date>2026-01-01</gco:Date></gmd:date>
        <gmd:dateType>${code('CI_DateTypeCode', 'creation')}</gmd:dateType></gmd:CI_Date></gmd:date></gmd:CI_Citation></gmd:citation>
    <gmd:abstract>${text('Waves, wind and water temperature.')}</gmd:abstract>
`;
  const end = `    <gmd:language>${text('eng')}</gmd:language>
  </gmd:MD_DataIdentification></gmd:identificationInfo>
</gmd:MD_Metadata>
`;
  const keywords: string[] = [];
  for (let length = start.length + end.length; length < bytes; ) {
    const words = Array.from(
      { length: 8 },
      (_, n) => `<gmd:keyword>${text(`keyword ${keywords.length}.${n}`)}</gmd:keyword>`,
    );
    const block = `    <gmd:descriptiveKeywords><gmd:MD_Keywords>
      ${words.join('\n      ')}
      <gmd:type>${code('MD_KeywordTypeCode', 'theme')}</gmd:type>
    </gmd:MD_Keywords></gmd:descriptiveKeywords>\n`;
    keywords.push(block);
    length += block.length;
  }
  return Buffer.from(start + keywords.join('') + end);
}
