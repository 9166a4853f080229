import { harvestStore } from '../aws/harvest-store.ts';
import { organizationStore } from '../aws/organization-store.ts';
import { findHarvest } from '../domain/find-harvest.ts';
import { managedHarvest } from '../domain/managed-harvest.ts';
import { isMemberOf } from '../domain/permissions.ts';
import { publicHarvest } from '../domain/public-harvest.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { parameter } from '../http/request.ts';

/** GET /api/v2/harvests/{id}: those who manage the harvest see all that can be changed of it. */
export const handler = endpoint({
  handler: 'read-harvest',
  authenticate,
  async respond(request) {
    const harvest = await findHarvest(harvestStore, parameter(request, 'id'));
    const organization = await organizationStore.get(harvest.organization_id);
    const isManager = request.user !== undefined && isMemberOf(request.user, harvest);
    return { status: 'success', data: (isManager ? managedHarvest : publicHarvest)(harvest, organization) };
  },
});
