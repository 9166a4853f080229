import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administratorStore } from '../../../functions/aws/administrator-store.ts';
import { auditStore } from '../../../functions/aws/audit-store.ts';
import { claimStore } from '../../../functions/aws/claim-store.ts';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import { organizationStore } from '../../../functions/aws/organization-store.ts';
import { recordStore } from '../../../functions/aws/record-store.ts';
import { userStore } from '../../../functions/aws/user-store.ts';
import { digestOf } from '../../../functions/identity/password.ts';
import { recordIdFromUrl } from '../../../functions/ids.ts';
import type { Finding } from '../../../infra/ops/migrate/findings.ts';
import type { MigrationReport } from '../../../infra/ops/migrate/migrate-registry.ts';
import { harvestAndWait } from '../../support/harvested.ts';
import { metadataDocument, type Provider, startProvider } from '../../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn } from '../../support/seed.ts';
import { createOldRegistry, exportOldRegistry, type OldRegistry, oldPassword } from './old-registry.ts';

const script = fileURLToPath(new URL('../../../infra/ops/ops.ts', import.meta.url));
const dayMs = 24 * 60 * 60_000;

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

describe('npm run ops -- migrate', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let dataFolder: string;
  let old: OldRegistry;
  let dryRun: Ended;
  let run: Ended;
  let again: Ended;
  let afterFirst: string;
  let afterSecond: string;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { loginAnswerMs: 0 } });
    provider = await startProvider();
    dataFolder = await mkdtemp(join(tmpdir(), 'migrate-'));
    await writeFile(join(dataFolder, 'environment.json'), JSON.stringify(registry.environment));
    old = await createOldRegistry({ sourceUrl: provider.url });
    await exportOldRegistry(join(dataFolder, 'export'), old);
    dryRun = await ops('migrate', join(dataFolder, 'export'), '--json');
    const untouched = await everything();
    run = await ops('migrate', join(dataFolder, 'export'), '--apply', '--json');
    afterFirst = await everything();
    again = await ops('migrate', join(dataFolder, 'export'), '--apply', '--json');
    afterSecond = await everything();
    expect(untouched).toBe('[[],[],[],[],[]]');
  }, 120_000);
  afterAll(async () => {
    await registry?.stop();
    await provider?.stop();
    await rm(dataFolder, { recursive: true });
  });

  const ops = (...args: string[]) =>
    new Promise<Ended>((resolve) => {
      execFile(
        process.execPath,
        [script, ...args, '--data', dataFolder],
        { maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
      );
    });
  const report = ({ stdout }: Ended) => JSON.parse(stdout) as MigrationReport;
  const findings = (code: string, ended = run): Finding[] =>
    report(ended).findings.filter((finding) => finding.code === code);
  const oldUser = (at: number) => old.users[at] as { _id: string };
  const oldHarvest = (at: number) => old.Harvests[at] as { _id: string };

  /** All that the registry holds. */
  async function everything(): Promise<string> {
    const today = new Date().toISOString().slice(0, 10);
    const harvests = (await harvestStore.list()).sort((a, b) => a._id.localeCompare(b._id));
    const records = [];
    for (const { _id } of harvests) for await (const record of recordStore.listAll(_id)) records.push(record);
    const users = [];
    for await (const user of userStore.listAll()) users.push(user);
    const audit = await auditStore.list({ day: today }, { limit: 1000 });
    return JSON.stringify([await organizationStore.list(), users, harvests, records, audit]);
  }

  it('reports what it would do and writes nothing, then does just that', () => {
    expect(run.stderr).toBe('');
    expect([dryRun.code, run.code, again.code]).toEqual([3, 3, 3]);
    expect(report(dryRun)).toEqual({ ...report(run), applied: false });
    const { collections } = report(run);
    expect(collections.Organizations).toMatchObject({ documents: 12, taken: 10, there_already: 0, left: 2 });
    expect(collections.users).toMatchObject({ documents: 40, taken: 38, left: 2 });
    expect(collections.Harvests).toMatchObject({ documents: 30, taken: 24, left: 6 });
    expect(collections.Records).toMatchObject({ documents: 5000, taken: 4891, left: 109 });
    expect(collections.Records?.fields_not_taken).toEqual({
      hash_val: 5000,
      record_url: 4900,
      location: 5000,
      metadata_data: 100,
    });
  });

  it('changes nothing the second time', () => {
    expect(afterSecond).toBe(afterFirst);
    const { collections } = report(again);
    expect(collections.Organizations).toMatchObject({ taken: 0, there_already: 10 });
    expect(collections.users).toMatchObject({ taken: 0, there_already: 38 });
    expect(collections.Harvests).toMatchObject({ taken: 0, there_already: 24 });
    expect(collections.Records).toMatchObject({ taken: 0 });
    expect(report(again).findings.filter(({ kind }) => kind === 'differs')).toEqual([]);
  });

  it('names file, line and id of what it leaves, and why', () => {
    const left = report(run).findings.filter(({ kind, file }) => kind === 'left' && file !== 'Records.json');
    expect(left.map(({ file, line, code }) => `${file}:${line} ${code}`)).toEqual([
      'Organizations.json:8 URL_INVALID',
      'Organizations.json:11 NAME_TAKEN',
      'Organizations.json:12 NO_NAME',
      'users.json:28 ROLE_OF_GROUP',
      'users.json:31 SECOND_ADDRESS',
      'users.json:32 PROFILE_ADDRESS',
      'users.json:34 NO_ADDRESS',
      'users.json:35 PASSWORD',
      'users.json:36 PASSWORD',
      'users.json:37 PASSWORD',
      'users.json:39 ORGANIZATION_UNKNOWN',
      'users.json:40 PROFILE_ADDRESS',
      'users.json:33 USERNAME_TAKEN',
      'users.json:32 ADDRESS_TAKEN',
      'Harvests.json:17 ORGANIZATION_UNKNOWN',
      'Harvests.json:18 ORGANIZATION_UNKNOWN',
      'Harvests.json:22 BEING_DELETED',
      'Harvests.json:26 TYPE_UNKNOWN',
      'Harvests.json:27 URL_INVALID',
      'Harvests.json:28 CONTACT',
      'Harvests.json:15 URL_TAKEN',
    ]);
    expect(findings('URL_TAKEN')[0]).toMatchObject({ id: oldHarvest(14)._id });
    expect(findings('URL_TAKEN')[0]?.message).toContain(oldHarvest(1)._id);
    expect(findings('RECORD_WITHOUT_URL')).toHaveLength(100);
    expect(findings('DUPLICATE_RECORD')).toHaveLength(5);
    expect(findings('HARVEST_NOT_TAKEN')).toHaveLength(4);
  });

  it('keeps ids, and shows harvests as the old registry did', async () => {
    const { json } = await registry.call('GET', `/api/v1/Harvests/${oldHarvest(0)._id}`);
    expect(json.data).toEqual({
      _id: oldHarvest(0)._id,
      harvest_type: 'WAF',
      name: 'Source 0',
      url: provider.url,
      publish: true,
      harvest_interval: 1,
      organization: 'PacIOOS',
      last_harvest_dt: '2018-04-27T00:00:01.717Z',
      ckan_harvest_url: 'http://dev-catalog.example.org/harvest/pacioos-waf',
      last_record_count: 250,
      last_good_count: 240,
      last_bad_count: 10,
      last_harvest_status: 'ok',
      harvest_state: 'idle',
    });
  });

  it.each([
    ['a URL with spaces', 15, { url: 'http://data.example.org/HF%20Radar%20DAC/' }],
    ['a negative good count', 18, { last_record_count: 12, last_good_count: 0, last_bad_count: 12 }],
    ['no interval', 22, { harvest_interval: 1 }],
    ['an interval in seconds', 23, { harvest_interval: 1 }],
    ['a type in small letters', 24, { harvest_type: 'WAF' }],
    ['a failed last run that was not published', 29, { last_harvest_status: 'fail', publish: false }],
  ])('takes a harvest with %s', async (_what, at, expected) => {
    expect(await harvestStore.get(oldHarvest(at)._id)).toMatchObject(expected);
  });

  it.each([19, 20, 11])('takes harvest %i, which was under way or never harvested, without figures', async (at) => {
    const harvest = await harvestStore.get(oldHarvest(at)._id);
    expect(Object.keys(harvest ?? {}).filter((name) => name.startsWith('last_'))).toEqual([]);
  });

  it('claims what is unique', async () => {
    const { host } = new URL(provider.url);
    expect(await claimStore.findOwner(`url#http://${host}/waf`)).toBe(oldHarvest(0)._id);
    expect(await claimStore.findOwner('email#person30@example.org')).toBe(oldUser(30)._id);
    expect(await claimStore.findOwner('username#admin')).toBe(oldUser(0)._id);
    expect(await claimStore.findOwner('organization-name#glos')).toBe(old.Organizations[5]?._id);
  });

  it('starts the published ones one after the other over a day, and the others not at all', async () => {
    const harvests = await harvestStore.list();
    const published = harvests.filter(({ publish }) => publish);
    const due = published.map(({ wake_at }) => Date.parse(wake_at ?? '')).sort((a, b) => a - b);
    expect(published).toHaveLength(22);
    const gaps = due.slice(1).map((at, index) => at - (due[index] ?? 0));
    for (const gap of gaps) expect(Math.abs(gap - dayMs / 22)).toBeLessThan(2);
    expect(due.at(-1)).toBeLessThan(Date.now() + dayMs);
    expect(harvests.filter(({ publish, wake_at }) => !publish && wake_at)).toEqual([]);
  });

  it('keeps passwords, plain and hashed, and hashes them anew', async () => {
    for (const [at, password, more] of [
      [1, oldPassword, {}],
      [2, digestOf(oldPassword), { hashed: 'true' }],
    ] as const) {
      expect((await userStore.get(oldUser(at)._id))?.password_hash).toMatch(/^\$2a\$10\$/);
      const form = { username: `person${at}@example.org`, password, ...more };
      const { json } = await registry.call('POST', '/api/v2/login', { form });
      expect(json.data?.userId).toBe(oldUser(at)._id);
      expect((await userStore.get(oldUser(at)._id))?.password_hash).toMatch(/^scrypt\$15\$8\$1\$/);
      await logIn(registry.call, `person${at}@example.org`, oldPassword);
    }
  });

  it.each([
    ['unverified', 29],
    ['without a password that can be taken', 34],
    ['without a password', 36],
  ])('lets nobody in who is %s', async (_what, at) => {
    await expect(logIn(registry.call, `person${at}@example.org`, oldPassword)).rejects.toThrow('401');
  });

  it('keeps roles, approval and membership', async () => {
    expect(await userStore.get(oldUser(28)._id)).toMatchObject({ roles: ['admin'], approved: false });
    expect(await userStore.get(oldUser(27)._id)).toMatchObject({ roles: ['member'], approved: true });
    expect(await userStore.get(oldUser(37)._id)).toMatchObject({ organization_ids: [old.Organizations[8]?._id] });
    expect(await userStore.get(oldUser(1)._id)).toMatchObject({ point_of_contact: true });
    expect((await administratorStore.list()).sort()).toEqual([oldUser(0)._id, oldUser(26)._id].sort());
  });

  it('shows no hash and no token, and writes each change down as the operator’s', async () => {
    for (const text of [
      run.stdout,
      JSON.stringify(await auditStore.list({ subject: `user#${oldUser(1)._id}` }, { limit: 9 })),
    ]) {
      expect(text).not.toMatch(/\$2a\$|c2VjcmV0/);
    }
    const [entry] = await auditStore.list({ subject: `harvest#${oldHarvest(0)._id}` }, { limit: 9 });
    expect(entry).toMatchObject({ actor: { kind: 'operator' }, action: 'migrate-harvest', state: 'done' });
  });

  it('shows the old records until the first harvest, which holds back what its listing lacks', async () => {
    const harvestId = oldHarvest(0)._id;
    const path = `/api/v2/harvests/${harvestId}/records`;
    const { json } = await registry.call('GET', `${path}/${recordIdFromUrl(`${provider.url}document%201.xml`)}`);
    expect(json.data).toMatchObject({ title: 'Record 13 of Source 0', state: 'bad', error_count: 1 });
    expect(json.data).not.toHaveProperty('hash_val');
    const before = (await registry.call('GET', `${path}?limit=1000`)).json.data.length;
    provider.put('document 1.xml', metadataDocument('one'));
    const harvested = await harvestAndWait(registry.call, harvestId, await adminHeaders());
    expect(harvested).toMatchObject({ state: 'partial', counters: { listed: 1, good: 1, added: 1, removed: 0 } });
    expect((await registry.call('GET', `${path}?limit=1000`)).json.data).toHaveLength(before);
    const one = await registry.call('GET', `${path}/${recordIdFromUrl(`${provider.url}document%201.xml`)}`);
    expect(one.json.data).toMatchObject({ state: 'good', first_seen_at: '2018-04-27T00:00:13.000Z' });
  });

  it('takes what an alias explains, and nothing twice', async () => {
    const alias = 'National Glider DAC=Glider DAC';
    const { stdout, code } = await ops('migrate', join(dataFolder, 'export'), '--apply', '--alias', alias);
    expect(code).toBe(3);
    expect(stdout).toMatch(/Harvests\.json +30 read +1 taken +24 there already +5 left/);
    expect(await harvestStore.get(oldHarvest(16)._id)).toMatchObject({ organization_id: old.Organizations[6]?._id });
  });

  async function adminHeaders() {
    const form = { username: 'admin', password: oldPassword };
    const { json } = await registry.call('POST', '/api/v2/login', { form });
    return { 'X-Auth-Token': json.data.authToken, 'X-User-Id': json.data.userId };
  }
});
