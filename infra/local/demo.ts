import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { organizationStore } from '../../functions/aws/organization-store.ts';
import { userStore } from '../../functions/aws/user-store.ts';
import { RegistryError } from '../../functions/domain/errors.ts';
import type { Harvest } from '../../functions/domain/harvest.ts';
import { createUser } from '../../functions/identity/create-user.ts';
import { addHarvest } from '../ops/add-harvest.ts';
import { addOrganization } from '../ops/add-organization.ts';
import { generatePassword } from '../ops/add-user.ts';
import { type DemoSource, startDemoSource } from './demo-source.ts';

/** What a newcomer plays with. */
export interface Demo {
  source: DemoSource;
  harvest: Harvest;
  /** Of an administrator who is a member of the demo's organization, too. */
  email: string;
  organizationId: string;
  /** Only where the account is new: afterwards only a hash of it exists. */
  password?: string;
}

const organizationName = 'Demo Provider';
const email = 'demo@example.org';
const portFile = 'demo-source-port';
const demoFolder = fileURLToPath(new URL('../../test/fixtures/demo-waf/', import.meta.url));

/**
 * Serves the demo source and makes sure that its organization, its user and its harvest exist, in the stores that the
 * environment names. Each part is looked for first, so that a start that was cut off is completed by the next.
 * @throws `CONFIG_INVALID` when the source's port, which the harvest's URL holds, is in use
 */
export async function startDemo(dataFolder: string): Promise<Demo> {
  const source = await serve(join(dataFolder, portFile));
  const organizations = await organizationStore.list();
  const organization =
    organizations.find(({ name }) => name === organizationName) ??
    (await addOrganization({ name: organizationName, description: 'Made up, to try the registry with' }));
  const password = (await userStore.findByLogin({ email })) ? undefined : generatePassword();
  if (password !== undefined) {
    const organization_ids = [organization._id];
    await createUser(
      userStore,
      { email, name: 'Demo Administrator', password, roles: ['admin', 'member'], organization_ids },
      Date.now(),
    );
  }
  const harvest =
    (await harvestStore.list()).find(({ url }) => url === source.url) ?? (await register(source, organization));
  return { source, harvest, email, organizationId: organization._id, ...(password === undefined ? {} : { password }) };
}

function register(source: DemoSource, organization: { _id: string }): Promise<Harvest> {
  return addHarvest({
    name: 'Demo WAF',
    url: source.url,
    harvest_type: 'WAF',
    organization_id: organization._id,
    publish: true,
    harvest_interval: 1,
  });
}

/** Serves on the port of earlier starts. */
async function serve(path: string): Promise<DemoSource> {
  const saved = await readFile(path, 'utf8').catch(() => undefined);
  const port = Number(saved ?? 0);
  try {
    const source = await startDemoSource({ folder: demoFolder, port });
    await writeFile(path, `${new URL(source.url).port}\n`);
    return source;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new RegistryError(
      'CONFIG_INVALID',
      `Port ${port}, where the demo source was at the first start, is in use by another program. ` +
        'End that program, or begin anew with: npm start -- --fresh',
      { cause: error },
    );
  }
}
