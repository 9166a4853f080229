import type { OrganizationChange } from '../../functions/domain/change-organization.ts';
import { organizationChangeBody } from '../../functions/http/schemas/organization.ts';
import type { Arguments } from './command.ts';
import { readOptions, textOptions, withUndefined } from './read-options.ts';

const fieldOptions = {
  name: 'name',
  description: 'description',
  url: 'url',
  'logo-url': 'logo_url',
  'ckan-harvest-url': 'ckan_harvest_url',
} as const;

/** Options that say something of an organization. */
export const organizationOptions = textOptions(fieldOptions);

export const organizationHelp = {
  name: 'As people know it, e.g. PacIOOS',
  description: 'A sentence about it',
  url: 'Its home page',
  'logo-url': 'Its logo',
  'ckan-harvest-url': 'Its harvest source in the catalogue, shown with each of its harvests',
};

/**
 * The fields that the options say; an empty text removes one.
 * @throws UsageError which names the option
 */
export function organizationFieldsFrom(args: Arguments): OrganizationChange {
  return withUndefined(readOptions(args, { fieldOptions, schema: organizationChangeBody })) as OrganizationChange;
}
