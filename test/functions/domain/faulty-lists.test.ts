import { describe, expect, it } from 'vitest';
import type { FaultyRecord } from '../../../functions/domain/error-table.ts';
import { type FaultyList, mergeFaultyLists } from '../../../functions/domain/faulty-lists.ts';

const record = (url: string, title: string): FaultyRecord => {
  return { record_id: url, url, state: 'bad', title, error_count: 0, errors: [] };
};

/** Lists that note how many of them are open at a time. */
function listsOf(urls: string[][]): { lists: FaultyList[]; mostOpen: () => number } {
  let open = 0;
  let most = 0;
  const lists = urls.map((ofList, index) => ({
    first_url: ofList[0] ?? '',
    async open() {
      most = Math.max(most, ++open);
      return (async function* () {
        for (const url of ofList) yield record(url, `list ${index}`);
        open -= 1;
      })();
    },
  }));
  return { lists, mostOpen: () => most };
}

async function merged(lists: FaultyList[]): Promise<string[]> {
  const found: string[] = [];
  for await (const { url, title } of mergeFaultyLists(lists)) found.push(`${url} of ${title}`);
  return found;
}

describe('mergeFaultyLists', () => {
  it('gives all records by URL, of several versions the last list’s', async () => {
    const { lists } = listsOf([['a', 'c', 'd', 'x'], ['b', 'd', 'e'], [], ['a', 'd'], ['y']]);
    expect(await merged(lists)).toEqual([
      'a of list 3',
      'b of list 1',
      'c of list 0',
      'd of list 3',
      'e of list 1',
      'x of list 0',
      'y of list 4',
    ]);
  });

  it('gives nothing of no lists', async () => {
    expect(await merged([])).toEqual([]);
  });

  it('opens a list when it has its turn', async () => {
    const apart = listsOf(Array.from({ length: 20 }, (_, n) => [`${n + 10}a`, `${n + 10}b`]));
    expect(await merged(apart.lists.reverse())).toHaveLength(40);
    expect(apart.mostOpen()).toBe(1);
    const across = listsOf([
      ['a', 'z'],
      ['b', 'c'],
      ['d', 'e'],
    ]);
    expect(await merged(across.lists)).toHaveLength(6);
    expect(across.mostOpen()).toBe(2);
  });
});
