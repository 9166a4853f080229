import { claimStore } from '../aws/claim-store.ts';
import { harvestStore } from '../aws/harvest-store.ts';
import { organizationStore } from '../aws/organization-store.ts';
import { userStore } from '../aws/user-store.ts';
import { removeOrganization } from '../domain/remove-organization.ts';
import { actorOf } from '../http/actor.ts';
import { auditServices } from '../http/audit-services.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { parameter } from '../http/request.ts';

/** DELETE /api/v2/organizations/{organization_id} */
export const handler = endpoint({
  handler: 'remove-organization',
  authenticate,
  async respond(request) {
    const stores = { organizations: organizationStore, claims: claimStore, harvests: harvestStore, users: userStore };
    const id = parameter(request, 'organization_id');
    const { _id } = await removeOrganization({ ...auditServices(), ...stores }, { id, actor: actorOf(request) });
    return { status: 'success', data: { organization_id: _id } };
  },
});
