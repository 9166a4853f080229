import { type Actor, audited, fieldsBefore } from './audit.ts';
import { RegistryError } from './errors.ts';
import { findOrganization } from './find-organization.ts';
import { claimOrganizationName, organizationNameClaim } from './organization-name.ts';
import type { OrganizationFields, OrganizationServices } from './organization-services.ts';
import type { Nullable } from './ports.ts';
import type { Organization } from './user.ts';

/** What is to change; undefined removes a field, and the name cannot be removed. */
export type OrganizationChange = Partial<Nullable<Omit<OrganizationFields, 'name'>>> & { name?: string };

/** Looks at an organization that others are renaming at the same time. */
const maxTries = 5;

/**
 * Changes fields of an organization. Harvests and members name it by its id, so a rename is one write; the new name is
 * claimed before and the old one released after.
 * @throws `ORGANIZATION_NOT_FOUND`, `NAME_TAKEN`, `STORE_CONFLICT`
 */
export async function changeOrganization(
  services: OrganizationServices,
  { id, actor, change }: { id: string; actor: Actor; change: OrganizationChange },
): Promise<Organization> {
  const existing = await findOrganization(services.organizations, id);
  const intent = {
    subject: `organization#${id}`,
    actor,
    action: 'change-organization',
    before: fieldsBefore(existing, change),
    after: Object.fromEntries(Object.entries(change).map(([field, value]) => [field, value ?? null])),
  };
  return await audited(services, intent, async () => {
    if (change.name === undefined) await update(services, { id, change, expected: {} });
    else await rename(services, { id, change, name: change.name });
    return await findOrganization(services.organizations, id);
  });
}

async function rename(
  services: OrganizationServices,
  { id, change, name }: { id: string; change: OrganizationChange; name: string },
): Promise<void> {
  const { organizations, claims } = services;
  const claim = organizationNameClaim(name);
  await claimOrganizationName(services, { name, ownerId: id });
  for (let tries = 0; tries < maxTries; tries += 1) {
    const seen = await organizations.get(id);
    if (!seen) break;
    if (!(await update(services, { id, change, expected: { name: seen.name } }))) continue;
    if (organizationNameClaim(seen.name) !== claim) await claims.release(organizationNameClaim(seen.name));
    return;
  }
  const left = await organizations.get(id);
  if (!left || organizationNameClaim(left.name) !== claim) await claims.release(claim);
  await findOrganization(organizations, id);
  throw new RegistryError('STORE_CONFLICT', 'The organization is being renamed by others at this moment. Try again.');
}

async function update(
  { organizations }: OrganizationServices,
  { id, change, expected }: { id: string; change: OrganizationChange; expected: Partial<Organization> },
): Promise<boolean> {
  const isDone = await organizations.update(id, change as Partial<Nullable<Organization>>, expected);
  if (!isDone && Object.keys(expected).length === 0) await findOrganization(organizations, id);
  return isDone;
}
