import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../command.ts';

/** The old registry's collections that are taken over, in the order in which they are. */
export const collections = ['Organizations', 'users', 'Harvests', 'Records'] as const;
export type Collection = (typeof collections)[number];

/** A file that `mongoexport` wrote. */
export interface ExportFile {
  /** In the folder. */
  name: string;
  path: string;
  byteLength: number;
}

/** What a folder has. */
export interface Exports {
  files: Partial<Record<Collection, ExportFile>>;
  /** Files that are none of the four. */
  ignored: string[];
}

/**
 * Finds the exports in a folder by their names, as people give them: `Harvests.json`, `harvests.jsonl`,
 * `registry.Harvests.json`, `Harvests-2026-11-23.json`.
 * @throws UsageError when there is none, or there are two of one collection
 */
export async function findExports(folder: string): Promise<Exports> {
  const names = await namesIn(folder);
  const files: Exports['files'] = {};
  const ignored: string[] = [];
  for (const name of names) {
    const collection = collectionOf(name);
    const other = collection && files[collection];
    if (other) throw new UsageError(`${folder} has two files of ${collection}: ${other.name} and ${name}.`);
    const path = join(folder, name);
    const { size } = await stat(path);
    if (collection) files[collection] = { name, path, byteLength: size };
    else ignored.push(name);
  }
  if (Object.keys(files).length > 0) return { files, ignored };
  const hint = names.some((name) => /\.bson(\.gz)?$/.test(name))
    ? ' It has files of mongodump; mongoexport is what is needed.'
    : '';
  throw new UsageError(`${folder} has none of ${collections.map((name) => `${name}.json`).join(', ')}.${hint}`);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [] : [entry.name])).sort();
  } catch {
    throw new UsageError(`There is no folder ${folder} that can be read.`);
  }
}

function collectionOf(name: string): Collection | undefined {
  if (!/\.(json|jsonl|ndjson)$/i.test(name)) return undefined;
  const words = name.toLowerCase().split(/[^a-z]+/);
  return collections.find((collection) => words.includes(collection.toLowerCase()));
}
