import { harvestStore } from '../aws/harvest-store.ts';
import { organizationStore } from '../aws/organization-store.ts';
import { publicHarvest } from '../domain/public-harvest.ts';
import { endpoint } from '../http/endpoint.ts';

/** GET /api/v1/Harvests: every harvest, by name. */
export const handler = endpoint({
  handler: 'list-harvests',
  isCacheable: true,
  async respond() {
    const [harvests, organizations] = await Promise.all([harvestStore.list(), organizationStore.list()]);
    const organizationOf = new Map(organizations.map((organization) => [organization._id, organization]));
    const byName = harvests.sort((a, b) => a.name.localeCompare(b.name, 'en') || (a._id < b._id ? -1 : 1));
    const data = byName.map((harvest) => publicHarvest(harvest, organizationOf.get(harvest.organization_id)));
    return { status: 'success', data };
  },
});
