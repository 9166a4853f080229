import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenStore } from '../../../functions/aws/token-store.ts';
import { userStore } from '../../../functions/aws/user-store.ts';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import type { User } from '../../../functions/domain/user.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';

const password = 'wren maple copper 41';

describe('API keys and tokens', () => {
  let registry: TestRegistry;
  let user: User;
  let own: Record<string, string>;
  let inScope: Harvest;
  let outOfScope: Harvest;
  let others: Harvest;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { loginAnswerMs: 1, apiKeysPerUser: 6 }, workers: 0 });
    const [mine, theirs] = await Promise.all([seedOrganization(), seedOrganization()]);
    user = await seedUser({ password, organization_ids: [mine._id] });
    own = await logIn(registry.call, user.email, password);
    inScope = await seedHarvest(mine._id);
    outOfScope = await seedHarvest(mine._id);
    others = await seedHarvest(theirs._id);
  });
  afterAll(() => registry.stop());

  const create = (json: object, headers = own) => registry.call('POST', '/api/v2/api-keys', { headers, json });
  const headersOf = (key: string, userId = user._id) => ({ 'X-Auth-Token': key, 'X-User-Id': userId });
  const trigger = (id: string, headers: Record<string, string>) =>
    registry.call('POST', `/api/v2/harvests/${id}/harvest`, { headers });

  it('is shown once, kept as a hash, listed without it, and good for the harvests in its scope', async () => {
    const made = await create({ name: 'nightly', harvest_ids: [inScope._id], expires_in_days: 30 });
    expect(made.status).toBe(201);
    const { id, api_key } = made.json.data;
    expect(api_key).toMatch(/^ioosreg_[2-9A-Za-z]{17}_[\w-]{43}$/);
    expect(made.headers.get('location')).toBe(`/api/v2/tokens/${id}`);
    expect(JSON.stringify(await tokenStore.list(user._id))).not.toContain(api_key.slice(26));
    const listed = await registry.call('GET', '/api/v2/tokens', { headers: own });
    expect(listed.text).not.toContain(api_key.slice(26));
    expect(listed.json.data.find((one: { id: string }) => one.id === id)).toMatchObject({
      kind: 'api-key',
      name: 'nightly',
      harvest_ids: [inScope._id],
      current: false,
    });

    const key = headersOf(api_key);
    expect((await trigger(inScope._id, key)).json.status).toBe('harvesting');
    const attempts = await registry.call('GET', `/api/v2/harvests/${inScope._id}/attempts`, { headers: key });
    expect(attempts.json.data[0].trigger).toEqual({ kind: 'user', user_id: user._id });
    const refused = await trigger(outOfScope._id, key);
    expect([refused.status, refused.json.code]).toEqual([403, 'FORBIDDEN']);
    expect((await trigger('nobodysHarvest222', key)).status).toBe(403);
    const asAnyone = await registry.call('GET', `/api/v2/harvests/${outOfScope._id}/attempts`, { headers: key });
    expect(asAnyone.status).toBe(200);
  });

  it.each([
    ['GET', '/api/v2/tokens'],
    ['POST', '/api/v2/api-keys'],
    ['POST', '/api/v2/logout'],
    ['GET', '/api/v2/users'],
    ['PATCH', '/api/v2/users/{user_id}'],
    ['POST', '/api/v2/users/{user_id}/password'],
    ['DELETE', '/api/v2/tokens/x'],
  ])('can do nothing else: %s %s', async (method, path) => {
    const { json } = await create({ name: 'for nothing else' });
    const { id, api_key } = json.data;
    const asked = { headers: headersOf(api_key), ...(method === 'GET' ? {} : { json: {} }) };
    const answer = await registry.call(method, path.replace('{user_id}', user._id), asked);
    expect([answer.status, answer.json.code]).toEqual([403, 'FORBIDDEN']);
    expect((await registry.call('DELETE', `/api/v2/tokens/${id}`, { headers: own })).status).toBe(200);
  });

  it('without a scope is for what its user may manage, as long as that is so', async () => {
    const { json } = await create({ name: 'all of mine' });
    const key = headersOf(json.data.api_key);
    expect((await trigger(outOfScope._id, key)).status).toBe(200);
    expect((await trigger(others._id, key)).text).toBe('{"status":"Unauthorized"}');
    await userStore.update(user._id, { organization_ids: [] }, {});
    expect((await trigger(outOfScope._id, key)).text).toBe('{"status":"Unauthorized"}');
    await userStore.update(user._id, { organization_ids: user.organization_ids }, {});
    const revoked = await registry.call('DELETE', `/api/v2/tokens/${json.data.id}`, { headers: own });
    expect(revoked.json).toEqual({ status: 'success', data: { token_id: json.data.id } });
    expect((await trigger(outOfScope._id, key)).status).toBe(401);
    const again = await registry.call('DELETE', `/api/v2/tokens/${json.data.id}`, { headers: own });
    expect(again.json.code).toBe('TOKEN_NOT_FOUND');
  });

  it('is refused with another user, changed, expired, or cut off', async () => {
    const { json } = await create({ name: 'to be expired' });
    const { id, api_key } = json.data;
    const stranger = await seedUser({ password, password_hash: '-' });
    const changed = `${api_key.slice(0, -1)}${api_key.endsWith('A') ? 'B' : 'A'}`;
    for (const headers of [
      headersOf(api_key, stranger._id),
      headersOf(api_key, 'x'.repeat(3000)),
      headersOf(changed),
      headersOf(api_key.slice(0, -1)),
      headersOf('ioosreg_'),
    ]) {
      expect((await trigger(inScope._id, headers)).status).toBe(401);
    }
    const kept = await tokenStore.get(user._id, id);
    await tokenStore.remove(user._id, id);
    if (kept) await tokenStore.put({ ...kept, expires_at_epoch_seconds: Math.floor(Date.now() / 1000) - 1 });
    expect((await trigger(inScope._id, headersOf(api_key))).status).toBe(401);
  });

  it.each([
    ['no name', {}, 400],
    ['an empty scope', { name: 'a', harvest_ids: [] }, 400],
    ['a life without days', { name: 'a', expires_in_days: 0 }, 400],
    ['a life of half a day', { name: 'a', expires_in_days: 0.5 }, 400],
    ['an unknown field', { name: 'a', user_id: 'x' }, 400],
    ['a harvest that does not exist', { name: 'a', harvest_ids: ['nobodysHarvest222'] }, 404],
  ])('is not made with %s', async (_, json, status) => {
    expect((await create(json)).status).toBe(status);
  });

  it("is not made for others' harvests, by accounts that nobody approved, or without number", async () => {
    expect((await create({ name: 'a', harvest_ids: [others._id] })).json.code).toBe('FORBIDDEN');
    const waiting = await seedUser({ password, approved: false });
    expect((await create({ name: 'a' }, await logIn(registry.call, waiting.email, password))).json.code).toBe(
      'FORBIDDEN',
    );
    const statuses: number[] = [];
    for (let made = 0; made < 7; made += 1) statuses.push((await create({ name: 'a' })).status);
    expect(statuses.at(-1)).toBe(409);
  });

  it("lists one's own tokens only, and ends one of them", async () => {
    const second = await logIn(registry.call, user.email, password);
    const stranger = await seedUser({ password });
    const theirs = await logIn(registry.call, stranger.email, password);
    const { json } = await registry.call('GET', '/api/v2/tokens', { headers: second });
    const current = json.data.filter((one: { current: boolean }) => one.current);
    expect(current).toHaveLength(1);
    const path = `/api/v2/tokens/${current[0].id}`;
    expect((await registry.call('DELETE', path, { headers: theirs })).json.code).toBe('TOKEN_NOT_FOUND');
    expect((await registry.call('DELETE', path, { headers: own })).status).toBe(200);
    expect((await registry.call('GET', '/api/v2/tokens', { headers: second })).status).toBe(401);
  });
});
