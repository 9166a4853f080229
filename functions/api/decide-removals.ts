import { attemptStore } from '../aws/attempt-store.ts';
import { harvestStore } from '../aws/harvest-store.ts';
import { harvestQueue } from '../aws/queue.ts';
import { RegistryError } from '../domain/errors.ts';
import { findHarvest, isPossibleId } from '../domain/find-harvest.ts';
import { isMemberOf } from '../domain/permissions.ts';
import { attemptUrl, publicDecision } from '../domain/public-attempt.ts';
import { decideOnRemovals } from '../domain/removals-decision.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { readFields } from '../http/read-fields.ts';
import { parameter } from '../http/request.ts';
import { removalsBody } from '../http/schemas/removals.ts';

/** POST /api/v2/harvests/{id}/attempts/{attempt_id}/removals */
export const handler = endpoint({
  handler: 'decide-removals',
  authenticate,
  async respond(request) {
    const harvest = await findHarvest(harvestStore, parameter(request, 'id'));
    if (!request.user || !isMemberOf(request.user, harvest)) {
      throw new RegistryError('UNAUTHORIZED', 'Only members of the organization may decide on its records.');
    }
    const { decision } = readFields(request, removalsBody);
    const attemptId = parameter(request, 'attempt_id');
    const attempt = isPossibleId(attemptId) ? await attemptStore.get(harvest._id, attemptId) : undefined;
    if (!attempt) throw new RegistryError('ATTEMPT_NOT_FOUND', 'This harvest has no such attempt.');
    const services = { attempts: attemptStore, queue: harvestQueue };
    const decided = await decideOnRemovals(
      services,
      { harvest, attempt },
      { decision, user_id: request.user._id, decided_at: new Date().toISOString() },
    );
    return {
      status: 'success',
      data: {
        harvest_id: harvest._id,
        attempt_id: attemptId,
        removals_held: attempt.removals_held,
        removals_decision: publicDecision(decided),
        attempt_url: attemptUrl(harvest._id, attemptId),
      },
    };
  },
});
