import type { ValidationError } from './record.ts';

/** What equal errors have in common. */
export interface ErrorFamily {
  /** Stable kind of the errors, e.g. `BAD_DATE`. */
  kind: string;
  /** Prefixed name of the element; empty where there is none. */
  element: string;
  /** Prefixed name of the element it stands in. */
  parent: string;
  /** The engine's message, with `…` for what differs from document to document. */
  error: string;
  /** The plain words of one of them. */
  advice?: string;
}

/** A family with the attempt that saw it first. */
export interface KnownFamily extends ErrorFamily {
  since_attempt_id: string;
  since: string;
}

/** How often a record's document shows a family: family id and number. */
export type FamilyCount = [id: string, occurrences: number];

/** The families of a document's errors. `id` makes a short stable name of a family's key. */
export function familiesOf(
  errors: ValidationError[],
  id: (key: string) => string,
): { counts: FamilyCount[]; families: Record<string, ErrorFamily> } {
  const counts = new Map<string, number>();
  const families: Record<string, ErrorFamily> = {};
  for (const error of errors) {
    const family = familyOf(error);
    const familyId = id(keyOf(family, error.error));
    counts.set(familyId, (counts.get(familyId) ?? 0) + 1);
    families[familyId] ??= family;
  }
  return { counts: [...counts], families };
}

function familyOf({ kind, element, xpath, error, advice }: ValidationError): ErrorFamily {
  const parent =
    xpath
      .split('/')
      .at(-2)
      ?.replace(/\[\d+\]$/, '') ?? '';
  return { kind: kind ?? 'OTHER', element, parent, error: withoutValues(error), ...(advice ? { advice } : {}) };
}

/**
 * Kind, element, parent and attribute say what a schema error is about, and its message only how it showed. An error
 * without an element (the document is not well-formed) has nothing but its message.
 */
function keyOf({ kind, element, parent }: ErrorFamily, message: string): string {
  const attribute = /attribute '([^']*)'/.exec(message)?.[1] ?? '';
  const rest = element === '' ? withoutNames(withoutValues(message)) : attribute;
  return [kind, element, parent, rest].join('\n');
}

/** A message with `…` for what a document holds; the standard's own names (`'{namespace}name'`, `'xs:date'`) stay. */
function withoutValues(message: string): string {
  return message
    .replace(/(: |The value )'.*?'( is not a)/gs, "$1'…'$2")
    .replace(/'([^']*)'/g, (quoted, text: string) => (text === '…' || isName(text) ? quoted : "'…'"))
    .replace(/\b(line|column) \d+/g, '$1 …');
}

function isName(text: string): boolean {
  return /^(\{[^}]*\}|xs:)?[A-Za-z_][\w.-]*$/.test(text);
}

/** What a parser says of tags, without their names: whichever tag it is, the cause is one. */
function withoutNames(message: string): string {
  return message.replace(/(:| in tag| tag) .*$/, '$1 …');
}

/** The family of documents that could not be fetched for the same reason. */
export function unreachableFamily(code: string): { key: string; family: ErrorFamily } {
  return {
    key: `UNREACHABLE\n${code}`,
    family: {
      kind: 'UNREACHABLE',
      element: '',
      parent: '',
      error: code,
      advice:
        unreachableAdvice[code] ??
        'The document could not be fetched. Open its address in a browser, and see that your server answers.',
    },
  };
}

const unreachableAdvice: Record<string, string> = {
  SOURCE_HTTP_STATUS:
    'Your server lists the document but answers its address with an error. See that the file is there and may be read.',
  SOURCE_TIMEOUT:
    'Your server did not send the document in time. Is it overloaded, or is the document made on request?',
  SOURCE_TOO_LARGE: 'The document is larger than any metadata record should be. Is it a data file?',
  SOURCE_BROKEN_RESPONSE: 'The connection broke before the document was complete. Look into the log of your server.',
  SOURCE_UNREACHABLE: 'Your server took no connection. Is it up, and open to the internet?',
  SOURCE_ROBOTS_DISALLOWED: 'The robots.txt of your server forbids this address. Allow IOOS-Harvest-Registry there.',
};
