import type { XmlDocument } from 'libxml2-wasm';
import { numberElements } from './element-numbers.ts';
import { findStartTags, markupText } from './markup-text.ts';

/** The engine keeps lines in sixteen bits; what it says from here on is that of a node nearby. */
const lastCertainLine = 65_534;

/** A finding whose line can be looked up; `node` is the address of its element. */
interface Located {
  node: number;
  line: number;
}

/**
 * Corrects lines beyond 65,534, by finding the elements' start tags in the document's own text. The line of an element
 * is, as everywhere in the engine, that of the end of its start tag.
 */
export function correctLines(
  found: Located[],
  root: number,
  source: { document: XmlDocument; bytes: Uint8Array },
): void {
  const uncertain = found.filter(({ line }) => line > lastCertainLine);
  if (uncertain.length === 0 || source.document.dtd !== null) return;
  const text = markupText(source.bytes)?.text;
  if (text === undefined) return;
  const numbers = numberElements(root, new Set(uncertain.map(({ node }) => node)));
  const lines = linesOf(text, findStartTags(text, numbers.values()));
  for (const finding of uncertain) finding.line = lines.get(numbers.get(finding.node) ?? 0) ?? finding.line;
}

function linesOf(text: string, tags: Map<number, { end: number }>): Map<number, number> {
  const lines = new Map<number, number>();
  let line = 1;
  let at = 0;
  for (const [number, { end }] of [...tags].sort(([, a], [, b]) => a.end - b.end)) {
    for (let feed = text.indexOf('\n', at); feed !== -1 && feed < end; feed = text.indexOf('\n', at)) {
      line += 1;
      at = feed + 1;
    }
    lines.set(number, line);
  }
  return lines;
}
