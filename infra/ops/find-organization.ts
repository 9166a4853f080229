import { organizationStore } from '../../functions/aws/organization-store.ts';
import { RegistryError } from '../../functions/domain/errors.ts';
import type { Organization } from '../../functions/domain/user.ts';

/**
 * An organization by its id or its name.
 * @throws `ORGANIZATION_NOT_FOUND` naming those there are
 */
export async function findOrganization(idOrName: string): Promise<Organization> {
  const organizations = await organizationStore.list();
  const found = organizations.find(({ _id, name }) => _id === idOrName || name === idOrName);
  if (found) return found;
  const names = organizations.map(({ name }) => name).join(', ') || 'none yet; begin with add-organization';
  throw new RegistryError('ORGANIZATION_NOT_FOUND', `There is no organization ${idOrName}. There are: ${names}.`);
}
