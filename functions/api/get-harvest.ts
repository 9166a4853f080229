import { harvestStore } from '../aws/harvest-store.ts';
import { organizationStore } from '../aws/organization-store.ts';
import { findHarvest } from '../domain/find-harvest.ts';
import { publicHarvest } from '../domain/public-harvest.ts';
import { endpoint } from '../http/endpoint.ts';
import { parameter } from '../http/request.ts';

/** GET /api/v1/Harvests/{id} */
export const handler = endpoint({
  handler: 'get-harvest',
  isCacheable: true,
  async respond(request) {
    const harvest = await findHarvest(harvestStore, parameter(request, 'id'));
    const organization = await organizationStore.get(harvest.organization_id);
    return { status: 'success', data: publicHarvest(harvest, organization) };
  },
});
