import { claimStore } from '../aws/claim-store.ts';
import { organizationStore } from '../aws/organization-store.ts';
import { changeOrganization } from '../domain/change-organization.ts';
import { RegistryError } from '../domain/errors.ts';
import { publicOrganization } from '../domain/public-organization.ts';
import { actorOf } from '../http/actor.ts';
import { auditServices } from '../http/audit-services.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { readFields } from '../http/read-fields.ts';
import { parameter } from '../http/request.ts';
import { organizationChangeBody } from '../http/schemas/organization.ts';

/** PATCH /api/v2/organizations/{organization_id} */
export const handler = endpoint({
  handler: 'change-organization',
  authenticate,
  async respond(request) {
    const said = readFields(request, organizationChangeBody);
    const change = Object.fromEntries(Object.entries(said).map(([field, value]) => [field, value ?? undefined]));
    if (Object.keys(change).length === 0) throw new RegistryError('INVALID_BODY', 'The body has no field to change.');
    const services = { ...auditServices(), organizations: organizationStore, claims: claimStore };
    const id = parameter(request, 'organization_id');
    const organization = await changeOrganization(services, { id, actor: actorOf(request), change });
    return { status: 'success', data: publicOrganization(organization) };
  },
});
