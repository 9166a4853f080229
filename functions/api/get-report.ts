import { harvestStore } from '../aws/harvest-store.ts';
import { signedUrl } from '../aws/signed-url.ts';
import { findHarvest } from '../domain/find-harvest.ts';
import { type ReportFile, reportKey } from '../domain/object-keys.ts';
import { noReport } from '../domain/report.ts';
import { endpoint } from '../http/endpoint.ts';
import { parameter } from '../http/request.ts';
import { redirect } from '../http/response.ts';

/** GET /api/v2/harvests/{id}/report.csv and report.sarif: a redirect to the file that the worker wrote. */
export const handler = endpoint({
  handler: 'get-report',
  async respond(request) {
    const harvest = await findHarvest(harvestStore, parameter(request, 'id'));
    if (!harvest.report_attempt_id) throw noReport();
    const file: ReportFile = request.path.endsWith('.sarif') ? 'report.sarif' : 'report.csv';
    const fileName = `${harvest._id}-${file}`;
    return redirect(await signedUrl(reportKey(harvest._id, harvest.report_attempt_id, file), fileName));
  },
});
