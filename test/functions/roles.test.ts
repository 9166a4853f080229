import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordStore } from '../../functions/aws/record-store.ts';
import { routes } from '../../functions/routes.ts';
import { harvestAndWait, idleHarvest } from '../support/harvested.ts';
import { metadataDocument, type Provider, startProvider } from '../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../support/registry.ts';
import { tableContents } from '../support/table-contents.ts';
import { type Caller, callers, type Place, type Scene, seedPlace, seedScene } from './roles-scene.ts';
import { type RoleRow, roleRows } from './roles-table.ts';

/** Calls under way at a time. */
const atATime = 12;
const limits = {
  loginAnswerMs: 1,
  accountAnswerMs: 1,
  fetchTries: 1,
  loginFailures: 1000,
  accountRequests: 1000,
  linkTries: 1000,
  maxWaitMs: 300,
};

/** One call of one caller. */
interface Cell {
  row: RoleRow;
  caller: Caller;
}

const cells = roleRows.flatMap((row) => callers.map((caller): Cell => ({ row, caller })));
const isRefused = ({ row, caller }: Cell) => Number.parseInt(row.answers[caller], 10) >= 400;

describe('who may call what', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let place: Place;
  const shared = {} as Record<Caller, Scene>;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits });
    provider = await startProvider();
    provider.put('bad.xml', metadataDocument('bad', { isValid: false }));
    place = await harvestedPlace();
    await Promise.all(
      callers.map(async (caller) => Object.assign(shared, { [caller]: await seedScene(caller, place) })),
    );
  });
  afterAll(async () => {
    await provider.stop();
    await registry.stop();
  });

  it('is said of every call of functions/routes.ts, and of no other', () => {
    const calls = routes.flatMap((route) => [...route.calls]);
    expect([...new Set(roleRows.map(({ call }) => call))].sort()).toEqual(calls.sort());
    const names = roleRows.map(nameOf);
    expect(names).toEqual([...new Set(names)]);
  });

  it('agrees with functions/routes.ts on who needs a login', () => {
    for (const row of roleRows) {
      const access = routes.find(({ calls }) => (calls as readonly string[]).includes(row.call))?.access;
      const needsLogin = access === 'user' || access === 'admin';
      expect([nameOf(row), row.answers.public === '401']).toEqual([nameOf(row), needsLogin]);
    }
  });

  it('answers every call that is refused, and nothing is changed by any of them', async () => {
    const before = await tableContents(registry.environment, { without: ['counters'] });
    await expectAnswers(cells.filter(isRefused), async ({ caller }) => shared[caller]);
    expect(await tableContents(registry.environment, { without: ['counters'] })).toEqual(before);
  });

  it('answers every call that leaves what it finds', async () => {
    const answered = cells.filter((cell) => !isRefused(cell) && !cell.row.spoils);
    await expectAnswers(answered, async ({ caller }) => shared[caller]);
  });

  it('does what is asked by those who may', async () => {
    const done = cells.filter((cell) => !isRefused(cell) && cell.row.spoils);
    await expectAnswers(done, async ({ caller }) => await seedScene(caller));
  });

  /** A harvest with an attempt, a record and a report. */
  async function harvestedPlace(): Promise<Place> {
    const seeded = await seedPlace(provider.url);
    const { caller } = await seedScene('member', seeded);
    const { attempt_id } = await harvestAndWait(registry.call, seeded.harvestId, caller.headers);
    await idleHarvest(registry.call, seeded.harvestId);
    for await (const { record_id } of recordStore.listAll(seeded.harvestId)) seeded.recordId = record_id;
    return { ...seeded, attemptId: attempt_id };
  }

  async function expectAnswers(asked: Cell[], sceneOf: (cell: Cell) => Promise<Scene>): Promise<void> {
    const told: string[] = new Array(asked.length);
    const rest = asked.entries();
    const work = async () => {
      for (const [at, cell] of rest) told[at] = await answerTo(cell, await sceneOf(cell));
    };
    await Promise.all(Array.from({ length: atATime }, work));
    const nameIn = ({ row, caller }: Cell, answer: string | undefined) => `${nameOf(row)}, ${caller}: ${answer}`;
    expect(asked.map((cell, at) => nameIn(cell, told[at]))).toEqual(
      asked.map((cell) => nameIn(cell, cell.row.answers[cell.caller])),
    );
  }

  async function answerTo({ row }: Cell, scene: Scene): Promise<string> {
    const { harvestId: id, attemptId: attempt_id, recordId: record_id, organizationId: organization_id } = scene;
    const values: Record<string, string> = { id, attempt_id, record_id, organization_id, ...row.parameters?.(scene) };
    const [method = '', pattern = ''] = row.call.split(' ');
    const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? `no ${name}`);
    const { headers } = scene.caller;
    const answer = await registry.call(method, path + (row.query?.(scene) ?? ''), {
      headers: { ...headers, ...(row.document ? { 'Content-Type': row.document.type } : {}) },
      ...(row.json ? { json: row.json(scene) } : {}),
      ...(row.document ? { body: row.document.text } : {}),
    });
    const { status, json } = answer;
    const inherited = json?.status === 'Unauthorized' || json?.message === 'Unauthorized' ? 'Unauthorized' : undefined;
    const all = status < 400 && row.showsAll?.(json.data) ? 'ALL' : undefined;
    return [status, json?.code ?? inherited ?? all].filter((part) => part !== undefined).join(' ');
  }
});

function nameOf({ call, about }: RoleRow): string {
  return about ? `${call} (${about})` : call;
}
