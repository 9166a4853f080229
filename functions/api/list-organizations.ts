import { organizationStore } from '../aws/organization-store.ts';
import { publicOrganization } from '../domain/public-organization.ts';
import { endpoint } from '../http/endpoint.ts';

/** GET /api/v2/organizations: every organization, by name. */
export const handler = endpoint({
  handler: 'list-organizations',
  isCacheable: true,
  async respond() {
    const organizations = await organizationStore.list();
    const byName = organizations.sort((a, b) => a.name.localeCompare(b.name, 'en') || (a._id < b._id ? -1 : 1));
    return { status: 'success', data: byName.map(publicOrganization) };
  },
});
