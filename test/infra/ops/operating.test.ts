import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import { newAttemptId, newToken } from '../../../functions/ids.ts';
import { emulatorClient } from '../../../infra/local/create-stores.ts';
import { idleHarvest } from '../../support/harvested.ts';
import { type Operator, startOperator } from '../../support/ops.ts';
import { metadataDocument, type Provider, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedHarvest, seedOrganization, seedUser } from '../../support/seed.ts';

const password = 'a long enough password';

describe('npm run ops', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let ops: Operator;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { loginAnswerMs: 0 } });
    provider = await startProvider();
    provider.put('a.xml', metadataDocument('a'));
    ops = await startOperator(registry.environment);
  });
  afterAll(async () => {
    await registry.stop();
    await provider.stop();
    await ops.end();
  });

  it('adds, lists, changes and removes organizations, and writes all of it down', async () => {
    const { _id } = await ops.json('add-organization', '--name', 'GLOS', '--url', 'https://glos.example.org/');
    const changed = await ops.json('change-organization', 'GLOS', '--name', 'Great Lakes', '--url', '');
    expect(changed).toEqual({ _id, name: 'Great Lakes', created_at: expect.any(String) });
    const harvest = await seedHarvest(_id, { name: 'Its harvest' });
    const user = await seedUser({ password, name: 'Its member', organization_ids: [_id] });
    const [list, refused, wrong] = [
      await ops.run('list-organizations'),
      await ops.run('remove-organization', 'Great Lakes'),
      await ops.run('change-organization', 'Great Lakes', '--logo-url', 'ftp://x/'),
    ];
    expect(list.stdout).toMatch(new RegExp(`^ID +NAME +URL\n${_id}  Great Lakes\n$`));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toBe(
      `Great Lakes still has 1 harvest and 1 member.\n  harvest ${harvest._id}  Its harvest\n  member  ${user._id}  Its member\n`,
    );
    expect([wrong.code, wrong.stderr]).toEqual([2, '--logo-url is an http or https URL of at most 2048 characters.\n']);

    await ops.json('add-organization', '--name', 'Short-lived');
    expect((await ops.run('remove-organization', 'Short-lived')).stdout).toMatch(/^Removed Short-lived \(\w+\)\.\n$/);
    const [entries, today] = [
      await ops.json('list-audit', '--subject', `organization#${_id}`),
      await ops.run('list-audit', '--limit', '2'),
    ];
    expect(entries.map(({ action, state }: { action: string; state: string }) => [action, state])).toEqual([
      ['remove-organization', 'refused'],
      ['change-organization', 'done'],
      ['create-organization', 'done'],
    ]);
    expect(entries[1]).toMatchObject({ actor: { kind: 'operator' }, before: { name: 'GLOS' }, after: { url: null } });
    expect(today.stdout.split('\n')).toHaveLength(4);
    expect(today.stdout).toContain('name: "Short-lived" → –');
  });

  it('lists accounts and sources for people and for scripts', async () => {
    const organization = await seedOrganization({ name: 'AOOS' });
    const organization_ids = [organization._id];
    await seedUser({ password, email: 'waits@example.org', approved: false, organization_ids });
    const admin = await seedUser({ password, email: 'rules@example.org', roles: ['admin'] });
    await seedHarvest(organization._id, { name: 'Evil\u001b[2J name', url: 'http://me:secret@127.0.0.1:9/aoos/' });
    const [users, waiting, harvests, ofOne] = [
      await ops.run('list-users'),
      await ops.json('list-users', '--waiting'),
      await ops.run('list-harvests', '--organization', 'AOOS'),
      await ops.json('list-harvests', '--organization', organization._id),
    ];
    expect(users.stdout).toMatch(new RegExp(`${admin._id} +rules@example.org +Data Manager +administrator`));
    expect(users.stdout).toMatch(/waits@example.org +Data Manager +waits for approval +AOOS/);
    expect(waiting.map(({ email }: { email: string }) => email)).toEqual(['waits@example.org']);
    expect(JSON.stringify(waiting)).not.toContain('scrypt');
    expect(harvests.stdout).toContain('Evil [2J name');
    expect(harvests.stdout).not.toContain('secret');
    expect(ofOne).toMatchObject([{ organization: 'AOOS', harvest_state: 'idle' }]);
  });

  it('finds what is stuck, and sends what failed too often again', async () => {
    const harvest = await seedHarvest((await seedOrganization())._id, { url: provider.url });
    const attempt_id = newAttemptId(Date.now());
    const wake_at = new Date(Date.now() - 60_000).toISOString();
    const underWay = { attempt_id, attempt_trigger: { kind: 'operator' }, attempt_created_at: wake_at } as const;
    await harvestStore.update(harvest._id, { ...underWay, harvest_state: 'pending', wake_at }, {});
    await sendDeadLetter({ kind: 'harvest', harvest_id: harvest._id, attempt_id, slice: 0 });

    const stuck = await ops.run('stuck');
    const dry = await ops.json('redrive', '--dry-run');
    expect(stuck.code).toBe(3);
    expect(stuck.stdout).toMatch(new RegExp(`${harvest._id} .*${wake_at} .*${attempt_id} .*its lease has ended`));
    expect(dry).toEqual({ waiting: 1, moved: [] });
    const { moved } = await ops.json('redrive');
    expect(moved).toMatchObject([{ group: 'one provider', message: { harvest_id: harvest._id } }]);
    expect(await idleHarvest(registry.call, harvest._id)).toMatchObject({ last_harvest_status: 'ok' });
    const again = await ops.run('redrive');
    const none = await ops.run('stuck');
    expect([again.code, again.stdout]).toEqual([0, 'The dead-letter queue is empty.\n']);
    expect([none.code, none.stdout]).toEqual([0, 'None is stuck.\n']);
  });

  async function sendDeadLetter(message: object): Promise<void> {
    const client = new SQSClient(emulatorClient(registry.environment.SQS_ENDPOINT ?? ''));
    const QueueUrl = registry.environment.QUEUE_URL?.replace('harvests.fifo', 'harvests-dead.fifo');
    const ids = { MessageGroupId: 'one provider', MessageDeduplicationId: newToken() };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message), ...ids }));
    client.destroy();
  }

  it('rotates the signing key under tokens that stay valid', async () => {
    const user = await seedUser({ password });
    const headers = await logIn(registry.call, user.email, password);
    expect(await ops.json('rotate-key')).toEqual({ rotated: true, old_key_accepted: true });
    expect((await registry.call('POST', '/api/v2/logout', { headers })).status).toBe(200);
    expect(await ops.json('list-audit', '--subject', 'registry#signing-key')).toMatchObject([
      { action: 'rotate-key', state: 'done', actor: { kind: 'operator' } },
    ]);
  });
});
