import { RegistryError } from '../domain/errors.ts';
import type { OrganizationStore } from '../domain/ports.ts';

/**
 * Refuses ids of organizations that do not exist; anybody may list those that do.
 * @throws `INVALID_BODY`, naming the field
 */
export async function refuseUnknownOrganizations(
  organizations: Pick<OrganizationStore, 'get'>,
  ids: readonly string[] = [],
): Promise<void> {
  const found = await Promise.all(ids.map((id) => organizations.get(id)));
  const unknown = ids.find((_, at) => found[at] === undefined);
  if (unknown === undefined) return;
  throw new RegistryError('INVALID_BODY', `There is no organization with the id ${JSON.stringify(unknown)}.`, {
    details: { field: 'organization_ids' },
  });
}
