import { createHash } from 'node:crypto';
import bcrypt from 'bcryptjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userStore } from '../../../functions/aws/user-store.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { seedUser } from '../../support/seed.ts';

const password = 'Sea surface temperature 17.3 °C';
const digest = createHash('sha256').update(password).digest('hex');
const unauthorized = '{"status":"error","message":"Unauthorized"}';

describe('POST /api/v2/login', () => {
  let registry: TestRegistry;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { loginWindowMs: 36_000_000 } });
    await seedUser({ email: 'buoy@example.org', username: 'buoy', password });
    await seedUser({ email: 'unverified@example.org', password, verified: false });
  });
  afterAll(() => registry.stop());

  it.each([
    ['email and plain password', { email: 'buoy@example.org', password }],
    ['email in other case', { email: 'Buoy@Example.ORG', password }],
    ['username', { username: 'buoy', password }],
    ['user with an @ as email', { user: 'buoy@example.org', password }],
    ['user without an @ as username', { user: 'buoy', password }],
    ['lower-case digest', { email: 'buoy@example.org', password: digest, hashed: 'true' }],
    ['upper-case digest and TRUE', { email: 'buoy@example.org', password: digest.toUpperCase(), hashed: 'TRUE' }],
    ['hashed with a value that is not true', { email: 'buoy@example.org', password, hashed: 'maybe' }],
  ])('accepts %s', async (_, form) => {
    const { status, json, headers } = await registry.call('POST', '/api/v2/login', { form });
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual(['status', 'data']);
    expect(json.status).toBe('success');
    expect(Object.keys(json.data)).toEqual(['authToken', 'userId']);
    expect(json.data.userId).toMatch(/^[2-9A-Za-z]{17}$/);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it('accepts JSON, with hashed as JSON true, and the v1 path', async () => {
    const json = { email: 'buoy@example.org', password: digest, hashed: true };
    expect((await registry.call('POST', '/api/v1/login', { json })).status).toBe(200);
  });

  it.each([
    ['an unknown user', { form: { email: 'nobody@example.org', password } }],
    ['a wrong password', { form: { email: 'buoy@example.org', password: 'wrong' } }],
    ['an unverified account', { form: { email: 'unverified@example.org', password } }],
    ['a plain password said to be hashed', { form: { email: 'buoy@example.org', password, hashed: 'true' } }],
    ['a digest not said to be hashed', { form: { email: 'buoy@example.org', password: digest, hashed: 'maybe' } }],
    ['no password', { form: { email: 'buoy@example.org' } }],
    ['no name', { form: { password } }],
    ['no body', {}],
    ['broken JSON', { body: '{"email":', headers: { 'content-type': 'application/json' } }],
    ['JSON that is no object', { json: ['buoy@example.org', password] }],
    ['fields of the wrong type', { json: { email: { $gt: '' }, password: ['x'] } }],
    ['another content type', { body: `email=buoy@example.org`, headers: { 'content-type': 'text/csv' } }],
    ['a body that is too large', { form: { email: 'buoy@example.org', password: 'x'.repeat(70_000) } }],
    [
      'bytes that are no UTF-8',
      { body: new Uint8Array([0xff, 0xfe]), headers: { 'content-type': 'application/json' } },
    ],
  ])('answers the same 401, not before 400 ms, to %s', async (_, options) => {
    const startedAtMs = performance.now();
    const { status, text } = await registry.call('POST', '/api/v2/login', options);
    expect(performance.now() - startedAtMs).toBeGreaterThan(390);
    expect(status).toBe(401);
    expect(text).toBe(unauthorized);
  });

  it('gives several tokens of one user that live side by side', async () => {
    const form = { email: 'buoy@example.org', password };
    const [first, second] = await Promise.all([1, 2].map(() => registry.call('POST', '/api/v2/login', { form })));
    const headersOf = (answer: typeof first) => ({
      'X-Auth-Token': answer?.json.data.authToken,
      'X-User-Id': answer?.json.data.userId,
    });
    expect((await registry.call('POST', '/api/v2/logout', { headers: headersOf(first) })).status).toBe(200);
    expect((await registry.call('POST', '/api/v2/logout', { headers: headersOf(first) })).status).toBe(401);
    expect((await registry.call('POST', '/api/v2/logout', { headers: headersOf(second) })).status).toBe(200);
  });

  it('accepts an account of the old registry (bcrypt of the digest) and re-hashes it', async () => {
    const old = await seedUser({
      email: 'old@example.org',
      password: 'replaced below',
      password_hash: await bcrypt.hash(digest, 10),
    });
    const plain = { email: 'old@example.org', password };
    expect((await registry.call('POST', '/api/v2/login', { form: { ...plain, password: 'wrong' } })).status).toBe(401);
    expect((await userStore.get(old._id))?.password_hash).toMatch(/^\$2/);
    const hashed = { email: 'old@example.org', password: digest, hashed: 'true' };
    expect((await registry.call('POST', '/api/v2/login', { form: hashed })).status).toBe(200);
    expect((await userStore.get(old._id))?.password_hash).toMatch(/^scrypt\$15\$8\$1\$/);
    expect((await registry.call('POST', '/api/v2/login', { form: plain })).status).toBe(200);
  });

  it('answers 429 with Retry-After after ten failures, known account or not, right password or not', async () => {
    const { email } = await seedUser({ password });
    for (const tried of [email, 'never@example.org']) {
      const login = (asked: string) =>
        registry.call('POST', '/api/v2/login', { form: { email: tried, password: asked } });
      const failed = await Promise.all(Array.from({ length: 10 }, (_, at) => login(`guess ${at}`)));
      expect(new Set(failed.map(({ status }) => status))).toEqual(new Set([401]));
      const startedAtMs = performance.now();
      const { status, json, headers } = await login(password);
      expect(performance.now() - startedAtMs).toBeGreaterThan(390);
      expect([status, json.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
      expect(headers.get('retry-after')).toBe(String(json.retry_after_seconds));
    }
    expect((await registry.call('POST', '/api/v2/login', { form: { username: 'buoy', password } })).status).toBe(200);
  });

  it('does not let the right one of many guesses at the same time through', async () => {
    const { email } = await seedUser({ password });
    const guesses = [...Array.from({ length: 30 }, (_, at) => `guess ${at}`), password];
    const answers = await Promise.all(
      guesses.map((asked) => registry.call('POST', '/api/v2/login', { form: { email, password: asked } })),
    );
    expect(answers.map(({ status }) => status).filter((status) => status === 401)).toHaveLength(10);
    expect(answers.at(-1)?.status).toBe(429);
  });
});
