import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SchemaFiles } from '../../../functions/metadata/schema-files.ts';
import { schemaFolder } from '../../../functions/metadata/schema-folder.ts';

/** Reference material that may lie beside the project; the tests that compare with it are left out where it does not. */
const shared = fileURLToPath(new URL('../../../../shared/', import.meta.url));

/** The official ISO/TS 19139 and ISO 19115-2 schema (NGDC edition), or undefined where it is not at hand. */
export function officialSchema(): SchemaFiles | undefined {
  const folder = join(shared, 'iso19139');
  return existsSync(folder) ? schemaFolder(folder)() : undefined;
}

/** Real documents of several catalogues by file name, or none where they are not at hand. */
export function corpusDocuments(): Map<string, Uint8Array> {
  const folder = join(shared, 'corpus');
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder).filter((name) => name.endsWith('.xml'));
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name))]));
}
