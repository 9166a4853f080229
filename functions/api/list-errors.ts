import { harvestStore } from '../aws/harvest-store.ts';
import { objectStore } from '../aws/object-store.ts';
import { describeFamilies, type FamilyReport } from '../domain/family-report.ts';
import { findHarvest } from '../domain/find-harvest.ts';
import { reportKey } from '../domain/object-keys.ts';
import { noReport } from '../domain/report.ts';
import { endpoint } from '../http/endpoint.ts';
import { parameter } from '../http/request.ts';

/** GET /api/v2/harvests/{id}/errors: what is wrong with a source, by cause. */
export const handler = endpoint({
  handler: 'list-errors',
  isCacheable: true,
  async respond(request) {
    const harvest = await findHarvest(harvestStore, parameter(request, 'id'));
    if (!harvest.manifest_attempt_id) throw noReport();
    const key = reportKey(harvest._id, harvest.manifest_attempt_id, 'families.json.gz');
    const report = await objectStore.getJson<FamilyReport>(key);
    if (!report) throw noReport();
    const { attempt_id, finished_at, records_with_errors, families } = report;
    const summary = describeFamilies(report);
    return {
      status: 'success',
      data: { harvest_id: harvest._id, attempt_id, finished_at, summary, records_with_errors, families },
    };
  },
});
