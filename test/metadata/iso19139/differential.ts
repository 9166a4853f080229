import type { XsdValidator } from 'libxml2-wasm';
import { NAMESPACES } from '../../../functions/metadata/iso19139/namespaces.ts';
import { isoSchemaFiles } from '../../../functions/metadata/iso19139/schema.ts';
import type { SchemaFiles } from '../../../functions/metadata/schema-files.ts';
import { compileSchema, parseXml, type SchemaError, validateDocument } from '../../../functions/metadata/xml-engine.ts';
import { createInstanceWriter, documentWith, roots } from './instances.ts';
import { createRandom, type Materials, mutate, mutations, omittedElements, pick } from './mutations.ts';
import { corpusDocuments } from './official-schema.ts';
import { readSchemaModel, type SchemaNode } from './schema-model.ts';

/** What became of the mutants of one kind. */
export interface Tally {
  readonly kind: string;
  judged: number;
  /** Valid by the official schema. */
  valid: number;
  sameVerdict: number;
  sameFirstPlace: number;
  sameMessages: number;
}

/** A mutant on which the schemas differ. */
export interface Difference {
  readonly kind: string;
  readonly source: string;
  readonly official: string;
  readonly ours: string;
}

/** In place of a message, where a schema finds nothing more. */
export const noError = '(no error)';

interface Source {
  readonly name: string;
  readonly text: string;
}

/** Every so many mutants one is made of a fixture instead of a real document, so that rare classes get their turn. */
const fixtureShare = 0.4;

/** The part of grafts that the dictionary leaves out. */
const omittedShare = 0.05;

/** Documents up to this size: mutants of larger ones say no more and take longer. */
const maxSourceLength = 120_000;

/** Judges `each` mutants of each kind, the same for the same seed, with both schemas on the same engine. */
export function compareMutants(officialFiles: SchemaFiles, { seed, each }: { seed: number; each: number }) {
  const files = isoSchemaFiles();
  using official = compileSchema(officialFiles);
  using ours = compileSchema(files);
  const model = readSchemaModel(files);
  const instances = createInstanceWriter(model);
  const elements = [...(model.substitutes.keys() ?? [])].filter((name) => !isAbstract(model.elements.get(name)));
  const random = createRandom(seed);
  const materials: Materials = {
    random,
    names: [...elements, ...localNames(model.types.values()), ...omittedElements],
    graft: () => {
      if (random() < omittedShare) return omitted(pick(omittedElements, random) ?? '');
      return instances.write(pick(elements, random) ?? '', random() < 0.7 ? 'minimal' : 'full');
    },
  };
  const corpus = readCorpus();
  const tallies: Tally[] = [];
  const differences: Difference[] = [];
  for (const kind of Object.keys(mutations)) {
    const tally = { kind, judged: 0, valid: 0, sameVerdict: 0, sameFirstPlace: 0, sameMessages: 0 };
    tallies.push(tally);
    while (tally.judged < each) {
      const source = random() < fixtureShare ? fixture() : (pick(corpus, random) ?? fixture());
      const mutant = mutate(source.text, kind, materials);
      const difference = mutant === undefined ? undefined : judge(mutant, { official, ours }, tally);
      if (difference) differences.push({ kind, source: source.name, ...difference });
    }
  }
  return { tallies, differences };

  function fixture(): Source {
    const name = pick(elements, random) ?? '';
    const root = pick(roots, random) ?? roots[0];
    return {
      name: `fixture ${name}`,
      text: documentWith(root, instances.write(name, random() < 0.5 ? 'minimal' : 'full')),
    };
  }
}

function judge(mutant: string, schemas: { official: XsdValidator; ours: XsdValidator }, tally: Tally) {
  const parsed = parseXml(Buffer.from(mutant));
  if ('errors' in parsed) return undefined;
  using document = parsed.document;
  const official = validateDocument(schemas.official, document, 100);
  const ours = validateDocument(schemas.ours, document, 100);
  tally.judged += 1;
  if (official.count === 0) tally.valid += 1;
  if ((official.count === 0) === (ours.count === 0)) tally.sameVerdict += 1;
  if (place(official.errors[0]) === place(ours.errors[0])) tally.sameFirstPlace += 1;
  const [told, toldByUs] = [official, ours].map(({ errors }) => errors.map(({ message }) => message).join('\n'));
  if (told === toldByUs) {
    tally.sameMessages += 1;
    return undefined;
  }
  return firstDifference(told ?? '', toldByUs ?? '');
}

function firstDifference(official: string, ours: string): { official: string; ours: string } {
  const [theirs, own] = [official.split('\n'), ours.split('\n')];
  const at = theirs.findIndex((line, index) => line !== own[index]);
  const index = at < 0 ? theirs.length : at;
  return { official: theirs[index] || noError, ours: own[index] || noError };
}

function place(error: SchemaError | undefined): string {
  return error === undefined ? '' : `${error.line} ${error.node}`;
}

function readCorpus(): Source[] {
  return [...corpusDocuments()]
    .map(([name, bytes]) => ({ name, text: Buffer.from(bytes).toString() }))
    .filter(({ text }) => text.length <= maxSourceLength && !text.includes('<!DOCTYPE'))
    .filter(({ text }) => {
      const parsed = parseXml(Buffer.from(text));
      if ('errors' in parsed) return false;
      parsed.document.dispose();
      return true;
    });
}

function isAbstract(node: SchemaNode | undefined): boolean {
  return node?.attributes.abstract === 'true';
}

function localNames(nodes: Iterable<SchemaNode>): string[] {
  const names: string[] = [];
  for (const node of nodes) {
    const { name } = node.attributes;
    if (node.tag === 'element' && name !== undefined) names.push(`${node.home}:${name}`);
    names.push(...localNames(node.children));
  }
  return names;
}

function omitted(name: string): string {
  return `<${name} xmlns:gml="${NAMESPACES.gml}" xmlns:gmx="${NAMESPACES.gmx}"><gml:name>x</gml:name></${name}>`;
}
