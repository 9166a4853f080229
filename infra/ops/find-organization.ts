import { organizationStore } from '../../functions/aws/organization-store.ts';
import { RegistryError } from '../../functions/domain/errors.ts';
import type { Organization } from '../../functions/domain/user.ts';
import type { Arguments } from './command.ts';

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

/**
 * The organizations that `--organization` names, an empty text none; undefined without the option.
 * @throws `ORGANIZATION_NOT_FOUND`
 */
export async function findOrganizations({ values }: Arguments): Promise<Organization[] | undefined> {
  const named = values.organization as string[] | undefined;
  if (named === undefined) return undefined;
  const organizations: Organization[] = [];
  for (const name of named.filter((one) => one !== '')) organizations.push(await findOrganization(name));
  return organizations;
}
