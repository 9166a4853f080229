import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditStore } from '../../../functions/aws/audit-store.ts';
import { claimStore } from '../../../functions/aws/claim-store.ts';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import { organizationStore } from '../../../functions/aws/organization-store.ts';
import { confirmOrganization } from '../../../functions/domain/find-organization.ts';
import { newId } from '../../../functions/ids.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';

const password = 'a long enough password';
const path = '/api/v2/organizations';

describe('/api/v2/organizations', () => {
  let registry: TestRegistry;
  let admin: Record<string, string>;
  let adminId: string;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { loginAnswerMs: 0 } });
    const user = await seedUser({ password, roles: ['admin'] });
    adminId = user._id;
    admin = await logIn(registry.call, user.email, password);
  });
  afterAll(() => registry.stop());

  const create = (json: unknown, headers = admin) => registry.call('POST', path, { headers, json });
  const change = (id: string, json: unknown) => registry.call('PATCH', `${path}/${id}`, { headers: admin, json });
  const remove = (id: string) => registry.call('DELETE', `${path}/${id}`, { headers: admin });
  const lastEntry = async (id: string) => (await auditStore.list({ subject: `organization#${id}` }, { limit: 1 }))[0];

  it('adds one from JSON, tells where it is, and lists it by name', async () => {
    const said = {
      name: '  GLOS ',
      description: 'Great Lakes\nOcean Observing System',
      url: 'https://glos.example.org/',
      logo_url: 'https://glos.example.org/logo.png',
      ckan_harvest_url: 'http://catalog.example.org/harvest/glos',
    };
    const { status, json, headers } = await create(said);
    expect(status).toBe(201);
    const { _id, created_at, ...rest } = json.data;
    expect(rest).toEqual({ ...said, name: 'GLOS' });
    expect(headers.get('location')).toBe(`${path}/${_id}`);
    expect((await registry.call('GET', `${path}/${_id}`)).json.data).toEqual(json.data);
    await create({ name: 'AOOS' });
    const list = await registry.call('GET', path);
    const names = list.json.data.map(({ name }: { name: string }) => name);
    expect(names).toEqual([...names].sort());
    expect(names).toContain('GLOS');
    const etag = list.headers.get('etag') ?? '';
    expect((await registry.call('GET', path, { headers: { 'If-None-Match': etag } })).status).toBe(304);
    expect(await lastEntry(_id)).toMatchObject({
      state: 'done',
      action: 'create-organization',
      actor: { kind: 'user', user_id: adminId },
      after: { name: 'GLOS' },
    });
  });

  it('adds one from a form, in which an empty field is none', async () => {
    const { status, json } = await registry.call('POST', path, {
      headers: admin,
      form: { name: 'SECOORA', url: '', description: 'Southeast' },
    });
    expect(status).toBe(201);
    expect(json.data).toMatchObject({ name: 'SECOORA', description: 'Southeast' });
    expect(json.data).not.toHaveProperty('url');
  });

  it('gives a name to one of fifty at once, in whatever case', async () => {
    const names = Array.from({ length: 50 }, (_, n) => (n % 2 ? 'CARICOOS' : 'CariCoos'));
    const answers = await Promise.all(names.map((name) => create({ name })));
    const added = answers.filter(({ status }) => status === 201);
    expect(added).toHaveLength(1);
    for (const { status, json } of answers.filter((one) => !added.includes(one))) {
      expect([status, json.code, json.organization_id]).toEqual([409, 'NAME_TAKEN', added[0]?.json.data._id]);
    }
    expect((await organizationStore.list()).filter(({ name }) => /caricoos/i.test(name))).toHaveLength(1);
  });

  it('refuses the name of one that was written without a claim', async () => {
    await seedOrganization({ name: 'Old Hand' });
    expect((await create({ name: 'old hand' })).json.code).toBe('NAME_TAKEN');
    expect(await claimStore.findOwner('organization-name#old hand')).toBeUndefined();
  });

  it('takes over the name that a crash left claimed, after a quarter of an hour', async () => {
    const claim = { value: 'organization-name#crashed', ownerId: newId(), ownerExists: async () => false };
    await claimStore.claim({ ...claim, nowMs: Date.now() });
    expect((await create({ name: 'Crashed' })).json.code).toBe('NAME_TAKEN');
    await claimStore.release(claim.value);
    await claimStore.claim({ ...claim, nowMs: Date.now() - 16 * 60_000 });
    expect((await create({ name: 'Crashed' })).status).toBe(201);
  });

  it('renames in one write that harvests show, and frees the old name', async () => {
    const { _id } = (await create({ name: 'Before', url: 'https://before.example.org/' })).json.data;
    const harvest = await seedHarvest(_id);
    expect((await change(_id, { name: 'After', url: null, description: 'Renamed' })).json.data).toEqual({
      _id,
      name: 'After',
      description: 'Renamed',
      created_at: expect.any(String),
    });
    expect((await registry.call('GET', `/api/v1/Harvests/${harvest._id}`)).json.data.organization).toBe('After');
    expect(await lastEntry(_id)).toMatchObject({
      state: 'done',
      action: 'change-organization',
      before: { name: 'Before', url: 'https://before.example.org/' },
      after: { name: 'After', url: null, description: 'Renamed' },
    });
    expect((await create({ name: 'Before' })).status).toBe(201);
    expect((await create({ name: 'After' })).json.code).toBe('NAME_TAKEN');
    expect((await change(_id, { name: 'AFTER' })).json.data.name).toBe('AFTER');
    const taken = await change(_id, { name: 'before', description: 'never' });
    expect([taken.status, taken.json.code]).toEqual([409, 'NAME_TAKEN']);
    expect((await registry.call('GET', `${path}/${_id}`)).json.data).toMatchObject({ name: 'AFTER' });
    expect(await lastEntry(_id)).toMatchObject({ state: 'refused', refused_code: 'NAME_TAKEN' });
  });

  it('keeps one name claimed when one organization is renamed by many at once', async () => {
    const { _id } = (await create({ name: 'Many 0' })).json.data;
    const answers = await Promise.all([1, 2, 3, 1, 2, 3].map((n) => change(_id, { name: `Many ${n}` })));
    for (const { status } of answers) expect([200, 409]).toContain(status);
    const { name } = (await registry.call('GET', `${path}/${_id}`)).json.data;
    expect(await claimStore.findOwner(`organization-name#${name.toLowerCase()}`)).toBe(_id);
    expect(answers.map(({ status }) => status)).toContain(200);
    expect(await organizationStore.get(_id)).not.toHaveProperty('renaming_at');
    const other = [0, 1, 2, 3].filter((n) => name !== `Many ${n}`);
    for (const n of other) expect(await claimStore.findOwner(`organization-name#many ${n}`)).toBeUndefined();
  });

  it('renames one whose rename a crash has cut off', async () => {
    const { _id } = (await create({ name: 'Cut off' })).json.data;
    await organizationStore.update(_id, { renaming_at: new Date().toISOString() }, {});
    expect((await change(_id, { name: 'Whole' })).json.code).toBe('STORE_CONFLICT');
    expect((await change(_id, { description: 'Not renamed' })).status).toBe(200);
    await organizationStore.update(_id, { renaming_at: new Date(Date.now() - 3 * 60_000).toISOString() }, {});
    expect((await change(_id, { name: 'Whole' })).status).toBe(200);
    expect(await claimStore.findOwner('organization-name#cut off')).toBeUndefined();
  });

  it('does not remove one that has harvests or members, and names them', async () => {
    const { _id } = (await create({ name: 'In use' })).json.data;
    const harvest = await seedHarvest(_id, { name: 'Its harvest' });
    const member = await seedUser({ password, name: 'Its member', organization_ids: [_id] });
    const { status, json } = await remove(_id);
    expect([status, json.code]).toEqual([409, 'ORGANIZATION_IN_USE']);
    expect(json).toMatchObject({
      harvest_count: 1,
      harvests: [{ harvest_id: harvest._id, name: 'Its harvest' }],
      member_count: 1,
      members: [{ user_id: member._id, name: 'Its member' }],
    });
    expect(await organizationStore.get(_id)).not.toHaveProperty('closing_at');
    expect(await lastEntry(_id)).toMatchObject({ state: 'refused', refused_code: 'ORGANIZATION_IN_USE' });
  });

  it('removes one that has neither, and frees its name', async () => {
    const { _id } = (await create({ name: 'Short-lived' })).json.data;
    expect((await remove(_id)).json).toEqual({ status: 'success', data: { organization_id: _id } });
    for (const again of [
      await remove(_id),
      await registry.call('GET', `${path}/${_id}`),
      await change(_id, { name: 'x' }),
    ]) {
      expect([again.status, again.json.code]).toEqual([404, 'ORGANIZATION_NOT_FOUND']);
    }
    expect((await create({ name: 'Short-lived' })).status).toBe(201);
    expect(await lastEntry(_id)).toMatchObject({ action: 'remove-organization', before: { name: 'Short-lived' } });
  });

  it('is not removed once for two who remove at the same time', async () => {
    const { _id } = (await create({ name: 'Twice' })).json.data;
    const statuses = (await Promise.all([remove(_id), remove(_id)])).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
    for (const status of statuses) expect([200, 404, 409]).toContain(status);
  });

  it('is never removed with a harvest that is registered at the same time', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { _id } = (await create({ name: `Race ${round}` })).json.data;
      const later = new Promise((resolve) => setTimeout(resolve, round % 10));
      const [removed, harvest] = await Promise.all([
        remove(_id),
        later.then(() => seedHarvest(_id)).catch(({ code }) => code as string),
      ]);
      const isThere = (await registry.call('GET', `${path}/${_id}`)).status === 200;
      const ofIt = (await harvestStore.list()).filter(({ organization_id }) => organization_id === _id);
      expect(ofIt).toHaveLength(typeof harvest === 'string' ? 0 : 1);
      expect([isThere, removed.status]).toEqual(removed.status === 200 ? [false, 200] : [true, 409]);
      expect(ofIt.length > 0 && !isThere).toBe(false);
    }
  });

  it('refuses what is given to one while it is removed, until the mark is a left-over', async () => {
    const { _id } = (await create({ name: 'Closing' })).json.data;
    const closing_at = new Date().toISOString();
    await organizationStore.update(_id, { closing_at }, {});
    const at = (ms: number) => ({ organizations: organizationStore, now: () => Date.parse(closing_at) + ms });
    await expect(confirmOrganization(at(60_000), _id)).rejects.toMatchObject({ code: 'ORGANIZATION_CLOSING' });
    await confirmOrganization(at(121_000), _id);
    expect(await organizationStore.get(_id)).not.toHaveProperty('closing_at');
  });

  it.each<[unknown, string[]]>([
    [{}, ['name']],
    [{ name: '' }, ['name']],
    [{ name: '   ' }, ['name']],
    [{ name: 'x'.repeat(201) }, ['name']],
    [{ name: 'two\nlines' }, ['name']],
    [{ name: 'half a character \ud800' }, ['name']],
    [{ name: ['a', 'list'] }, ['name']],
    [{ name: null }, ['name']],
    [{ name: 'x', description: 'x'.repeat(5001) }, ['description']],
    [{ name: 'x', description: 'bell \u0007' }, ['description']],
    [{ name: 'x', url: 'ftp://example.org/' }, ['url']],
    [{ name: 'x', url: 'javascript:alert(1)' }, ['url']],
    [{ name: 'x', url: 'https://someone:secret@example.org/' }, ['url']],
    [{ name: 'x', logo_url: 'not a url' }, ['logo_url']],
    [{ name: 'x', ckan_harvest_url: `https://example.org/${'x'.repeat(2048)}` }, ['ckan_harvest_url']],
    [{ name: 'x', colour: 'red' }, ['colour']],
    [{ name: 7, url: 7, closing_at: 'now' }, ['name', 'url', 'closing_at']],
  ])('refuses the body %j and names %j', async (json, fields) => {
    const before = (await organizationStore.list()).length;
    const answer = await create(json);
    expect([answer.status, answer.json.code, answer.json.field]).toEqual([400, 'INVALID_BODY', fields[0]]);
    if (fields.length > 1) {
      expect(answer.json.fields.map(({ field }: { field: string }) => field)).toEqual(fields);
    }
    expect(await organizationStore.list()).toHaveLength(before);
  });

  it('refuses a change of nothing', async () => {
    const { _id } = (await create({ name: 'Unchanged' })).json.data;
    const answer = await change(_id, {});
    expect([answer.status, answer.json.code]).toEqual([400, 'INVALID_BODY']);
  });

  it('is changed by administrators only', async () => {
    const { _id } = (await create({ name: 'Guarded' })).json.data;
    const member = await seedUser({ password, organization_ids: [_id] });
    const unapproved = await seedUser({ password, roles: ['admin'], approved: false });
    for (const { email } of [member, unapproved]) {
      const headers = await logIn(registry.call, email, password);
      for (const [method, url] of [
        ['POST', path],
        ['PATCH', `${path}/${_id}`],
        ['DELETE', `${path}/${_id}`],
        ['GET', '/api/v2/audit'],
      ] as const) {
        const { status, json } = await registry.call(method, url, { headers });
        expect([method, status, json.code]).toEqual([method, 403, 'FORBIDDEN']);
      }
    }
  });
});
