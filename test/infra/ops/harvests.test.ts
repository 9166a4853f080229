import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import { idleHarvest } from '../../support/harvested.ts';
import { type Operator, startOperator } from '../../support/ops.ts';
import { metadataDocument, type Provider, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { seedHarvest, seedOrganization } from '../../support/seed.ts';

describe('npm run ops, on harvests', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let ops: Operator;

  beforeAll(async () => {
    registry = await startTestRegistry();
    provider = await startProvider();
    provider.put('a.xml', metadataDocument('a'));
    provider.put('b.xml', '<not metadata/>');
    ops = await startOperator(registry.environment);
    await seedOrganization({ name: 'PacIOOS' });
    await seedOrganization({ name: 'AOOS' });
  });
  afterAll(async () => {
    await registry.stop();
    await provider.stop();
    await ops.end();
  });

  const add = (...more: string[]) => ['add-harvest', '--name', 'A source', '--organization', 'PacIOOS', ...more];

  it('looks, tries, registers, changes and removes a source', async () => {
    const tried = await ops.run(...add('--url', provider.url, '--dry-run'));
    expect(tried.code).toBe(0);
    expect(tried.stdout).toMatch(
      /^The source lists 2 documents.*\n(.*\n)*Of 2 of them, 1 are good\.\n {2}http.*b\.xml/,
    );
    expect(await harvestStore.list()).toEqual([]);

    const { harvest_id, attempt_id, probe } = await ops.json(
      ...add('--url', provider.url, '--contact', 'me@example.org'),
    );
    expect(probe).toMatchObject({ state: 'ok', documents: 2 });
    expect(attempt_id).toEqual(expect.any(String));
    expect(await idleHarvest(registry.call, harvest_id)).toMatchObject({ last_good_count: 1, last_bad_count: 1 });

    const elsewhere = await startProvider();
    elsewhere.put('c.xml', metadataDocument('c'));
    const moved = elsewhere.url;
    const change = ['--organization', 'AOOS', '--publish', 'false', '--contact', '', '--connections', '4'];
    const changed = await ops.json('change-harvest', harvest_id, '--url', moved, ...change);
    expect(changed).toMatchObject({ organization: 'AOOS', publish: false, connections: 4, url: moved });
    expect(changed).not.toHaveProperty('harvest_contact');
    expect((await ops.run('harvest', harvest_id)).code).toBe(0);
    await idleHarvest(registry.call, harvest_id);

    await elsewhere.stop();

    const removed = await ops.run('remove-harvest', harvest_id, '--wait');
    expect([removed.code, removed.stdout]).toEqual([0, `Removed A source (${harvest_id}).\n`]);
    expect((await registry.call('GET', `/api/v2/harvests/${harvest_id}/records`)).status).toBe(404);
    const entries = await ops.json('list-audit', '--subject', `harvest#${harvest_id}`);
    expect(entries.map(({ action, actor }: { action: string; actor: object }) => [action, actor])).toEqual([
      ['delete-harvest', { kind: 'operator' }],
      ['change-harvest', { kind: 'operator' }],
      ['create-harvest', { kind: 'operator' }],
    ]);
  });

  it('does not register what is no source, unless it is told to', async () => {
    const url = `${provider.url}nothing-here/`;
    const refused = await ops.run(...add('--url', url, '--unpublished'));
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('cannot be harvested as it is')]);
    const forced = await ops.run(...add('--url', url, '--unpublished', '--force'));
    expect([forced.code, forced.stdout]).toEqual([0, expect.stringContaining('The look at the source failed')]);
  });

  it.each([
    [['--url', 'http://127.0.0.1:9/x/', '--interval', '0'], '--interval is a whole number from 1 to 365.'],
    [['--url', 'http://127.0.0.1:9/x/', '--connections', 'many'], '--connections is a whole number from 1 to 64.'],
    [['--url', 'http://127.0.0.1:9/x/', '--contact', 'nobody'], '--contact is a mail address'],
    [['--url', 'http://127.0.0.1:9/x/', '--type', 'FTP'], '--type is one of WAF, ERDDAP-WAF, CSW.'],
    [[], '--url is missing.'],
  ])('add-harvest with %j exits with 2 and says what is wrong', async (more, message) => {
    const ended = await ops.run(...add(...more));
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it.each([
    [['change-harvest'], 2, 'Which harvest?'],
    [['change-harvest', '<id>'], 2, 'Give at least one option.'],
    [['change-harvest', '<id>', '--publish', 'maybe'], 2, '--publish is true or false.'],
    [['change-harvest', 'unknown', '--name', 'x'], 1, 'There is no harvest with the id "unknown".'],
    [['remove-harvest'], 2, 'Which harvest?'],
    [['remove-harvest', 'unknown'], 1, 'There is no harvest with the id "unknown".'],
  ])('%j exits with %i and says what is wrong', async (args, code, message) => {
    const organization = await seedOrganization();
    const { _id } = await seedHarvest(organization._id);
    const ended = await ops.run(...args.map((arg) => (arg === '<id>' ? _id : arg)));
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(message)]);
  });
});
