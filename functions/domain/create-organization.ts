import { type Actor, audited } from './audit.ts';
import { claimOrganizationName, organizationNameClaim } from './organization-name.ts';
import type { OrganizationFields, OrganizationServices } from './organization-services.ts';
import type { Organization } from './user.ts';

/**
 * Adds a member of the federation. Its name is claimed first, so that of many at once one gets it.
 * @throws `NAME_TAKEN`
 */
export async function createOrganization(
  services: OrganizationServices & { newId(): string },
  { actor, fields }: { actor: Actor; fields: OrganizationFields },
): Promise<Organization> {
  const { organizations, claims } = services;
  const _id = services.newId();
  const subject = `organization#${_id}`;
  return await audited(services, { subject, actor, action: 'create-organization', after: fields }, async () => {
    await claimOrganizationName(services, { name: fields.name, ownerId: _id });
    const organization = { _id, ...fields, created_at: new Date(services.now()).toISOString() };
    try {
      await organizations.create(organization);
    } catch (error) {
      await claims.release(organizationNameClaim(fields.name), _id);
      throw error;
    }
    return organization;
  });
}
