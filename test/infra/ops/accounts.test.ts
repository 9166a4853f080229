import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userStore } from '../../../functions/aws/user-store.ts';
import { type Operator, startOperator } from '../../support/ops.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';

const password = 'a long enough password';

describe('npm run ops, on accounts', () => {
  let registry: TestRegistry;
  let ops: Operator;
  let organizationId: string;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { loginAnswerMs: 0 } });
    ops = await startOperator(registry.environment);
    organizationId = (await seedOrganization({ name: 'PacIOOS' }))._id;
  });
  afterAll(async () => {
    await registry.stop();
    await ops.end();
  });

  const tokens = (headers: Record<string, string>) => registry.call('GET', '/api/v2/tokens', { headers });

  it('approves who waits, and tells them by mail', async () => {
    const { _id, email } = await seedUser({ password, approved: false });
    expect(await ops.json('approve-user', email, '--organization', 'PacIOOS')).toMatchObject({
      _id,
      approved: true,
      organization_ids: [organizationId],
    });
    const folder = registry.environment.MAIL_OUTBOX ?? '';
    const mails = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    expect(mails.filter((mail) => mail.includes(`To: ${email}`))).toHaveLength(1);
    const [entry] = await ops.json('list-audit', '--subject', `user#${_id}`);
    expect(entry).toMatchObject({ action: 'change-user', actor: { kind: 'operator' }, before: { approved: false } });
  });

  it('does not approve an address that nobody has verified', async () => {
    const { email } = await seedUser({ password, approved: false, verified: false });
    const { code, stderr } = await ops.run('approve-user', email);
    expect([code, stderr]).toEqual([1, 'An account is approved after its address was verified.\n']);
  });

  it('changes roles, and leaves one administrator', async () => {
    const made = await ops.json('add-user', '--email', 'first@example.org', '--name', 'First', '--admin');
    const { email } = await seedUser({ password, organization_ids: [organizationId] });
    const refused = await ops.run('change-user', 'first@example.org', '--role', 'member');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('last administrator')]);
    expect((await ops.run('remove-user', made.user_id)).code).toBe(1);
    expect(
      await ops.json('change-user', email, '--role', 'admin', '--role', 'member', '--organization', ''),
    ).toMatchObject({ roles: ['admin', 'member'], organization_ids: [] });
    expect((await ops.run('change-user', made.user_id, '--role', 'member')).code).toBe(0);
    expect((await ops.json('remove-user', made.user_id)).email).toBe('first@example.org');
    expect(await userStore.get(made.user_id)).toBeUndefined();
    const entries = await ops.json('list-audit', '--subject', `user#${made.user_id}`);
    const states = entries.map(({ action, refused_code, state }: Record<string, string>) => [
      action,
      refused_code ?? state,
    ]);
    expect(states).toEqual([
      ['remove-user', 'done'],
      ['change-user', 'done'],
      ['remove-user', 'LAST_ADMINISTRATOR'],
      ['change-user', 'LAST_ADMINISTRATOR'],
      ['create-user', 'done'],
    ]);
    expect(JSON.stringify(entries)).not.toContain(made.password);
    expect(JSON.stringify(entries)).not.toContain('scrypt');
  });

  it('makes a key for one harvest, lists what is given out, and revokes it', async () => {
    const user = await seedUser({ password, organization_ids: [organizationId] });
    const headers = await logIn(registry.call, user.email, password);
    const mine = await seedHarvest(organizationId);
    const others = await seedHarvest((await seedOrganization())._id);
    const forOthers = await ops.run('add-api-key', user.email, '--name', 'cron', '--harvest', others._id);
    expect([forOthers.code, forOthers.stderr]).toEqual([1, `${user.email} does not manage ${others._id}.\n`]);

    const key = await ops.json(
      'add-api-key',
      user.email,
      '--name',
      'cron',
      '--harvest',
      mine._id,
      '--expires-in-days',
      '7',
    );
    expect(key.harvest_ids).toEqual([mine._id]);
    const asKey = { 'X-User-Id': user._id, 'X-Auth-Token': key.api_key };
    const trigger = (id: string) => registry.call('POST', `/api/v2/harvests/${id}/harvest`, { headers: asKey });
    expect((await trigger(mine._id)).status).toBe(200);
    expect((await trigger(others._id)).status).not.toBe(200);
    const listed = await ops.run('list-tokens', user.email);
    expect(listed.stdout).toMatch(new RegExp(`${key.id} +api-key +cron`));
    expect(listed.stdout).not.toContain(key.api_key);

    expect((await ops.json('revoke-tokens', user.email)).revoked).toHaveLength(1);
    expect((await tokens(headers)).status).toBe(401);
    expect((await trigger(mine._id)).status).toBe(200);
    expect((await ops.json('revoke-tokens', user._id, '--id', key.id)).revoked).toEqual([key.id]);
    expect((await trigger(mine._id)).status).toBe(401);
    const again = await ops.run('revoke-tokens', user.email, '--id', key.id);
    expect([again.code, again.stderr]).toEqual([1, `${user.email} has no token or key ${key.id}.\n`]);
  });

  it('logs out with a new password whoever was logged in', async () => {
    const { _id, email } = await seedUser({ password });
    const headers = await logIn(registry.call, email, password);
    const renewed = await ops.json('set-password', '--email', email.toUpperCase());
    expect((await tokens(headers)).status).toBe(401);
    await logIn(registry.call, email, renewed.password);
    expect(await ops.json('list-audit', '--subject', `user#${_id}`)).toMatchObject([{ action: 'set-password' }]);
  });

  it.each([
    [['approve-user'], 2, 'Which account?'],
    [['approve-user', 'nobody@example.org'], 1, 'There is no account nobody@example.org.'],
    [['change-user', 'nobody'], 1, 'There is no account nobody.'],
    [['set-password', '--email', 'nobody@example.org'], 1, 'There is no account'],
    [['change-user', 'keeps@example.org'], 2, 'Give at least one option.'],
    [['change-user', 'keeps@example.org', '--role', 'king'], 2, '--role'],
    [['change-user', 'keeps@example.org', '--approved', 'maybe'], 2, '--approved is true or false.'],
    [['change-user', 'keeps@example.org', '--organization', 'None'], 1, 'There is no organization None.'],
    [['add-api-key', 'keeps@example.org'], 2, '--name is missing.'],
    [['add-api-key', 'keeps@example.org', '--name', 'x', '--expires-in-days', '0'], 2, '--expires-in-days is a whole'],
  ])('%j exits with %i and says what is wrong', async (args, code, message) => {
    if (!(await userStore.findByLogin({ email: 'keeps@example.org' }))) {
      await seedUser({ password, email: 'keeps@example.org' });
    }
    const ended = await ops.run(...args);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(message)]);
  });
});
