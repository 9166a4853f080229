import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { currentSigningKey } from '../../functions/aws/signing-key.ts';
import { tokenStore } from '../../functions/aws/token-store.ts';
import { signAuthToken } from '../../functions/identity/auth-token.ts';
import { jobs, routes } from '../../functions/routes.ts';
import { seedContract } from '../functions/contract-seed.ts';
import { type BodyName, bodies, idsOf, known } from '../functions/contract-table.ts';
import type { CallOptions } from '../support/client.ts';
import { attemptEnd, idleHarvest } from '../support/harvested.ts';
import { metadataDocument, type Provider, startProvider } from '../support/provider.ts';
import { seedHarvest } from '../support/seed.ts';
import { comparable } from './same-answer.ts';
import { startTwoRegistries, type TwoRegistries } from './two-registries.ts';

const dayMs = 24 * 60 * 60_000;
/** Headers that authenticate the member, by registry alike; a logout ends the first pair. */
let member: Record<string, string>;
let harvestId: string;
let registries: TwoRegistries;
let provider: Provider;

beforeAll(async () => {
  provider = await startProvider();
  provider.put('good.xml', metadataDocument('good'));
  provider.put('bad.xml', metadataDocument('bad').replace('gmd:contact>', 'gmd:contakt>'));
  provider.put('text.xml', 'no document');
  registries = await startTwoRegistries(async () => {
    await seedContract();
    member = await logIn();
    harvestId = (await seedHarvest(known.organizationId, { url: provider.url }))._id;
  });
}, 60_000);
afterAll(async () => {
  await registries?.stop();
  await provider.stop();
});

describe('a harvest by bundles', () => {
  it('ends as one by the local registry: figures, listing, records, errors and reports', async () => {
    const [ours, theirs] = await Promise.all([harvest(registries.local.call), harvest(registries.bundled.call)]);
    expect(ours.counters).toMatchObject({ listed: 3, fetched: 3, good: 1, bad: 2 });
    expect({ ...theirs, attempt_id: '', attempt_url: '' }).toEqual({
      ...ours,
      attempt_id: '',
      attempt_url: '',
      created_at: expect.any(String),
      started_at: expect.any(String),
      finished_at: expect.any(String),
    });
    for (const path of ['', '/records', '/records?state=bad', '/errors', '/attempts']) {
      const resource = path === '' ? `/api/v1/Harvests/${harvestId}` : `/api/v2/harvests/${harvestId}${path}`;
      await expectSame('GET', resource, { expected: 200 });
    }
    const location = await expectSame('GET', `/api/v2/harvests/${harvestId}/report.csv`, { expected: 302 });
    const [report, same] = await Promise.all(location.map(async (url) => await (await fetch(url)).text()));
    expect(report).toContain('bad.xml');
    expect(same).toBe(report);
  }, 60_000);
});

describe('every call of functions/routes.ts', () => {
  const calls = routes.flatMap((route) => route.calls.map((call) => [call, route.handler] as const));

  it.each(calls)('%s (%s) answers as at the local gateway, whoever calls, whatever is sent', async (call) => {
    const [method = '', path = ''] = call.split(' ');
    const sent: BodyName[] = method === 'GET' || method === 'DELETE' ? ['no body'] : ['no body', 'broken JSON', 'form'];
    for (const ids of ['an unknown harvest', 'all ids known'] as const) {
      const filled = fill(path, idsOf[ids]);
      for (const body of sent) {
        await expectSame(method, filled, { body });
        if (!path.endsWith('/logout')) await expectSame(method, filled, { body, headers: member });
      }
      if (filled === path) break;
    }
  });

  it('a logout ends the same token', async () => {
    for (const expected of [200, 401]) await expectSame('POST', '/api/v2/logout', { headers: member, expected });
  });
});

describe('what no route names', () => {
  it.each([
    ['OPTIONS', '/api/v1/Harvests', 200],
    ['GET', '/api/v1/Harvests/', 200],
    ['DELETE', '/api/v1/Harvests', 405],
    ['GET', '/api/v2/nothing', 404],
  ])('%s %s is answered by the bundle of answer-unrouted, which calls the others', async (method, path, expected) => {
    await expectSame(method, path, { expected });
  });
});

describe('the bundles', () => {
  it('have all been started', async () => {
    const idle = inject('functions')
      .map(({ handler }) => handler)
      .filter((handler) => registries.bundled.lambda(handler).starts() === 0);
    expect(idle).toEqual(jobs.map(({ handler }) => handler).filter((handler) => handler !== 'run-harvest'));
  });
});

/** Sends a request to both registries; returns the `Location` of each. */
async function expectSame(
  method: string,
  path: string,
  {
    body = 'no body',
    headers = {},
    expected,
  }: { body?: BodyName; headers?: Record<string, string>; expected?: number },
): Promise<string[]> {
  const { local, bundled, seeded } = registries;
  const { type, bytes } = bodies[body] ?? {};
  const options: CallOptions = {
    headers: { ...headers, ...(type && { 'Content-Type': type }) },
    ...(bytes !== undefined && { body: bytes as string }),
  };
  const ours = await local.call(method, path, options);
  const theirs = await bundled.call(method, path, options);
  const prefix = (local.environment.BUCKET ?? '').replace(/data$/, '');
  const asked = `${method} ${path}, ${body}`;
  expect({ asked, ...comparable(theirs, { seeded, prefix: bundled.prefix }) }).toEqual({
    asked,
    ...comparable(ours, { seeded, prefix }),
  });
  if (expected !== undefined) expect([path, ours.status]).toEqual([path, expected]);
  return [ours, theirs].map((answer) => answer.headers.get('location') ?? '');
}

/** A path with its parameters filled in; one that the contract does not know yet gets an id that nobody has. */
function fill(path: string, ids: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'nobodys2222222222');
}

// biome-ignore lint/suspicious/noExplicitAny: an answer of the API
async function harvest(call: TwoRegistries['local']['call']): Promise<any> {
  const { json, text } = await call('POST', `/api/v2/harvests/${harvestId}/harvest`, { headers: member });
  if (!json?.data) throw new Error(text);
  const attempt = await attemptEnd(call, json.data.attempt_url, 45_000);
  await idleHarvest(call, harvestId);
  return attempt;
}

async function logIn(): Promise<Record<string, string>> {
  const nowMs = Date.now();
  const expiresAtMs = nowMs + dayMs;
  const user_id = known.userId;
  const token_id = 'aTokenForBoth2222';
  const created_at = new Date(nowMs).toISOString();
  await tokenStore.put({ user_id, token_id, created_at, expires_at_epoch_seconds: Math.floor(expiresAtMs / 1000) });
  const key = await currentSigningKey();
  return {
    'X-Auth-Token': await signAuthToken({ user_id, token_id }, { key, nowMs, expiresAtMs }),
    'X-User-Id': user_id,
  };
}
