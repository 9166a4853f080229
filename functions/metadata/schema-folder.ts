import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegistryError } from '../domain/errors.ts';
import type { SchemaFiles, SchemaSource } from './schema-files.ts';

/** Any absolute URL would do: nothing is ever opened under it. */
const base = 'schema:///';

/**
 * A schema read from a folder, e.g. the official ISO/TS 19139 files; the entry is `schema.xsd`.
 * The one place of the metadata code that looks at the file system, so that bundles can leave it out.
 * @throws `CONFIG_INVALID`, when it is called, for a folder that cannot be read or has no `schema.xsd`
 */
export function schemaFolder(folder: string): SchemaSource {
  return () => readFolder(folder);
}

function readFolder(folder: string): SchemaFiles {
  const files = new Map<string, Uint8Array>();
  try {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.xsd')) files.set(base + name.replaceAll('\\', '/'), readFileSync(join(folder, name)));
    }
  } catch (cause) {
    throw new RegistryError('CONFIG_INVALID', `The schema folder ${folder} cannot be read`, { cause });
  }
  const root = `${base}schema.xsd`;
  if (!files.has(root)) throw new RegistryError('CONFIG_INVALID', `There is no schema.xsd in ${folder}`);
  return { root, files };
}
