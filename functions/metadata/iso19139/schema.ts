import { writeGml } from './gml-rules.ts';
import { writeIso } from './iso-rules.ts';
import { NAMESPACES, PREFIXES, type Prefix } from './namespaces.ts';
import { writeXlink } from './xlink.ts';

/** The schema that imports all others, gmd before gmx and srv: in this order the engine tells what was expected. */
const ROOT: Prefix = 'gmi';

/** The XML Schema of ISO 19115 metadata in memory: the URL of the entry schema, and the text of each schema by URL. */
export interface SchemaFiles {
  readonly root: string;
  readonly files: Map<string, string>;
}

/**
 * Writes the XML Schema of ISO 19115, 19115-2 and 19119 metadata from the data dictionary, one schema per namespace.
 * The text is the same on every call; compile it once per process.
 */
export function isoSchemaFiles(): SchemaFiles {
  const declarations = writeIso();
  declarations.set('gml', writeGml());
  declarations.set('xlink', writeXlink());
  const files = new Map<string, string>();
  for (const [prefix, text] of declarations) files.set(urlOf(prefix), writeSchema(prefix, text));
  const root = urlOf(ROOT);
  return { root, files };
}

/** A scheme of its own, so that no resolver takes it for a file or an address. */
function urlOf(prefix: Prefix): string {
  return `iso19139://schema/${prefix}.xsd`;
}

function writeSchema(prefix: Prefix, declarations: string): string {
  const namespaces = PREFIXES.map((known) => ` xmlns:${known}="${NAMESPACES[known]}"`).join('');
  return `<schema xmlns="http://www.w3.org/2001/XMLSchema"${namespaces} targetNamespace="${NAMESPACES[prefix]}" elementFormDefault="qualified">
${writeImports(prefix)}
${declarations}
</schema>
`;
}

/** The entry schema tells where the others are; those only say that they refer to one another. */
function writeImports(prefix: Prefix): string {
  const locate = (known: Prefix) => (prefix === ROOT ? ` schemaLocation="${urlOf(known)}"` : '');
  return PREFIXES.filter((known) => known !== prefix)
    .map((known) => `<import namespace="${NAMESPACES[known]}"${locate(known)}/>`)
    .join('');
}
