import type { Advice, Finding } from './advice.ts';
import type { Child } from './content-model.ts';
import { namespaces, prefixOf } from './namespaces.ts';

/** Names out of `Expected is one of ( {uri}a, {uri}b ).`, with usual prefixes. */
export function expectedNames(rest: string): string[] {
  const list = /\( (.*) \)/.exec(rest)?.[1] ?? '';
  return list.split(', ').filter((name) => name !== '' && !name.startsWith('##') && !name.includes('{'));
}

/** `a, b or c`; a long list is cut. */
export function listNames(names: string[]): string {
  const shown = names.slice(0, 8);
  const cut = names.length > shown.length;
  if (cut) return `${shown.join(', ')} and others`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

/** What to do about an element that may not stand where it does. */
export function adviseUnexpected(expected: string[], finding: Finding): Advice {
  return (
    adviseNamespace(expected, finding) ??
    adviseSpelling(expected, finding) ??
    adviseOrder(expected, finding) ??
    advisePlace(expected, finding)
  );
}

/** No element of the standard has a longer name. */
const longestName = 100;

const localName = (name: string) => name.split(':').at(-1) ?? '';

function adviseNamespace(expected: string[], { message, element, model, parent }: Finding): Advice | undefined {
  const uri = /^Element '\{([^}]*)\}/.exec(message)?.[1] ?? '';
  if (uri === 'http://www.opengis.net/gml' || /^http:\/\/www\.opengis\.net\/gml\/3\.[13]/.test(uri)) {
    const advice = `${localName(element)} is in an old or other namespace of GML (${uri}). ISO/TS 19139 documents use GML 3.2: declare xmlns:gml="${namespaces.gml}" on the root element, and make all gml elements follow it.`;
    return { kind: 'OLD_GML_NAMESPACE', advice };
  }
  const all = [...expected, ...(model.childrenOf(parent) ?? []).map(({ name }) => name)];
  const same = all.find((name) => localName(name) === localName(element) && name !== element);
  if (same === undefined || all.includes(element)) return undefined;
  const prefix = same.split(':')[0] ?? '';
  const right = Object.entries(namespaces).find(([known]) => known === prefix)?.[1];
  const found = uri === '' ? 'without a namespace' : `in the namespace ${uri}`;
  const advice = `${parent === '' ? 'Here' : `In ${parent}`} this element is ${same}, in the namespace ${right}; this one is ${found}. Change the prefix of the element, or what the prefix is declared to be.`;
  return { kind: 'WRONG_NAMESPACE', advice };
}

function adviseSpelling(expected: string[], { element, parent, model }: Finding): Advice | undefined {
  if (element.length > longestName || model.parentsOf(element).length > 0) return undefined;
  const known = (model.childrenOf(parent) ?? []).map(({ name }) => name);
  const [closest] = [...new Set([...expected, ...known])]
    .map((name) => ({ name, distance: editDistance(name.toLowerCase(), element.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(localName(name).length / 4)))
    .sort((a, b) => a.distance - b.distance);
  if (closest === undefined || closest.name === element) return undefined;
  const advice = `The standard has no ${element}${parent === '' ? '' : ` in ${parent}`}. Is ${closest.name} meant? Correct the name.`;
  return { kind: 'MISSPELLED_ELEMENT', advice };
}

function adviseOrder(expected: string[], { element, parent, earlier, model }: Finding): Advice | undefined {
  const order = model.childrenOf(parent);
  const place = order?.findIndex(({ name }) => name === element) ?? -1;
  const self = order?.[place];
  if (order === undefined || self === undefined) return undefined;
  if (earlier.includes(element) && !self.repeatable) {
    const several =
      parent.endsWith(':MD_Metadata') || parent.endsWith(':MI_Metadata')
        ? ''
        : ` Where several are needed, give each its own ${parent}, if that may be repeated.`;
    const advice = `${parent} may have ${element} only once: keep the right one, and take out the others.${several}`;
    return { kind: 'REPEATED_ELEMENT', advice };
  }
  const tooEarly = earlier.find((name) => order.findIndex((child) => child.name === name) > place);
  if (tooEarly !== undefined) {
    const advice = `The elements of ${parent} have a fixed order: move ${element} up, before ${tooEarly}. The order around it is ${orderAround(order, place)}.`;
    return { kind: 'WRONG_ORDER', advice };
  }
  const missing = expected.filter((name) => order.find((child) => child.name === name)?.required);
  if (missing.length === 0) return undefined;
  const advice = `${listNames(missing)} is missing before ${element}: ${parent} must have it. Add it there; where it is not known, as <${missing[0]} gco:nilReason="missing"/>.`;
  return { kind: 'MISSING_ELEMENT', advice };
}

function orderAround(order: Child[], place: number): string {
  const from = Math.max(0, place - 2);
  const names = order.slice(from, place + 3).map(({ name }) => name);
  return `${from > 0 ? '…, ' : ''}${names.join(', ')}${from + names.length < order.length ? ', …' : ''}`;
}

function advisePlace(expected: string[], { element, parent, model, message }: Finding): Advice {
  const here = expected.length > 0 ? ` Here may come ${listNames(expected)}.` : '';
  const inside = parent === '' ? 'here' : `in ${parent}`;
  const homes = model.parentsOf(element);
  if (homes.length > 0 && !homes.includes(parent)) {
    const advice = `${element} does not belong ${inside}; it is a part of ${listNames(homes)}. Move it there, or take it out.${here}`;
    return { kind: 'MISPLACED_ELEMENT', advice };
  }
  const uri = /^Element '\{([^}]*)\}/.exec(message)?.[1] ?? '';
  if (prefixOf(uri) === undefined) {
    const found = uri === '' ? 'has no namespace' : `is in the namespace ${uri}`;
    const advice = `${element} ${found}, which ISO/TS 19139 does not use ${inside}. Take it out, or give it the namespace of the element that is meant.${here}`;
    return { kind: 'WRONG_NAMESPACE', advice };
  }
  const again =
    expected.length === 0 ? ` Nothing more may come at this place: it may be one too many, or stand too late.` : '';
  return { kind: 'UNEXPECTED_ELEMENT', advice: `${element} cannot stand at this place ${inside}.${again}${here}` };
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
