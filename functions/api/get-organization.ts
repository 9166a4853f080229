import { organizationStore } from '../aws/organization-store.ts';
import { findOrganization } from '../domain/find-organization.ts';
import { publicOrganization } from '../domain/public-organization.ts';
import { endpoint } from '../http/endpoint.ts';
import { parameter } from '../http/request.ts';

/** GET /api/v2/organizations/{organization_id} */
export const handler = endpoint({
  handler: 'get-organization',
  isCacheable: true,
  async respond(request) {
    const organization = await findOrganization(organizationStore, parameter(request, 'organization_id'));
    return { status: 'success', data: publicOrganization(organization) };
  },
});
