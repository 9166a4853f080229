import type { FaultyRecord } from './error-table.ts';

/** A list of faulty records in an object of its own, by URL. */
export interface FaultyPart {
  key: string;
  first_url: string;
}

/** A list to be merged: nothing is read of it before `open`. */
export interface FaultyList {
  /** The first record's, or a text that stands before it. */
  first_url: string;
  open(): Promise<AsyncIterable<FaultyRecord>>;
}

interface OpenList {
  rank: number;
  records: AsyncIterator<FaultyRecord>;
  head: FaultyRecord;
}

/**
 * Several lists, each by URL, as one; of a record that is in several of them, the last list's. A list is opened when its
 * first URL has its turn: where they do not overlap, which a plan by URL brings about, one is open at a time beside the
 * one that covers all.
 */
export async function* mergeFaultyLists(lists: FaultyList[]): AsyncGenerator<FaultyRecord> {
  const waiting = lists.map((list, rank) => ({ ...list, rank })).sort((a, b) => (a.first_url < b.first_url ? -1 : 1));
  let open: OpenList[] = [];
  for (;;) {
    let next = waiting[0];
    while (next && (open.length === 0 || next.first_url <= leastUrl(open))) {
      waiting.shift();
      const opened = await openList(next);
      if (opened) open.push(opened);
      next = waiting[0];
    }
    if (open.length === 0) return;
    const url = leastUrl(open);
    const having = open.filter(({ head }) => head.url === url);
    const newest = having.reduce((one, other) => (other.rank > one.rank ? other : one));
    yield newest.head;
    const ended = await advance(having);
    if (ended.size > 0) open = open.filter((list) => !ended.has(list));
  }
}

function leastUrl(open: OpenList[]): string {
  let least = open[0]?.head.url ?? '';
  for (const { head } of open) if (head.url < least) least = head.url;
  return least;
}

async function openList(list: FaultyList & { rank: number }): Promise<OpenList | undefined> {
  const records = (await list.open())[Symbol.asyncIterator]();
  const first = await records.next();
  return first.done ? undefined : { rank: list.rank, records, head: first.value };
}

/** Goes on to the next record of each; returns those that have none. */
async function advance(lists: OpenList[]): Promise<Set<OpenList>> {
  const ended = new Set<OpenList>();
  for (const list of lists) {
    const next = await list.records.next();
    if (next.done) ended.add(list);
    else list.head = next.value;
  }
  return ended;
}
