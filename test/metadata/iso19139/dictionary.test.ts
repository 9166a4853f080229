import { afterAll, describe, expect, it } from 'vitest';
import { isoSchemaFiles } from '../../../functions/metadata/iso19139/schema.ts';
import { compileSchema, parseXml, type SchemaError, validateDocument } from '../../../functions/metadata/xml-engine.ts';
import { createInstanceWriter, documentWith, roots } from './instances.ts';
import { corpusDocuments, officialSchema } from './official-schema.ts';
import { readSchemaModel } from './schema-model.ts';

const files = isoSchemaFiles();
const model = readSchemaModel(files);
const instances = createInstanceWriter(model);
const elements = [...model.elements]
  .filter(([, { attributes }]) => attributes.abstract !== 'true')
  .map(([name]) => name);
const ours = compileSchema(files);
const officialFiles = officialSchema();
const official = officialFiles === undefined ? undefined : compileSchema(officialFiles);

afterAll(() => {
  ours.dispose();
  official?.dispose();
});

/** What both schemas find in a document; they must find the same. */
function findings(text: string): string[] {
  const parsed = parseXml(Buffer.from(text));
  if ('errors' in parsed) throw new Error(`not well-formed: ${parsed.errors[0]?.message}\n${text}`);
  using document = parsed.document;
  const tell = ({ errors }: { errors: SchemaError[] }) => errors.map(({ line, message }) => `${line}: ${message}`);
  const found = tell(validateDocument(ours, document, 500));
  if (official !== undefined) {
    const theirs = tell(validateDocument(official, document, 500));
    expect(found.map(withoutOmitted(theirs)), text).toEqual(theirs.map(withoutOmitted(theirs)));
  }
  return found;
}

/** Where the official message names multilingual reference systems as expected, which the dictionary leaves out, without that. */
function withoutOmitted(theirs: readonly string[]) {
  return (message: string, index: number) =>
    theirs[index]?.includes('/gmx}ML_') && !theirs[index].includes('ML_BaseUnit')
      ? message.replace(/ Expected is .*/, '')
      : message;
}

/** A child that no class has, and that is wrong where anything may stand. */
const wrongChild = '<gco:Boolean>perhaps</gco:Boolean>';

describe('the dictionary', () => {
  it('knows the classes of every package', () => {
    const counts: Record<string, number> = {};
    for (const name of elements) counts[name.split(':')[0] ?? ''] = (counts[name.split(':')[0] ?? ''] ?? 0) + 1;
    expect(counts).toEqual({ gmd: 119, gmi: 38, gmx: 22, srv: 19, gco: 22, gts: 1, gml: 248 });
  });

  if (official === undefined) {
    console.log('There is no folder ../shared: the schema of the dictionary is not compared with the official one.');
  }

  describe.each(roots)('under %s', (root) => {
    it.each(['minimal', 'full'] as const)('accepts each class with %s content', (fullness) => {
      for (const name of elements) {
        const text = documentWith(root, instances.write(name, fullness));
        expect(findings(text), `${name}\n${text}`).toEqual([]);
      }
    });

    it('refuses each class with a child that it has not', () => {
      for (const name of elements) {
        const text = documentWith(root, withLastChild(instances.write(name, 'minimal'), wrongChild));
        const [first = 'nothing found'] = findings(text);
        expect(first, text).toMatch(new RegExp(`\\}(Boolean|${name.split(':')[1]})'`));
      }
    });

    it('refuses each class without one of its children that must be there', () => {
      let refused = 0;
      for (const name of elements) {
        const whole = instances.write(name, 'minimal');
        const empty = whole.replace(/^(<[^>]*>).*(<\/[^>]*>)$/s, '$1$2');
        if (!/^<[^>]*><(?!\/)/.test(whole)) continue;
        const [first = 'nothing found'] = findings(documentWith(root, empty));
        expect(first, empty).toContain(`}${name.split(':')[1]}': Missing child element(s).`);
        refused += 1;
      }
      expect(refused).toBeGreaterThan(200);
    });
  });
});

describe.runIf(official !== undefined)('the corpus', () => {
  it('gets the very errors that the official schema finds', () => {
    let judged = 0;
    for (const bytes of corpusDocuments().values()) {
      if ('errors' in parseXml(bytes)) continue;
      findings(Buffer.from(bytes).toString());
      judged += 1;
    }
    expect(judged).toBe(213);
  });
});

function withLastChild(element: string, child: string): string {
  return element.replace(/(<\/[^>]*>)$/, `${child}$1`);
}
