import { RegistryError } from './errors.ts';
import { isPossibleId } from './find-harvest.ts';
import type { Clock, OrganizationStore } from './ports.ts';
import type { Organization } from './user.ts';

/**
 * A removal that was begun longer ago than this, ms, is a crash's left-over: the function that removes has at most half
 * a minute.
 */
const removalEndsMs = 2 * 60_000;

/**
 * An organization by id.
 * @param field of a body that the id stands in, for the error
 * @throws `ORGANIZATION_NOT_FOUND`
 */
export async function findOrganization(
  organizations: Pick<OrganizationStore, 'get'>,
  id: string,
  field?: string,
): Promise<Organization> {
  const organization = isPossibleId(id) ? await organizations.get(id) : undefined;
  if (organization) return organization;
  throw new RegistryError('ORGANIZATION_NOT_FOUND', `There is no organization with the id ${quoted(id)}.`, {
    details: field === undefined ? {} : { field },
  });
}

/**
 * Makes sure that an organization stays, for whoever has just written something that belongs to it: a removal marks the
 * organization first and looks for what belongs to it then, so that one of the two sees the other. What was written must
 * go again when this throws. A mark that a crash left is taken off.
 * @throws `ORGANIZATION_NOT_FOUND`, `ORGANIZATION_CLOSING`
 */
export async function confirmOrganization(
  { organizations, now }: { organizations: OrganizationStore; now: Clock },
  id: string,
): Promise<Organization> {
  const organization = await findOrganization(organizations, id, 'organization_id');
  const { closing_at } = organization;
  if (closing_at === undefined) return organization;
  const isLeftOver = now() - Date.parse(closing_at) > removalEndsMs;
  if (isLeftOver && (await organizations.update(id, { closing_at: undefined }, { closing_at }))) return organization;
  throw new RegistryError('ORGANIZATION_CLOSING', `The organization ${quoted(organization.name)} is being removed.`);
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 128));
}
