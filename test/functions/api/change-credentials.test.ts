import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenStore } from '../../../functions/aws/token-store.ts';
import { userStore } from '../../../functions/aws/user-store.ts';
import type { User } from '../../../functions/domain/user.ts';
import { linkTo, mailsTo } from '../../support/outbox.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedUser } from '../../support/seed.ts';

const password = 'wren maple copper 41';
const other = 'fathom kelp lantern 77';
const answersAtMs = 300;

describe('changing and resetting what one logs in with', () => {
  let registry: TestRegistry;

  beforeAll(async () => {
    const limits = { accountAnswerMs: answersAtMs, loginAnswerMs: 1, linkTries: 12, loginWindowMs: 36_000_000 };
    registry = await startTestRegistry({ limits });
  });
  afterAll(() => registry.stop());

  const isLoggedIn = async (headers: Record<string, string>) =>
    (await registry.call('GET', '/api/v2/tokens', { headers })).status === 200;
  const logsIn = async ({ email }: Pick<User, 'email'>, asked: string) =>
    (await registry.call('POST', '/api/v2/login', { form: { email, password: asked } })).status === 200;

  async function twoSessions() {
    const user = await seedUser({ password });
    const own = await logIn(registry.call, user.email, password);
    const elsewhere = await logIn(registry.call, user.email, password);
    return { user, own, elsewhere };
  }

  it('changes a password with the current one, and ends every other token and key', async () => {
    const { user, own, elsewhere } = await twoSessions();
    const key = await registry.call('POST', '/api/v2/api-keys', { headers: own, json: { name: 'cron' } });
    const change = (json: object) =>
      registry.call('POST', `/api/v2/users/${user._id}/password`, { headers: own, json });
    const wrong = await change({ current_password: other, new_password: other });
    expect([wrong.status, wrong.json.code, wrong.json.field]).toEqual([403, 'WRONG_PASSWORD', 'current_password']);
    const weak = await change({ current_password: password, new_password: 'Password2026!!' });
    expect([weak.status, weak.json.field]).toEqual([400, 'new_password']);
    expect(await isLoggedIn(elsewhere)).toBe(true);

    expect((await change({ current_password: password, new_password: other })).status).toBe(200);
    expect([await isLoggedIn(own), await isLoggedIn(elsewhere)]).toEqual([true, false]);
    expect(await tokenStore.get(user._id, key.json.data.id)).toBeUndefined();
    expect([await logsIn(user, password), await logsIn(user, other)]).toEqual([false, true]);

    const stranger = await seedUser({ password });
    const headers = await logIn(registry.call, stranger.email, password);
    const path = `/api/v2/users/${user._id}/password`;
    const refused = await registry.call('POST', path, {
      headers,
      json: { current_password: other, new_password: other },
    });
    expect(refused.json.code).toBe('FORBIDDEN');
  });

  it('brakes guesses of the current password with a token that was stolen', async () => {
    const { user, own } = await twoSessions();
    const guess = (current_password: string) =>
      registry.call('POST', `/api/v2/users/${user._id}/password`, {
        headers: own,
        json: { current_password, new_password: other },
      });
    for (let tries = 0; tries < 10; tries += 1) expect((await guess(`guess ${tries}`)).status).toBe(403);
    const refused = await guess(password);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await logsIn(user, password)).toBe(true);
  });

  it('moves an account to another address when that is confirmed, and not before', async () => {
    const { user, own, elsewhere } = await twoSessions();
    const email = `new-${user.email}`;
    const change = (json: object) => registry.call('POST', `/api/v2/users/${user._id}/email`, { headers: own, json });
    expect((await change({ current_password: 'wrong', email })).json.code).toBe('WRONG_PASSWORD');
    expect((await change({ current_password: password, email })).status).toBe(202);
    expect([await isLoggedIn(own), await isLoggedIn(elsewhere)]).toEqual([true, false]);
    expect([await logsIn(user, password), await logsIn({ email }, password)]).toEqual([true, false]);

    const { token } = await linkTo(email);
    const moved = await registry.call('POST', '/api/v2/verify-email', { form: { token } });
    expect(moved.json.data).toMatchObject({ user_id: user._id, email, approved: true });
    expect([await logsIn(user, password), await logsIn({ email }, password)]).toEqual([false, true]);
    expect((await mailsTo(user.email)).map(({ subject }) => subject)).toEqual(['Your address was changed']);
    await seedUser({ email: user.email, password, password_hash: '-' });
  });

  it('does not tell that the new address has an account, but by mail to it', async () => {
    const { user, own } = await twoSessions();
    const known = await seedUser({ password });
    const change = (email: string) =>
      registry.call('POST', `/api/v2/users/${user._id}/email`, {
        headers: own,
        json: { current_password: password, email },
      });
    const answers = [await change(known.email), await change(`free-${known.email}`)];
    expect(answers[0]?.text).toBe(answers[1]?.text);
    expect((await mailsTo(known.email)).map(({ subject }) => subject)).toEqual(['You have an account already']);
    const { token } = await linkTo(`free-${known.email}`);
    await seedUser({ email: `free-${known.email}`, password, password_hash: '-' });
    const late = await registry.call('POST', '/api/v2/verify-email', { form: { token } });
    expect([late.status, late.json.code]).toEqual([409, 'EMAIL_TAKEN']);
    expect((await userStore.get(user._id))?.email).toBe(user.email);
  });

  it('resets a password by a mailed link, once, and ends all tokens', async () => {
    const { user, own } = await twoSessions();
    const ask = (email: string) => registry.call('POST', '/api/v2/password-reset', { form: { email } });
    const startedAtMs = performance.now();
    const answers = [await ask(user.email), await ask('nobody@example.org')];
    expect(performance.now() - startedAtMs).toBeGreaterThan(2 * answersAtMs - 20);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(answers[0]?.text).toBe(answers[1]?.text);
    expect(await mailsTo('nobody@example.org')).toEqual([]);

    const { path, token } = await linkTo(user.email);
    const page = await registry.call('GET', path, { headers: { accept: 'text/html' } });
    expect(page.text).toMatch(/<label for="password">.*\n<input id="password" name="password" type="password"/);
    const confirm = (form: { token: string; password: string }) =>
      registry.call('POST', '/api/v2/password-reset/confirm', { form });
    expect((await confirm({ token, password: user.email })).json.field).toBe('password');
    const both = await Promise.all([confirm({ token, password: other }), confirm({ token, password: other })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    expect((await confirm({ token, password: other })).json.code).toBe('LINK_INVALID');
    expect(await isLoggedIn(own)).toBe(false);
    expect([await logsIn(user, password), await logsIn(user, other)]).toEqual([false, true]);
  });

  it('refuses links that are too old, for something else, or of an address that the account has left', async () => {
    const { user } = await twoSessions();
    await registry.call('POST', '/api/v2/password-reset', { form: { email: user.email } });
    const { token } = await linkTo(user.email);
    const asOther = await registry.call('POST', '/api/v2/verify-email', { form: { token } });
    expect(asOther.json.code).toBe('LINK_INVALID');
    const kept = (await tokenStore.list(user._id)).find(({ kind }) => kind === 'link');
    if (kept) await tokenStore.remove(user._id, kept.token_id);
    if (kept) await tokenStore.put({ ...kept, expires_at_epoch_seconds: Math.floor(Date.now() / 1000) - 1 });
    const form = { token, password: other };
    const late = await registry.call('POST', '/api/v2/password-reset/confirm', { form });
    expect(late.json.code).toBe('LINK_INVALID');
  });

  it('sends three mails an hour to one address at most, and answers as before', async () => {
    const user = await seedUser({ password, password_hash: '-' });
    const ask = () => registry.call('POST', '/api/v2/password-reset', { form: { email: user.email } });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(ask));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(await mailsTo(user.email)).toHaveLength(3);
  });

  it('brakes an address that tries many links, or asks for many mails', async () => {
    const form = { token: `nobodysAccount222.${'A'.repeat(43)}` };
    const tries = await Promise.all(
      Array.from({ length: 13 }, () => registry.call('POST', '/api/v2/verify-email', { form })),
    );
    expect(tries.map(({ status }) => status)).toContain(429);
    const asked = await Promise.all(
      Array.from({ length: 25 }, (_, at) =>
        registry.call('POST', '/api/v2/password-reset', { form: { email: `n${at}@example.org` } }),
      ),
    );
    expect(asked.filter(({ status }) => status === 429).length).toBeGreaterThan(4);
  });
});
