/** An XML Schema as the engine compiles it: all of its files, in memory, by URL. */
export interface SchemaFiles {
  /** URL of the entry schema. The others are found by resolving `schemaLocation` against the including file's URL. */
  root: string;
  files: Map<string, string | Uint8Array>;
}

/** Where a schema comes from. Called once per process, when the first document is validated. */
export type SchemaSource = () => SchemaFiles;
