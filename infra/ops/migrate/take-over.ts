import { audited } from '../../../functions/domain/audit.ts';
import { isRegistryError, RegistryError } from '../../../functions/domain/errors.ts';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import { normalUrl } from '../../../functions/domain/normal-url.ts';
import { claimOrganizationName } from '../../../functions/domain/organization-name.ts';
import { isAdministrator } from '../../../functions/domain/permissions.ts';
import type { Organization, User } from '../../../functions/domain/user.ts';
import { operator } from '../operator.ts';
import type { MigrationServices } from './migration-services.ts';
import type { Planned } from './planned.ts';

/** Creates organizations with their names claimed; tells how many. */
export async function takeOrganizations(services: MigrationServices, planned: Planned<Organization>): Promise<number> {
  return await takeEach(services, planned, 'organization', async (organization) => {
    await claimOrganizationName(services, { name: organization.name, ownerId: organization._id });
    await services.organizations.create(organization);
  });
}

/** Creates accounts with their addresses and names claimed, and counts the administrators; tells how many. */
export async function takeUsers(services: MigrationServices, planned: Planned<User>): Promise<number> {
  const counted = new Set(await services.administrators.list());
  // A crash may have come between an account and its place among the administrators.
  const uncounted = planned.there.filter((user) => isAdministrator(user) && !counted.has(user._id));
  for (const { _id } of uncounted) await services.administrators.add(_id);
  return await takeEach(services, planned, 'user', async (user) => await services.users.create(user));
}

/** Creates harvests with their URLs claimed; tells how many. */
export async function takeHarvests(services: MigrationServices, planned: Planned<Harvest>): Promise<number> {
  const { claims, harvests } = services;
  return await takeEach(services, planned, 'harvest', async (harvest) => {
    const ownerExists = async (id: string) => (await harvests.get(id)) !== undefined;
    const value = `url#${normalUrl(harvest.url)}`;
    if (!(await claims.claim({ value, ownerId: harvest._id, nowMs: services.now(), ownerExists }))) {
      throw new RegistryError('URL_TAKEN', `${normalUrl(harvest.url)} belongs to ${await claims.findOwner(value)}.`);
    }
    await harvests.create(harvest);
  });
}

/** Creates one after the other, each written down in the audit as the operator's. What a rule refuses is noted. */
async function takeEach<T extends { _id: string }>(
  services: MigrationServices,
  planned: Planned<T>,
  noun: 'organization' | 'user' | 'harvest',
  create: (value: T) => Promise<void>,
): Promise<number> {
  let taken = 0;
  for (const { value, found } of planned.create) {
    const subject = `${noun}#${value._id}`;
    const intent = { subject, actor: operator, action: `migrate-${noun}`, after: { ...value } };
    try {
      await audited(services, intent, () => create(value));
      taken += 1;
    } catch (error) {
      if (!isRegistryError(error)) throw error;
      found.notes.left(error.code, error.message);
    }
  }
  return taken;
}
