import { harvestStore } from '../aws/harvest-store.ts';
import { recordStore } from '../aws/record-store.ts';
import { readLimits } from '../config.ts';
import { findHarvest } from '../domain/find-harvest.ts';
import { pageRecords } from '../domain/page-records.ts';
import { endpoint } from '../http/endpoint.ts';
import { cursorFromText } from '../http/page.ts';
import { readQuery } from '../http/read-query.ts';
import { parameter } from '../http/request.ts';
import { recordListQuery } from '../http/schemas/record-list.ts';

/** GET /api/v2/harvests/{id}/records?state=&limit=&next= */
export const handler = endpoint({
  handler: 'list-records',
  isCacheable: true,
  async respond(request) {
    const { limit, next: after, state } = readQuery(request, recordListQuery);
    const harvest = await findHarvest(harvestStore, parameter(request, 'id'));
    const maxBytes = readLimits().maxRecordPageBytes;
    const page = await pageRecords(recordStore, harvest._id, { limit, state, after, maxBytes });
    const cursor = page.next === undefined ? undefined : cursorFromText(page.next);
    return { status: 'success', data: page.records, next: cursor };
  },
});
