import { readFile } from 'node:fs/promises';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenStore } from '../../../functions/aws/token-store.ts';
import type { User } from '../../../functions/domain/user.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedUser } from '../../support/seed.ts';

const password = 'a long enough password';
const notLoggedIn = '{"status":"error","message":"You must be logged in to do this."}';

describe('GET and POST /api/v2/logout', () => {
  let registry: TestRegistry;
  let user: User;
  let other: User;

  beforeAll(async () => {
    registry = await startTestRegistry();
    user = await seedUser({ password });
    other = await seedUser({ password });
  });
  afterAll(() => registry.stop());

  it.each([
    ['GET', '/api/v2/logout'],
    ['POST', '/api/v2/logout'],
    ['GET', '/api/v1/logout'],
    ['POST', '/api/v1/logout'],
    ['GET', '/api/v2/logout/'],
  ])('%s %s ends the token that was sent', async (method, path) => {
    const headers = await logIn(registry.call, user.email, password);
    const answer = await registry.call(method, path, { headers });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"status":"success","data":{"message":"You\'ve been logged out!"}}');
    const again = await registry.call(method, path, { headers });
    expect(again.status).toBe(401);
    expect(again.text).toBe(notLoggedIn);
  });

  it('refuses what is no valid pair of headers, and leaves the token alone', async () => {
    const good = await logIn(registry.call, user.email, password);
    const token = good['X-Auth-Token'] ?? '';
    const key = new TextEncoder().encode((await readFile(registry.environment.SIGNING_KEY_FILE ?? '', 'utf8')).trim());
    const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const forge = (changes: object, secret = key) =>
      new SignJWT({ ...claims, ...changes }).setProtectedHeader(header).sign(secret);
    const past = Math.floor(Date.now() / 1000) - 1;
    const expired = await forge({ exp: past, jti: 'expired' });
    await tokenStore.put({
      user_id: user._id,
      token_id: 'expired',
      created_at: '',
      expires_at_epoch_seconds: past + 900,
    });
    const table: [string, Record<string, string>][] = [
      ['no headers', {}],
      ['no user id', { 'X-Auth-Token': token }],
      ['no token', { 'X-User-Id': user._id }],
      ['another user id', { 'X-Auth-Token': token, 'X-User-Id': other._id }],
      ['no JWT', { 'X-Auth-Token': 'abc', 'X-User-Id': user._id }],
      ['a tampered token', { 'X-Auth-Token': `${token.slice(0, -3)}AAA`, 'X-User-Id': user._id }],
      ['a token of an unknown id', { 'X-Auth-Token': await forge({ jti: 'x' }), 'X-User-Id': user._id }],
      ['a token of another key', { 'X-Auth-Token': await forge({}, new Uint8Array(48)), 'X-User-Id': user._id }],
      ['an expired token', { 'X-Auth-Token': expired, 'X-User-Id': user._id }],
      [
        'an unsigned token',
        {
          'X-Auth-Token': `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`,
          'X-User-Id': user._id,
        },
      ],
      ['a repeated header', { 'X-Auth-Token': `${token}, ${token}`, 'X-User-Id': user._id }],
    ];
    for (const [name, headers] of table) {
      const answer = await registry.call('POST', '/api/v2/logout', { headers });
      expect([name, answer.status, answer.text]).toEqual([name, 401, notLoggedIn]);
    }
    expect((await registry.call('POST', '/api/v2/logout', { headers: good })).status).toBe(200);
  });

  it('takes a token whose stored id is past its time for logged out', async () => {
    const headers = await logIn(registry.call, user.email, password);
    const claims = JSON.parse(Buffer.from((headers['X-Auth-Token'] ?? '').split('.')[1] ?? '', 'base64url').toString());
    await tokenStore.remove(user._id, claims.jti);
    await tokenStore.put({
      user_id: user._id,
      token_id: claims.jti,
      created_at: '',
      expires_at_epoch_seconds: Math.floor(Date.now() / 1000) - 1,
    });
    expect((await registry.call('POST', '/api/v2/logout', { headers })).status).toBe(401);
  });
});
