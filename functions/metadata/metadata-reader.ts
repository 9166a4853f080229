import { readVariable } from '../config.ts';
import type { MetadataReader } from '../domain/ports.ts';
import { isoSchemaFiles } from './iso19139/schema.ts';
import { schemaFolder } from './schema-folder.ts';
import { createValidator } from './validator.ts';

let made: { folder: string; reader: MetadataReader } | undefined;

/** The process's reader of documents: with the official files where `ISO_SCHEMA_DIR` names their folder, else with the schema written from our dictionary. */
export function metadataReader(): MetadataReader {
  const folder = readVariable('ISO_SCHEMA_DIR');
  if (made?.folder !== folder) {
    const edition = folder ? `official ${folder}` : 'iso19139 1';
    made = { folder, reader: { ...createValidator(folder ? schemaFolder(folder) : isoSchemaFiles), edition } };
  }
  return made.reader;
}
