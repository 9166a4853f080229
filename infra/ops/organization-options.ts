import type { ParseArgsOptionsConfig } from 'node:util';
import type { OrganizationChange } from '../../functions/domain/change-organization.ts';
import { isRegistryError } from '../../functions/domain/errors.ts';
import { readFields } from '../../functions/http/read-fields.ts';
import { organizationChangeBody } from '../../functions/http/schemas/organization.ts';
import { type Arguments, UsageError } from './command.ts';

/** Options that say something of an organization, by the field they say. */
const fieldOptions = {
  name: 'name',
  description: 'description',
  url: 'url',
  'logo-url': 'logo_url',
  'ckan-harvest-url': 'ckan_harvest_url',
} as const;

export const organizationOptions: ParseArgsOptionsConfig = Object.fromEntries(
  Object.keys(fieldOptions).map((name) => [name, { type: 'string' }]),
);

export const organizationHelp = {
  name: 'As people know it, e.g. PacIOOS',
  description: 'A sentence about it',
  url: 'Its home page',
  'logo-url': 'Its logo',
  'ckan-harvest-url': 'Its harvest source in the catalogue, shown with each of its harvests',
};

/**
 * The fields that the options give, by the rules of the API; an empty text removes a field.
 * @throws UsageError which names the option
 */
export function organizationFieldsFrom({ values }: Arguments): OrganizationChange {
  const given = Object.entries(fieldOptions).filter(([option]) => values[option] !== undefined);
  const fields = Object.fromEntries(given.map(([option, field]) => [field, values[option]]));
  try {
    const read = readFields({ fields }, organizationChangeBody);
    return Object.fromEntries(Object.entries(read).map(([field, value]) => [field, value ?? undefined]));
  } catch (error) {
    if (isRegistryError(error)) throw new UsageError(`--${String(error.message).replaceAll('_', '-')}`);
    throw error;
  }
}

/** Without the fields that are to be removed: what a new organization has. */
export function givenFields(change: OrganizationChange) {
  const { name: _, ...optional } = change;
  return Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
}
