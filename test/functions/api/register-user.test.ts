import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditStore } from '../../../functions/aws/audit-store.ts';
import { userStore } from '../../../functions/aws/user-store.ts';
import { linkTo, mailsTo } from '../../support/outbox.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedOrganization, seedUser } from '../../support/seed.ts';

const password = 'wren maple copper 41';
const answersAtMs = 400;

describe('POST /api/v2/users and the links of its mails', () => {
  let registry: TestRegistry;
  let admin: Record<string, string>;
  let organizationId: string;

  beforeAll(async () => {
    const limits = { accountAnswerMs: answersAtMs, loginAnswerMs: 200, accountRequests: 1000, linkTries: 1000 };
    registry = await startTestRegistry({ limits });
    organizationId = (await seedOrganization())._id;
    await seedUser({ email: 'admin@example.org', password, roles: ['admin'] });
    admin = await logIn(registry.call, 'admin@example.org', password);
  });
  afterAll(() => registry.stop());

  const register = (email: string, said: object = {}) =>
    registry.call('POST', '/api/v2/users', { json: { name: 'Data Manager', email, password, ...said } });
  const loginOf = (email: string, asked = password) =>
    registry.call('POST', '/api/v2/login', { form: { email, password: asked } });

  it('leads from a registration over the mailed link and the approval to a member', async () => {
    const email = 'buoy@example.org';
    const answer = await register('Buoy@Example.org', { organization_ids: [organizationId], point_of_contact: true });
    expect(answer.status).toBe(202);
    expect((await loginOf(email)).status).toBe(401);
    const { path, token } = await linkTo(email);

    const page = await registry.call('GET', path, { headers: { accept: 'text/html,*/*' } });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.text).toContain(`<input type="hidden" name="token" value="${token}">`);
    expect((await loginOf(email)).status).toBe(401);

    const verified = await registry.call('POST', '/api/v2/verify-email', { form: { token } });
    expect(verified.json.data).toMatchObject({ email, approved: false });
    const again = await registry.call('POST', '/api/v2/verify-email', { form: { token } });
    expect([again.status, again.json.code]).toEqual([400, 'LINK_INVALID']);
    expect((await mailsTo('admin@example.org')).at(-1)?.subject).toBe('A new account waits for approval');

    const id = verified.json.data.user_id;
    const own = await logIn(registry.call, email, password);
    const seen = await registry.call('GET', `/api/v2/users/${id}`, { headers: own });
    const { password_hash: _, ...shown } = (await userStore.get(id)) ?? {};
    expect(seen.json.data).toEqual({ ...shown, point_of_contact: true });
    expect(seen.json.data).toMatchObject({ verified: true, approved: false, organization_ids: [organizationId] });

    const approval = { headers: admin, form: { approved: 'true' } };
    const approved = await registry.call('PATCH', `/api/v2/users/${id}`, approval);
    expect(approved.json.data).toMatchObject({ approved: true, roles: ['member'] });
    expect((await mailsTo(email)).at(-1)?.subject).toBe('Your account was approved');

    const entries = await auditStore.list({ subject: `user#${id}` }, { limit: 10 });
    expect(entries.map(({ action, state, actor }) => [action, state, actor.kind])).toEqual([
      ['change-user', 'done', 'user'],
      ['verify-email', 'done', 'user'],
      ['register-user', 'done', 'anonymous'],
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/scrypt|wren maple/);
  });

  it('makes one account of 200 registrations at the same time, and sends no more than three mails', async () => {
    const email = 'many@example.org';
    const answers = await Promise.all(Array.from({ length: 200 }, () => register(email)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    const found = [];
    for await (const user of userStore.listAll()) if (user.email === email) found.push(user);
    expect(found).toHaveLength(1);
    const sent = (await mailsTo(email)).length;
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThanOrEqual(3);
  });

  it('answers alike, and not before its time, whether or not the address has an account; the mail tells', async () => {
    await seedUser({ email: 'known@example.org', password: 'another phrase 5' });
    const timed = async (email: string) => {
      const startedAtMs = performance.now();
      const { status, text } = await register(email);
      expect(performance.now() - startedAtMs).toBeGreaterThan(answersAtMs - 10);
      return { status, text };
    };
    expect(await timed('known@example.org')).toEqual(await timed('unknown@example.org'));
    expect((await mailsTo('known@example.org')).map(({ subject }) => subject)).toEqual(['You have an account already']);
    expect((await linkTo('known@example.org')).path).toBe('/api/v2/password-reset');
    expect((await loginOf('known@example.org', 'another phrase 5')).status).toBe(200);
    expect((await loginOf('known@example.org')).status).toBe(401);
  });

  it('makes the account what the registration said whose link is opened, whoever else registered the address', async () => {
    const email = 'victim@example.org';
    await register(email, { password: 'what a thief chose 1' });
    const thief = await linkTo(email);
    await register(email, { name: 'The Owner' });
    const { token } = await linkTo(email);
    expect(token).not.toBe(thief.token);
    const { json } = await registry.call('POST', '/api/v2/verify-email', { json: { token } });
    expect((await userStore.get(json.data.user_id))?.name).toBe('The Owner');
    expect((await loginOf(email, 'what a thief chose 1')).status).toBe(401);
    expect((await loginOf(email)).status).toBe(200);
    expect((await registry.call('POST', '/api/v2/verify-email', { json: { token: thief.token } })).status).toBe(400);
  });

  it.each([
    ['no name', { name: '' }, 'name'],
    ['a name of two lines', { name: 'A\nB' }, 'name'],
    ['an address without a host', { email: 'buoy' }, 'email'],
    ['an address that holds another', { email: 'a@example.org,b@example.org' }, 'email'],
    ['an address with a line break', { email: 'a@example.org\nBcc: b@example.org' }, 'email'],
    ['a short password', { password: 'k8$Wz!q' }, 'password'],
    ['a password that is guessed first', { password: 'Password2026!!' }, 'password'],
    ['a password made of the address', { password: 'someone@example.org' }, 'password'],
    ['an organization that does not exist', { organization_ids: ['nobodysOrganizat2'] }, 'organization_ids'],
    ['a list that is none', { organization_ids: { $gt: '' } }, 'organization_ids'],
    ['a flag that is none', { point_of_contact: 'perhaps' }, 'point_of_contact'],
    ['a field that is not for them', { roles: ['admin'] }, 'roles'],
  ])('refuses %s', async (_, said, field) => {
    const { status, json } = await register('someone@example.org', said);
    expect([status, json.code, json.field]).toEqual([400, 'INVALID_BODY', field]);
    expect(await userStore.findByLogin({ email: 'someone@example.org' })).toBeUndefined();
  });

  it.each([
    ['none', ''],
    ['not one', 'a link'],
    ['of an unknown user', `nobodysAccount222.${'A'.repeat(43)}`],
    ['markup', '<script>alert(1)</script>'],
  ])('refuses a token that is %s, with a page for people', async (_, token) => {
    const page = await registry.call('GET', `/api/v2/verify-email?token=${encodeURIComponent(token)}`, {
      headers: { accept: 'text/html' },
    });
    expect(page.text).not.toContain('<script>');
    const { status, json } = await registry.call('POST', '/api/v2/verify-email', { form: { token } });
    expect([status, json.code]).toEqual([400, 'LINK_INVALID']);
    const asked = { form: { token }, headers: { accept: 'text/html' } };
    const refused = await registry.call('POST', '/api/v2/verify-email', asked);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
  });
});
