import type { ContentModel } from './content-model.ts';
import { prefixOf } from './namespaces.ts';
import { adviseUnexpected, expectedNames, listNames } from './unexpected-advice.ts';
import { adviseValue, duplicateId } from './value-advice.ts';

/** A stable kind of finding, and plain words with the fix to make. */
export interface Advice {
  kind: string;
  advice: string;
}

/** A message of the schema validator and where it was found. Names have their usual prefixes. */
export interface Finding {
  message: string;
  element: string;
  /** Name of the element around; empty for the root. */
  parent: string;
  /** Names of the elements before it within its parent, the nearest last. */
  earlier: string[];
  model: ContentModel;
}

type Rule = [message: RegExp, advise: (groups: string[], finding: Finding) => Advice];

/** The validator's messages (libxml2, xmlschemas.c) after names were shortened; first match wins. */
const rules: Rule[] = [
  [/: This element is not expected\.(.*)$/, ([rest = ''], finding) => adviseUnexpected(expectedNames(rest), finding)],
  [/: Missing child element\(s\)\.(.*)$/, ([rest = ''], finding) => adviseMissing(expectedNames(rest), finding)],
  [
    /attribute '([^']+)': The attribute '[^']*' is not allowed/,
    ([name = ''], { element }) => ({ kind: 'ATTRIBUTE_NOT_ALLOWED', advice: adviseForeignAttribute(name, element) }),
  ],
  [
    /: The attribute '([^']+)' is required but missing/,
    ([name = ''], { element }) => ({ kind: 'MISSING_ATTRIBUTE', advice: adviseMissingAttribute(name, element) }),
  ],
  [
    /content other than whitespace is not allowed because the content type is 'element-only'/,
    (_, { element, model }) => {
      const inside = model.childrenOf(element)?.[0]?.name;
      const advice = inside
        ? `${element} holds elements, not text: put the text into the element it belongs to, such as ${inside}.`
        : `${element} cannot hold text directly: put it into the element of its data type, such as <gco:CharacterString>…</gco:CharacterString> for a text.`;
      return { kind: 'STRAY_TEXT', advice };
    },
  ],
  [
    /Element content is not allowed/,
    (_, { element }) => ({
      kind: 'ELEMENT_IN_TEXT',
      advice: `${element} holds a plain value: take the elements inside of it out.`,
    }),
  ],
  [
    /Character content is not allowed|content type is empty/,
    (_, { element }) => ({ kind: 'STRAY_TEXT', advice: `${element} must be empty: take out the text in it.` }),
  ],
  [
    /The (?:element declaration|type definition) is abstract/,
    (_, { element }) => ({
      kind: 'ABSTRACT_ELEMENT',
      advice: `${element} stands for several elements and is never written itself: use one of these, as gmd:MD_DataIdentification or srv:SV_ServiceIdentification for an identification.`,
    }),
  ],
  [
    /No matching global (?:element )?declaration/,
    (_, { element }) => ({
      kind: 'UNKNOWN_ELEMENT',
      advice: `The standard has no element ${element}. Check its spelling and its namespace, or take it out.`,
    }),
  ],
  [
    /not 'nillable'/,
    (_, { element }) => ({
      kind: 'NIL_NOT_ALLOWED',
      advice: `${element} cannot have xsi:nil. To say that there is no value, empty the property around it and give it gco:nilReason="missing".`,
    }),
  ],
  [
    /xsi:type|'\{[^}]*\}type'/,
    (_, { element }) => ({
      kind: 'BAD_TYPE',
      advice: `The xsi:type of ${element} names a type that the standard does not have here. Take it off, or declare the prefix used in it.`,
    }),
  ],
  [/Duplicate key-sequence|No match found for key-sequence/, (_, finding) => duplicateId('', finding)],
];

/** What a data manager should know and do about a message of the schema validator. */
export function advise(finding: Finding): Advice {
  const message = shortenNames(finding.message);
  for (const [pattern, advice] of rules) {
    const match = pattern.exec(message);
    if (match) return advice(match.slice(1), finding);
  }
  return (
    adviseValue(message, finding) ?? {
      kind: 'INVALID',
      advice: `${finding.element} does not follow ISO/TS 19139 here; the message of the validator tells how.`,
    }
  );
}

/** `{http://www.isotc211.org/2005/gmd}title` becomes `gmd:title`; other namespaces stay as they are. */
function shortenNames(message: string): string {
  return message.replace(/\{([^{}\s]+)\}(?=[\w.-])/g, (whole, uri: string) => {
    const prefix = prefixOf(uri);
    return prefix === undefined ? whole : `${prefix}:`;
  });
}

function adviseMissing(expected: string[], { element, model }: Finding): Advice {
  const children = model.childrenOf(element) ?? [];
  const required = expected.filter((name) => children.find((child) => child.name === name)?.required);
  const names = required.length > 0 ? required : expected;
  const what = names.length === 1 ? names[0] : `one of ${listNames(names)}`;
  const optional = expected.filter((name) => !names.includes(name));
  const before = optional.length > 0 ? ` (after ${listNames(optional)}, where there is one)` : '';
  const advice =
    names.length === 0
      ? `${element} is not complete: an element that it must have is missing at its end.`
      : `${element} is not complete: add ${what} at its end${before}. If it is not known, ${nilHint(names[0] ?? '')}`;
  return { kind: 'MISSING_ELEMENT', advice };
}

/** Properties (lower case) can be empty with a reason; classes cannot. */
function nilHint(name: string): string {
  const local = name.split(':').at(-1) ?? '';
  return /^[a-z]/.test(local)
    ? `say so: <${name} gco:nilReason="missing"/>.`
    : `empty the property around it and say why: gco:nilReason="missing".`;
}

function adviseForeignAttribute(name: string, element: string): string {
  const known: Record<string, string> = {
    nilReason: /:[a-z]/.test(element)
      ? 'Write gco:nilReason, with its prefix.'
      : `Write gco:nilReason, with its prefix, and move it to the property around ${element}, which is then left empty.`,
    'gco:nilReason': `gco:nilReason belongs to the property around ${element}, which is then left empty.`,
    href: 'Write xlink:href, with its prefix.',
    id: /:[a-z]/.test(element)
      ? `${element} is a property and has no id: move the id to the element inside of it.`
      : `${element} has no id without a prefix: objects of the gml namespace have gml:id. Use that, or take it off.`,
    'gml:id': `Only objects of the gml namespace have gml:id; ${element} may have id, where it is a class (a name with capitals).`,
    codeSpace: 'Take it off; only code list values and gml names have a codeSpace.',
  };
  return known[name] ?? `${element} cannot have the attribute ${name}: take it off, or check its spelling and prefix.`;
}

function adviseMissingAttribute(name: string, element: string): string {
  const known: Record<string, string> = {
    codeList: `Add codeList with the address of the code list, for example codeList="http://www.isotc211.org/2005/resources/Codelist/gmxCodelists.xml#${element.split(':').at(-1)}".`,
    codeListValue:
      'Add codeListValue with the value out of the code list; the text inside of the element is only for people.',
    'gml:id': `Give ${element} a gml:id that no other element of the document has; it begins with a letter or an underscore.`,
    id: `Give ${element} an id that no other element of the document has; it begins with a letter or an underscore.`,
    uom: 'Add uom with the unit of the number, for example uom="m".',
  };
  return known[name] ?? `Add the attribute ${name} to ${element}.`;
}
