import { describe, expect, it } from 'vitest';
import { compareMutants } from './differential.ts';
import { readMarkup } from './markup.ts';
import { createRandom, mutate, mutations } from './mutations.ts';
import { officialSchema } from './official-schema.ts';

const official = officialSchema();

describe('mutations', () => {
  it('are the same for the same seed', () => {
    const text = '<a><b x="1">one</b><b y="2">two</b><C><d/><d>three</d></C></a>';
    const twice = [1, 2].map(() => {
      const materials = { random: createRandom(7), names: ['gmd:title'], graft: () => '<e/>' };
      return Object.keys(mutations).map((kind) => mutate(text, kind, materials));
    });
    expect(twice[0]).toEqual(twice[1]);
    expect(new Set(twice[0]).size).toBeGreaterThan(12);
  });

  it('see the elements of a text, not what stands in comments and CDATA', () => {
    const text = '<a p="<1"><!-- <no/> --><b><![CDATA[<no/>]]></b><?no <no/>?><c/></a>'.replace('<1', '&lt;1');
    expect(readMarkup(text).map(({ name, parent }) => [name, parent?.name])).toEqual([
      ['a', undefined],
      ['b', 'a'],
      ['c', 'a'],
    ]);
  });
});

if (official === undefined) {
  console.log('There is no folder ../shared: the verdicts on mutants are not compared with the official ones.');
}

describe.runIf(official !== undefined)('mutants of documents', () => {
  it('get the verdict, the first place and the messages of the official schema', () => {
    if (official === undefined) return;
    const { tallies, differences } = compareMutants(official, { seed: 20, each: 60 });
    const sum = (key: 'judged' | 'valid' | 'sameVerdict' | 'sameFirstPlace' | 'sameMessages') =>
      tallies.reduce((total, tally) => total + tally[key], 0);
    const judged = sum('judged');
    const told = JSON.stringify(differences, undefined, 1);
    expect(tallies.length).toBeGreaterThanOrEqual(12);
    expect(sum('valid') / judged).toBeGreaterThan(0.25);
    expect(sum('sameVerdict') / judged, told).toBeGreaterThanOrEqual(0.999);
    expect(sum('sameFirstPlace') / judged, told).toBeGreaterThanOrEqual(0.98);
    expect(sum('sameMessages') / judged, told).toBeGreaterThanOrEqual(0.98);
  });
});
