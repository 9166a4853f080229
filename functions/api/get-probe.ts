import { probeStore } from '../aws/probe-store.ts';
import { RegistryError } from '../domain/errors.ts';
import { isPossibleId } from '../domain/find-harvest.ts';
import { isAdministrator } from '../domain/permissions.ts';
import { publicProbe } from '../domain/public-probe.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { parameter } from '../http/request.ts';

/** GET /api/v2/probes/{probe_id}: for whoever had the source looked at, and administrators. */
export const handler = endpoint({
  handler: 'get-probe',
  authenticate,
  async respond(request) {
    const { user } = request;
    const id = parameter(request, 'probe_id');
    const probe = isPossibleId(id) ? await probeStore.get(id) : undefined;
    const isTheirs = user !== undefined && (probe?.asked_by === user._id || isAdministrator(user));
    if (!probe || !isTheirs) throw new RegistryError('PROBE_NOT_FOUND', 'There is no such look at a source.');
    return { status: 'success', data: publicProbe(probe) };
  },
});
