import { claimStore } from '../aws/claim-store.ts';
import { organizationStore } from '../aws/organization-store.ts';
import { createOrganization } from '../domain/create-organization.ts';
import { publicOrganization } from '../domain/public-organization.ts';
import { actorOf } from '../http/actor.ts';
import { auditServices } from '../http/audit-services.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { readFields } from '../http/read-fields.ts';
import { created } from '../http/response.ts';
import { newOrganizationBody } from '../http/schemas/organization.ts';
import { newId } from '../ids.ts';

/** POST /api/v2/organizations */
export const handler = endpoint({
  handler: 'create-organization',
  authenticate,
  async respond(request) {
    const said = readFields(request, newOrganizationBody);
    const services = { ...auditServices(), organizations: organizationStore, claims: claimStore, newId };
    const { name, ...optional } = said;
    const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value != null));
    const organization = await createOrganization(services, { actor: actorOf(request), fields: { name, ...given } });
    const data = publicOrganization(organization);
    return created(`/api/v2/organizations/${organization._id}`, { status: 'success', data });
  },
});
