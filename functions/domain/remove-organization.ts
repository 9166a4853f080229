import { type Actor, audited, fieldsBefore } from './audit.ts';
import { RegistryError } from './errors.ts';
import { findOrganization } from './find-organization.ts';
import { organizationNameClaim } from './organization-name.ts';
import type { OrganizationServices } from './organization-services.ts';
import type { HarvestStore, UserStore } from './ports.ts';
import type { Organization, User } from './user.ts';

/** Harvests, and members, that a refusal names; the true numbers stand beside. */
const maxNamed = 100;

/** What removing an organization needs. */
export interface RemoveOrganizationServices extends OrganizationServices {
  harvests: Pick<HarvestStore, 'list'>;
  users: Pick<UserStore, 'listAll'>;
}

/**
 * Removes an organization that has neither harvests nor members. It is marked first: what is given to it after the mark
 * is refused by `confirmOrganization`, and what was given before is found here.
 * @throws `ORGANIZATION_NOT_FOUND`, `ORGANIZATION_IN_USE` with those it has, `STORE_CONFLICT`
 */
export async function removeOrganization(
  services: RemoveOrganizationServices,
  { id, actor }: { id: string; actor: Actor },
): Promise<Organization> {
  const { organizations, claims } = services;
  const organization = await findOrganization(organizations, id);
  const { name, description, url, logo_url, ckan_harvest_url } = organization;
  const before = fieldsBefore(organization, { name, description, url, logo_url, ckan_harvest_url });
  const intent = { subject: `organization#${id}`, actor, action: 'remove-organization', before };
  return await audited(services, intent, async () => {
    const closing_at = new Date(services.now()).toISOString();
    if (!(await organizations.update(id, { closing_at }, { name }))) throw await conflict(services, id);
    try {
      await refuseInUse(services, organization);
    } catch (error) {
      await organizations.update(id, { closing_at: undefined }, { closing_at });
      throw error;
    }
    if (!(await organizations.remove(id, { closing_at, name }))) throw await conflict(services, id);
    await claims.release(organizationNameClaim(name), id);
    return organization;
  });
}

async function refuseInUse({ harvests, users }: RemoveOrganizationServices, { _id, name }: Organization) {
  const own = (await harvests.list()).filter(({ organization_id }) => organization_id === _id);
  const members: User[] = [];
  for await (const user of users.listAll()) if (user.organization_ids.includes(_id)) members.push(user);
  if (own.length === 0 && members.length === 0) return;
  throw new RegistryError(
    'ORGANIZATION_IN_USE',
    `${name} still has ${numbered(own.length, 'harvest')} and ${numbered(members.length, 'member')}.`,
    {
      details: {
        harvest_count: own.length,
        harvests: own.slice(0, maxNamed).map((harvest) => ({ harvest_id: harvest._id, name: harvest.name })),
        member_count: members.length,
        members: members.slice(0, maxNamed).map((user) => ({ user_id: user._id, name: user.name })),
      },
    },
  );
}

async function conflict({ organizations }: OrganizationServices, id: string): Promise<RegistryError> {
  await findOrganization(organizations, id);
  return new RegistryError('STORE_CONFLICT', 'The organization was changed at the same moment. Try again.');
}

function numbered(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
