import { harvestStore } from '../aws/harvest-store.ts';
import { recordStore } from '../aws/record-store.ts';
import { findHarvest } from '../domain/find-harvest.ts';
import { findRecord } from '../domain/find-record.ts';
import { publicRecord } from '../domain/public-record.ts';
import { endpoint } from '../http/endpoint.ts';
import { parameter } from '../http/request.ts';

/** GET /api/v2/harvests/{id}/records/{record_id} */
export const handler = endpoint({
  handler: 'get-record',
  isCacheable: true,
  async respond(request) {
    const harvest = await findHarvest(harvestStore, parameter(request, 'id'));
    const record = await findRecord(recordStore, harvest._id, parameter(request, 'record_id'));
    return { status: 'success', data: publicRecord(record) };
  },
});
