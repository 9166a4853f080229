import { deleteHarvest } from '../domain/delete-harvest.ts';
import { findHarvest } from '../domain/find-harvest.ts';
import { requireManager } from '../domain/permissions.ts';
import { actorOf } from '../http/actor.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { harvestServices } from '../http/harvest-services.ts';
import { parameter } from '../http/request.ts';
import { accepted } from '../http/response.ts';

/** DELETE /api/v2/harvests/{id} */
export const handler = endpoint({
  handler: 'delete-harvest',
  authenticate,
  async respond(request) {
    const services = harvestServices();
    const harvest = await findHarvest(services.harvests, parameter(request, 'id'));
    requireManager(request.user, harvest);
    const { _id: harvest_id, harvest_state } = await deleteHarvest(services, harvest._id, actorOf(request));
    return accepted({ status: 'success', data: { harvest_id, harvest_state } }, `/api/v2/harvests/${harvest_id}`);
  },
});
