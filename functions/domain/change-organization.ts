import { type Actor, audited, fieldsBefore } from './audit.ts';
import { RegistryError } from './errors.ts';
import { findOrganization } from './find-organization.ts';
import { claimOrganizationName, organizationNameClaim } from './organization-name.ts';
import type { OrganizationFields, OrganizationServices } from './organization-services.ts';
import type { Nullable } from './ports.ts';
import type { Organization } from './user.ts';

/** What is to change; undefined removes a field, and the name cannot be removed. */
export type OrganizationChange = Partial<Nullable<Omit<OrganizationFields, 'name'>>> & { name?: string };

/** A rename that was begun longer ago than this, ms, is a crash's left-over: a function has at most half a minute. */
const renameEndsMs = 2 * 60_000;

/**
 * Changes fields of an organization. Harvests and members name it by its id, so a rename reaches them in one write.
 * @throws `ORGANIZATION_NOT_FOUND`, `NAME_TAKEN`, `STORE_CONFLICT` when it is renamed or removed at the same moment
 */
export async function changeOrganization(
  services: OrganizationServices,
  { id, actor, change }: { id: string; actor: Actor; change: OrganizationChange },
): Promise<Organization> {
  const { organizations } = services;
  const existing = await findOrganization(organizations, id);
  const intent = {
    subject: `organization#${id}`,
    actor,
    action: 'change-organization',
    before: fieldsBefore(existing, change),
    after: Object.fromEntries(Object.entries(change).map(([field, value]) => [field, value ?? null])),
  };
  return await audited(services, intent, async () => {
    if (change.name !== undefined && change.name !== existing.name) {
      await rename(services, { existing, change, name: change.name });
    } else {
      await organizations.update(id, change as Partial<Organization>, {});
    }
    return await findOrganization(organizations, id);
  });
}

/**
 * The new name is claimed before and the old one released after. Two renames of one organization have the same owner of
 * claims: a mark on the organization lets one in at a time, and goes when the claims are in order.
 */
async function rename(
  services: OrganizationServices,
  { existing, change, name }: { existing: Organization; change: OrganizationChange; name: string },
): Promise<void> {
  const { organizations, claims } = services;
  const { _id, name: oldName } = existing;
  const [oldClaim, newClaim] = [organizationNameClaim(oldName), organizationNameClaim(name)];
  const renaming_at = await markRenaming(services, existing);
  const unmark = () => organizations.update(_id, { renaming_at: undefined }, { renaming_at });
  try {
    await claimOrganizationName(services, { name, ownerId: _id });
  } catch (error) {
    await unmark();
    throw error;
  }
  const isDone = await organizations.update(_id, change as Partial<Organization>, { renaming_at });
  const unused = isDone ? oldClaim : newClaim;
  if (oldClaim !== newClaim) await claims.release(unused, _id);
  if (!isDone) throw await conflict(services, _id);
  await unmark();
}

/** @returns the mark, by which whoever set it knows that it is still his */
async function markRenaming(services: OrganizationServices, existing: Organization): Promise<string> {
  const { organizations, now } = services;
  const { _id, name, renaming_at: other } = existing;
  const isFree = other === undefined || now() - Date.parse(other) > renameEndsMs;
  const renaming_at = new Date(now()).toISOString();
  const isMarked = isFree && (await organizations.update(_id, { renaming_at }, { name, renaming_at: other }));
  if (isMarked) return renaming_at;
  throw await conflict(services, _id);
}

async function conflict({ organizations }: OrganizationServices, id: string): Promise<RegistryError> {
  await findOrganization(organizations, id);
  return new RegistryError('STORE_CONFLICT', 'Somebody else is renaming the organization at this moment. Try again.');
}
