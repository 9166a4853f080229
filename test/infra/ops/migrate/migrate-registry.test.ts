import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administratorStore } from '../../../../functions/aws/administrator-store.ts';
import { claimStore } from '../../../../functions/aws/claim-store.ts';
import { harvestStore } from '../../../../functions/aws/harvest-store.ts';
import { organizationStore } from '../../../../functions/aws/organization-store.ts';
import { recordStore } from '../../../../functions/aws/record-store.ts';
import { userStore } from '../../../../functions/aws/user-store.ts';
import { normalUrl } from '../../../../functions/domain/normal-url.ts';
import { type Exports, findExports } from '../../../../infra/ops/migrate/find-exports.ts';
import { migrateRegistry } from '../../../../infra/ops/migrate/migrate-registry.ts';
import { type MigrationServices, migrationServices } from '../../../../infra/ops/migrate/migration-services.ts';
import { startTestRegistry, type TestRegistry } from '../../../support/registry.ts';
import { seedUser } from '../../../support/seed.ts';
import { createOldRegistry, exportOldRegistry, type OldRegistry } from '../old-registry.ts';

/** What a call that writes begins with. */
const writes = /^(?:create|claim|putAll|put|add)$/;

describe('migrateRegistry', () => {
  let registry: TestRegistry;
  let folder: string;
  let old: OldRegistry;
  let exports: Exports;

  beforeAll(async () => {
    registry = await startTestRegistry();
    folder = await mkdtemp(join(tmpdir(), 'migrate-registry-'));
    const all = await createOldRegistry({ seed: 2 });
    old = { ...all, Records: all.Records.slice(0, 390) };
    await exportOldRegistry(folder, old, 'canonical');
    exports = await findExports(folder);
  });
  afterAll(async () => {
    await registry.stop();
    await rm(folder, { recursive: true });
  });

  const migrate = (services: MigrationServices) =>
    migrateRegistry(services, exports, { apply: true, aliases: new Map(), onProgress() {} });

  it('comes to the end when it is broken off again and again, and leaves nothing out', async () => {
    let interruptions = 0;
    for (const after of [1, 2, 5, 9, 13, 21, 34, 8, 17, 4, 33, 1000]) {
      try {
        await migrate(brokenOffAfter(after));
        break;
      } catch (error) {
        expect((error as Error).message).toBe('broken off');
        interruptions += 1;
      }
    }
    expect(interruptions).toBeGreaterThan(8);

    const harvests = await harvestStore.list();
    const users = [];
    for await (const user of userStore.listAll()) users.push(user);
    expect([(await organizationStore.list()).length, users.length, harvests.length]).toEqual([10, 38, 24]);
    for (const { _id, url } of harvests) expect(await claimStore.findOwner(`url#${normalUrl(url)}`)).toBe(_id);
    for (const { _id, email } of users) expect(await claimStore.findOwner(`email#${email}`)).toBe(_id);
    expect(await administratorStore.list()).toHaveLength(2);
    const counts: number[] = [];
    for (const { _id } of harvests) {
      let count = 0;
      for await (const { harvest_id } of recordStore.listAll(_id)) count += Number(harvest_id === _id);
      counts.push(count);
    }
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(383);
    for (const [at, { manifest_stale }] of harvests.entries())
      expect(manifest_stale === true).toBe((counts[at] ?? 0) > 0);
  });

  it('writes nothing when all is there', async () => {
    const { collections, findings } = await migrate(brokenOffAfter(0));
    expect(Object.values(collections).map(({ taken }) => taken)).toEqual([0, 0, 0, 0]);
    expect(collections.Records).toMatchObject({ documents: 390, there_already: 390, left: 0 });
    expect(findings.filter(({ file }) => file === 'Records.json')).toEqual([]);
  });

  it('counts an administrator whom a crash left uncounted', async () => {
    const [first = '', second = ''] = await administratorStore.list();
    await administratorStore.remove(first);
    await migrate(migrationServices());
    expect((await administratorStore.list()).sort()).toEqual([first, second].sort());
  });

  it('leaves an account that was made here before with the same address, and says so', async () => {
    const own = await seedUser({ email: 'operator@example.org', password: 'Humboldt Current' });
    await exportOldRegistry(folder, {
      ...old,
      users: [{ _id: 'oldOperator234567', emails: [{ address: 'Operator@example.org' }] }],
    });
    const { findings } = await migrate(brokenOffAfter(0));
    const taken = findings.filter(({ code }) => code === 'ADDRESS_TAKEN');
    expect(taken).toMatchObject([{ kind: 'left', id: 'oldOperator234567', file: 'users.json', line: 1 }]);
    expect(taken[0]?.message).toContain(own._id);
  });

  it('names what differs from a later export, and leaves it', async () => {
    const [first, ...others] = old.Harvests;
    await exportOldRegistry(folder, { ...old, users: [], Harvests: [{ ...first, name: 'Another name' }, ...others] });
    const { findings } = await migrate(brokenOffAfter(0));
    const differing = findings.filter(({ kind }) => kind === 'differs');
    expect(differing).toMatchObject([{ id: first?._id, message: expect.stringContaining('another name') }]);
    expect(await harvestStore.get(String(first?._id))).toMatchObject({ name: 'Source 0' });
  });

  /** The services of which the writes after so many fail, as for a process that is killed. */
  function brokenOffAfter(count: number): MigrationServices {
    let left = count;
    const breakable = (store: object) =>
      new Proxy(store, {
        get(target, name, receiver) {
          const method = Reflect.get(target, name, receiver);
          if (typeof method !== 'function' || !writes.test(String(name))) return method;
          return async (...args: unknown[]) => {
            if (left <= 0) throw new Error('broken off');
            left -= 1;
            return await method.apply(target, args);
          };
        },
      });
    return Object.fromEntries(
      Object.entries(migrationServices()).map(([name, one]) => [name, typeof one === 'object' ? breakable(one) : one]),
    ) as unknown as MigrationServices;
  }
});
