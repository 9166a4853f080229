import { organizationStore } from '../../functions/aws/organization-store.ts';
import { RegistryError } from '../../functions/domain/errors.ts';
import type { Organization } from '../../functions/domain/user.ts';
import { newId } from '../../functions/ids.ts';
import { type Command, optionalText, requiredText } from './command.ts';

/**
 * Adds a member of the federation.
 * @throws `NAME_TAKEN`
 */
export async function addOrganization(
  said: Omit<Organization, '_id' | 'created_at'>,
  nowMs = Date.now(),
): Promise<Organization> {
  const existing = (await organizationStore.list()).find(({ name }) => name === said.name);
  if (existing)
    throw new RegistryError('NAME_TAKEN', `There is an organization ${said.name} already: ${existing._id}.`);
  const organization = { _id: newId(), ...said, created_at: new Date(nowMs).toISOString() };
  await organizationStore.create(organization);
  return organization;
}

export const addOrganizationCommand: Command = {
  summary: 'Adds a member of the federation',
  usage: 'add-organization --name <name> [options]',
  options: {
    name: { type: 'string' },
    description: { type: 'string' },
    url: { type: 'string' },
    'ckan-harvest-url': { type: 'string' },
  },
  help: {
    name: 'As people know it, e.g. PacIOOS',
    description: 'A sentence about it',
    url: 'Its home page',
    'ckan-harvest-url': 'Its harvest source in the catalogue, shown with each of its harvests',
  },
  example: 'add-organization --name PacIOOS --url https://www.pacioos.hawaii.edu/',
  async run(args, print) {
    const description = optionalText(args, 'description');
    const url = optionalText(args, 'url');
    const ckan = optionalText(args, 'ckan-harvest-url');
    const organization = await addOrganization({
      name: requiredText(args, 'name'),
      ...(description ? { description } : {}),
      ...(url ? { url } : {}),
      ...(ckan ? { ckan_harvest_url: ckan } : {}),
    });
    print(`Added ${organization.name} with the id ${organization._id}.`);
    return organization;
  },
};
