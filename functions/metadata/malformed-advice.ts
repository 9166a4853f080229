import type { Advice } from './advice.ts';

type Rule = [message: RegExp, kind: string, advice: (groups: string[]) => string];

const MALFORMED = 'MALFORMED_XML';
const oneCause = 'Often this is the only fault, and later messages of the parser follow from it.';
const cutOff =
  'The file seems to be cut off: was it still being written, or did the transfer stop early? Publish it anew.';
const saveAsUtf8 =
  'Save the file as UTF-8, with encoding="UTF-8" in its first line, or make the encoding in the first line the one the file really has.';

/** The parser's messages for what providers really publish, with the fix to make; first match wins. */
const rules: Rule[] = [
  [
    /^Opening and ending tag mismatch: (\S+)(?: line (\d+))? and (\S+)/,
    MALFORMED,
    ([open, line, close]) =>
      `<${open}>${line ? `, opened in line ${line},` : ''} is ended by </${close}>. Tags must be closed in the reverse order of their opening: add the missing </${open}>, or take out the tag that is one too many. ${oneCause}`,
  ],
  [
    /^Premature end of data in tag (\S+)(?: line (\d+))?/,
    MALFORMED,
    ([tag, line]) => `The document ends before <${tag}>${line ? `, opened in line ${line},` : ''} is closed. ${cutOff}`,
  ],
  [/^EndTag: '<\/' not found|^CData section not finished|^Comment not terminated/, MALFORMED, () => cutOff],
  [
    /^Couldn't find end of Start Tag (\S+)/,
    MALFORMED,
    ([tag]) =>
      `The tag <${tag}> has no proper end. Look for a missing ">" or a quotation mark that is missing or one too many.`,
  ],
  [
    /^xmlParseEntityRef: no name|^EntityRef: expecting ';'|^xmlParseCharRef/,
    MALFORMED,
    () => 'Write &amp; for every & that is meant as a character, also in URLs (…?a=1&amp;b=2).',
  ],
  [
    /^Entity '(\S+)' not defined/,
    MALFORMED,
    ([name]) =>
      `XML itself knows only &amp; &lt; &gt; &quot; and &apos;. Write the character itself in place of &${name}; (the file being UTF-8), or its number, as in &#160; for a no-break space; if the & was meant as a character, write &amp;${name};.`,
  ],
  [
    /^Namespace prefix (\S+)(?: for \S+)? on (\S+) is not defined/,
    MALFORMED,
    ([prefix, element]) =>
      `Declare the prefix on the root element, ${declarationOf(prefix)}, or take it off ${element}.`,
  ],
  [/^Attribute (\S+) redefined/, MALFORMED, ([name]) => `The element has ${name} twice: keep one of them.`],
  [
    /^AttValue: |^attributes construct error|^Specification mandates value for attribute/,
    MALFORMED,
    () =>
      'Every attribute needs an equals sign and a value in quotation marks: name="value". Inside of the value write &quot; for a quotation mark.',
  ],
  [
    /^Unescaped '<' not allowed in attributes values|^StartTag: invalid element name/,
    MALFORMED,
    () => 'Write &lt; for every < that is meant as a character.',
  ],
  [
    /^Invalid bytes in character encoding|not proper UTF-8|^Input is not proper|^Document labelled|^Malformed|encoder error|conversion failed/i,
    'BAD_ENCODING',
    () => `Here are bytes that the declared encoding (UTF-8, where none is declared) does not have. ${saveAsUtf8}`,
  ],
  [/^Unsupported encoding:? ?(\S*)/i, 'BAD_ENCODING', ([name]) => `The encoding ${name} is not known. ${saveAsUtf8}`],
  [
    /Char(?: value)? (?:0x)?([0-9A-F]+)(?: out of allowed range)?/,
    MALFORMED,
    () =>
      'Take out this control character: XML allows no others than tab and line ends. It often comes with text copied from a word processor or a database.',
  ],
  [
    /^XML (?:or text )?declaration (?:not at start|allowed only at the start)/,
    MALFORMED,
    () => 'Nothing, not even a space or an empty line, may come before <?xml …?>.',
  ],
  [
    /^Blank needed here|^parsing XML declaration|^String not started|^Malformed declaration/,
    MALFORMED,
    () =>
      'Mend the first line; it should be <?xml version="1.0" encoding="UTF-8"?>, and the file should be in that encoding.',
  ],
  [
    /^Comment must not contain '--'|^Double hyphen within comment/,
    MALFORMED,
    () => 'A comment must not hold two hyphens in a row: take one out.',
  ],
  [/^Sequence '\]\]>' not allowed/, MALFORMED, () => 'Write ]]&gt; for ]]> in text.'],
  [
    /^Extra content at the end of the document/,
    MALFORMED,
    () =>
      'The document goes on after its root element is closed. Publish one record to a file, and take out what follows.',
  ],
  [
    /^Start tag expected|^Document is empty/,
    MALFORMED,
    () => 'There is no root element: the file holds no XML document.',
  ],
  [
    /^Excessive depth/,
    'DOCUMENT_TOO_COMPLEX',
    () =>
      'Elements are nested more than 256 deep; an ISO 19115 record needs about 20. Look for a program that opens tags without closing them.',
  ],
  [
    /^Resource limit exceeded|^Maximum entity amplification|too (?:long|large|big)/i,
    'DOCUMENT_TOO_COMPLEX',
    () =>
      'A single text, tag or entity is larger than is read (10 million bytes; entities fivefold). Move such data out of the record.',
  ],
  [
    /^The entity (\S+) is kept in another file/,
    'EXTERNAL_ENTITY',
    ([name]) =>
      `Files and addresses named in a document are never opened. Write the text itself in place of &${name}; and take out the <!ENTITY …> line.`,
  ],
];

const usualDeclarations: Record<string, string> = {
  gml: 'xmlns:gml="http://www.opengis.net/gml/3.2"',
  xlink: 'xmlns:xlink="http://www.w3.org/1999/xlink"',
  xsi: 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
};
const isoPrefixes = ['gmd', 'gmi', 'gco', 'gmx', 'srv', 'gts', 'gss', 'gsr'];

function declarationOf(prefix = ''): string {
  if (isoPrefixes.includes(prefix)) return `with xmlns:${prefix}="http://www.isotc211.org/2005/${prefix}"`;
  const usual = usualDeclarations[prefix];
  return usual ? `with ${usual}` : `with xmlns:${prefix}="…" and the namespace it stands for`;
}

/** Plain words for a message of the parser. */
export function adviseMalformed(message: string): Advice {
  for (const [pattern, kind, advice] of rules) {
    const match = pattern.exec(message);
    if (match) return { kind, advice: advice(match.slice(1)) };
  }
  const advice = `The document breaks the rules of XML at this place: open it in an XML editor or a browser, and mend the tag or text there. ${oneCause}`;
  return { kind: MALFORMED, advice };
}
