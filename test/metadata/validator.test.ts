import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { schemaFolder } from '../../functions/metadata/schema-folder.ts';
import { createValidator } from '../../functions/metadata/validator.ts';

const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));

interface ExpectedVerdict {
  verdict: 'valid' | 'invalid' | 'malformed';
  errors: { line: number; element?: string }[];
}

describe('createValidator', () => {
  if (!existsSync(shared)) {
    console.log('There is no ../shared folder: the comparison with the official verdicts is left out.');
    return;
  }
  it('agrees with the official verdicts on every document of the corpus', () => {
    const validator = createValidator(schemaFolder(`${shared}iso19139`));
    const expected: Record<string, ExpectedVerdict> = JSON.parse(readFileSync(`${shared}corpus/verdicts.json`, 'utf8'));
    expect(Object.keys(expected)).toHaveLength(214);
    for (const [file, { verdict, errors }] of Object.entries(expected)) {
      const actual = validator.validate(readFileSync(`${shared}corpus/${file}`));
      // Engines differ in how many consequences of a broken tag they name; the first is the cause.
      const length = verdict === 'malformed' ? 1 : errors.length;
      const places = actual.errors.map(({ line_number, element }) => [line_number, element.split(':').at(-1)]);
      expect(actual.valid, file).toBe(verdict === 'valid');
      expect(verdict === 'malformed' ? places.slice(0, 1) : places, file).toEqual(
        errors.slice(0, length).map(({ line, element }) => [line, element ?? '']),
      );
      if (verdict !== 'malformed') expect(actual.error_count, file).toBe(errors.length);
    }
  });
});
