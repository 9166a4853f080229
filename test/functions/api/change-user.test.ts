import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administratorStore } from '../../../functions/aws/administrator-store.ts';
import { auditStore } from '../../../functions/aws/audit-store.ts';
import { userStore } from '../../../functions/aws/user-store.ts';
import type { User } from '../../../functions/domain/user.ts';
import { mailsTo } from '../../support/outbox.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedOrganization, seedUser } from '../../support/seed.ts';

const password = 'wren maple copper 41';

describe('/api/v2/users and /api/v2/users/{user_id}', () => {
  let registry: TestRegistry;
  let admin: User;
  let member: User;
  let asAdmin: Record<string, string>;
  let asMember: Record<string, string>;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { loginAnswerMs: 1 } });
    admin = await seedUser({ password, roles: ['admin'] });
    member = await seedUser({ password });
    asAdmin = await logIn(registry.call, admin.email, password);
    asMember = await logIn(registry.call, member.email, password);
  });
  afterAll(() => registry.stop());

  const change = (id: string, json: object, headers = asAdmin) =>
    registry.call('PATCH', `/api/v2/users/${id}`, { headers, json });

  it('lists accounts for administrators, page by page', async () => {
    const seen: string[] = [];
    for (let next = ''; ; ) {
      const { json } = await registry.call('GET', `/api/v2/users?limit=1${next}`, { headers: asAdmin });
      seen.push(...json.data.map(({ email }: User) => email));
      if (!json.next) break;
      next = `&next=${json.next}`;
    }
    expect(seen).toEqual([admin.email, member.email].toSorted());
    const { text } = await registry.call('GET', '/api/v2/users', { headers: asAdmin });
    expect(text).not.toMatch(/scrypt|password/);
    expect((await registry.call('GET', '/api/v2/users', { headers: asMember })).status).toBe(403);
    expect((await registry.call('GET', '/api/v2/users')).status).toBe(401);
  });

  it('shows an account to itself and to administrators', async () => {
    const get = (id: string, headers: Record<string, string>) =>
      registry.call('GET', `/api/v2/users/${id}`, { headers });
    expect((await get(member._id, asMember)).json.data.email).toBe(member.email);
    expect((await get(member._id, asAdmin)).json.data.email).toBe(member.email);
    expect((await get(admin._id, asMember)).json.code).toBe('FORBIDDEN');
    expect((await get('nobodysAccount222', asMember)).json.code).toBe('FORBIDDEN');
    expect((await get('nobodysAccount222', asAdmin)).json.code).toBe('USER_NOT_FOUND');
    expect((await get('x'.repeat(3000), asAdmin)).json.code).toBe('USER_NOT_FOUND');
  });

  it('lets an account change its own name, and nothing else', async () => {
    const { json } = await change(member._id, { name: '  A New Name ' }, asMember);
    expect(json.data.name).toBe('A New Name');
    for (const refused of [{ roles: ['admin'] }, { approved: true }, { organization_ids: [] }]) {
      const answer = await change(member._id, refused, asMember);
      expect([answer.status, answer.json.code]).toEqual([403, 'FORBIDDEN']);
    }
    expect((await change(admin._id, { name: 'Mine now' }, asMember)).status).toBe(403);
    expect((await userStore.get(admin._id))?.name).toBe(admin.name);
  });

  it('changes roles and organizations as a form and as JSON, and writes down before and after', async () => {
    const organization = await seedOrganization();
    const user = await seedUser({ password, password_hash: '-' });
    const form = { roles: 'admin,member', organization_ids: organization._id, point_of_contact: 'true' };
    const changed = await registry.call('PATCH', `/api/v2/users/${user._id}`, { headers: asAdmin, form });
    expect(changed.json.data).toMatchObject({
      roles: ['admin', 'member'],
      organization_ids: [organization._id],
      point_of_contact: true,
    });
    expect(await administratorStore.list()).toContain(user._id);
    expect((await change(user._id, { roles: ['member'] })).json.data.roles).toEqual(['member']);
    expect(await administratorStore.list()).not.toContain(user._id);
    const [last] = await auditStore.list({ subject: `user#${user._id}` }, { limit: 1 });
    expect(last).toMatchObject({
      action: 'change-user',
      state: 'done',
      actor: { kind: 'user', user_id: admin._id },
      before: { roles: ['admin', 'member'] },
      after: { roles: ['member'] },
    });
  });

  it('approves an account once its address was verified, and tells it by mail', async () => {
    const user = await seedUser({ password, password_hash: '-', verified: false, approved: false });
    expect((await change(user._id, { approved: true })).json.code).toBe('ADDRESS_NOT_VERIFIED');
    await userStore.update(user._id, { verified: true }, {});
    expect((await change(user._id, { approved: true })).json.data.approved).toBe(true);
    expect((await change(user._id, { approved: true })).status).toBe(200);
    expect((await mailsTo(user.email)).map(({ subject }) => subject)).toEqual(['Your account was approved']);
  });

  it.each([
    ['nothing to change', {}, ''],
    ['a role that is none', { roles: ['owner'] }, 'roles'],
    ['no role', { roles: [] }, 'roles'],
    ['an organization that does not exist', { organization_ids: ['nobodysOrganizat2'] }, 'organization_ids'],
    ['an approval that is none', { approved: 'yes' }, 'approved'],
    ['another address', { email: 'other@example.org' }, 'email'],
  ])('refuses %s', async (_, json, field) => {
    const answer = await change(member._id, json);
    expect([answer.status, answer.json.code, answer.json.field ?? '']).toEqual([400, 'INVALID_BODY', field]);
  });

  it('keeps the last administrator, even of two who are demoted, removed or disapproved at the same time', async () => {
    const remove = (id: string) => registry.call('DELETE', `/api/v2/users/${id}`, { headers: asAdmin });
    for (const id of await administratorStore.list()) if (id !== admin._id) await administratorStore.remove(id);
    expect((await change(admin._id, { roles: ['member'] })).json.code).toBe('LAST_ADMINISTRATOR');
    expect((await change(admin._id, { approved: false })).json.code).toBe('LAST_ADMINISTRATOR');
    expect((await remove(admin._id)).json.code).toBe('LAST_ADMINISTRATOR');
    expect((await change(admin._id, { name: 'Still here' })).status).toBe(200);

    const others = await Promise.all([1, 2, 3].map(() => seedUser({ password, password_hash: '-', roles: ['admin'] })));
    const answers = await Promise.all([
      ...others.map(({ _id }) => change(_id, { roles: ['member'] })),
      ...others.map(({ _id }) => change(_id, { approved: false })),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
    expect(await administratorStore.list()).toEqual([admin._id]);

    const [second] = await Promise.all([seedUser({ password, roles: ['admin'] })]);
    const asSecond = await logIn(registry.call, second.email, password);
    const [first, other] = await Promise.all([
      change(second._id, { roles: ['member'] }, asAdmin),
      change(admin._id, { roles: ['member'] }, asSecond),
    ]);
    const isLast = [first, other].filter(({ json }) => json.code === 'LAST_ADMINISTRATOR' || json.code === 'FORBIDDEN');
    expect(isLast).toHaveLength(1);
    expect(await administratorStore.list()).toHaveLength(1);
    await userStore.update(admin._id, { roles: ['admin'] }, {});
    await administratorStore.add(admin._id);
  });

  it('removes an account with all that was given out to it, and frees its address', async () => {
    const gone = await seedUser({ email: 'gone@example.org', password });
    const asGone = await logIn(registry.call, gone.email, password);
    const remove = () => registry.call('DELETE', `/api/v2/users/${gone._id}`, { headers: asAdmin });
    expect((await remove()).json).toEqual({ status: 'success', data: { user_id: gone._id } });
    expect((await remove()).json.code).toBe('USER_NOT_FOUND');
    expect((await registry.call('GET', `/api/v2/users/${gone._id}`, { headers: asGone })).status).toBe(401);
    await seedUser({ email: 'gone@example.org', password, password_hash: '-' });
    expect((await registry.call('DELETE', `/api/v2/users/${admin._id}`, { headers: asMember })).status).toBe(403);
  });
});
