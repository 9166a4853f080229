import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attemptStore } from '../../../functions/aws/attempt-store.ts';
import { attemptEnd, harvestAndWait, idleHarvest, recordsByName } from '../../support/harvested.ts';
import { metadataDocument, type Provider, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';
import { waitFor } from '../../support/wait-for.ts';

const password = 'a long enough password';
const limits = {
  commitEveryMs: 1,
  commitEveryDocuments: 10,
  queueVisibilityMs: 2000,
  retryBackoffMs: 200,
  loginAnswerMs: 0,
};
const good = 190;
const bad = 10;
const counters = { listed: good + bad, added: good + bad, updated: 0, unchanged: 0, good, bad, unreachable: 0 };

describe('run-harvest, which commits while it fetches', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let headers: Record<string, string>;
  let harvestId: string;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits });
  });
  afterAll(() => registry.stop());

  beforeEach(async () => {
    provider = await startProvider();
    for (let n = 0; n < good + bad; n += 1) {
      const isValid = n % 20 !== 7;
      provider.put(`doc-${String(n).padStart(3, '0')}.xml`, metadataDocument(`doc-${n}`, { isValid }));
    }
    const organizationId = (await seedOrganization())._id;
    const user = await seedUser({ password, organization_ids: [organizationId] });
    headers = await logIn(registry.call, user.email, password);
    harvestId = (await seedHarvest(organizationId, { url: provider.url }))._id;
  });
  afterEach(() => provider.stop());

  const documentsAsked = () => provider.requests.filter(({ path }) => path.endsWith('.xml')).length;
  const errorsTold = async () => {
    const { json } = await registry.call('GET', `/api/v2/harvests/${harvestId}/errors`);
    return json.data.families.map(({ records }: { records: number }) => records);
  };

  it('counts, keeps and reports everything once', async () => {
    const attempt = await harvestAndWait(registry.call, harvestId, headers);
    expect(attempt).toMatchObject({ state: 'ok', counters, progress: { listed: good + bad, done: good + bad } });
    const stored = await attemptStore.get(harvestId, attempt.attempt_id);
    expect(stored?.result_keys.length).toBeGreaterThan(1);
    expect(documentsAsked()).toBe(good + bad);
    expect((await recordsByName(harvestId)).size).toBe(good + bad);
    await idleHarvest(registry.call, harvestId);
    expect(await errorsTold()).toEqual([bad]);
    const again = await harvestAndWait(registry.call, harvestId, headers);
    expect(again).toMatchObject({ state: 'ok', counters: { unchanged: good + bad, good, bad, added: 0, fetched: 0 } });
  });

  it('shows progress that never goes back', async () => {
    provider.delayMs = 1000; // until enough was seen, so that a busy machine cannot miss it
    const { json } = await registry.call('GET', `/api/v2/harvest/${harvestId}/harvest`, { headers });
    const seen: number[] = [];
    const differentSeen = () => new Set(seen).size;
    await waitFor(
      async () => {
        const { data } = (await registry.call('GET', json.data.attempt_url)).json;
        seen.push(data.progress.done);
        if (differentSeen() > 3) provider.delayMs = 0;
        return data.state === 'ok';
      },
      { everyMs: 20, limitMs: 20_000 },
    );
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(good + bad);
    expect(differentSeen()).toBeGreaterThan(3);
  });

  it('asks again only for what came after the last commit when its process was killed', async () => {
    provider.delayMs = 60;
    const { json } = await registry.call('GET', `/api/v2/harvest/${harvestId}/harvest`, { headers });
    await waitFor(() => documentsAsked() > 120);
    expect(registry.killWorker()).toBe(true);
    expect(await attemptEnd(registry.call, json.data.attempt_url)).toMatchObject({ state: 'ok', counters });
    // Ten to a commit, and what was under way at up to sixteen connections and behind them.
    expect(documentsAsked()).toBeLessThan(good + bad + 70);
    expect((await recordsByName(harvestId)).size).toBe(good + bad);
    expect(await idleHarvest(registry.call, harvestId)).toMatchObject({ last_good_count: good, last_bad_count: bad });
    expect(await errorsTold()).toEqual([bad]);
  });
});
