import type { Organization } from './user.ts';

/** An organization as anyone may see it; a value that does not exist is left out by the JSON encoding. */
export function publicOrganization(organization: Organization) {
  const { _id, name, description, url, logo_url, ckan_harvest_url, created_at } = organization;
  return { _id, name, description, url, logo_url, ckan_harvest_url, created_at };
}
