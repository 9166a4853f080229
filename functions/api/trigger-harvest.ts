import { attemptStore } from '../aws/attempt-store.ts';
import { harvestStore } from '../aws/harvest-store.ts';
import { harvestQueue } from '../aws/queue.ts';
import { readLimits } from '../config.ts';
import { awaitAttempt } from '../domain/await-attempt.ts';
import { RegistryError } from '../domain/errors.ts';
import { findHarvest } from '../domain/find-harvest.ts';
import { isMemberOf } from '../domain/permissions.ts';
import { triggerHarvest } from '../domain/trigger.ts';
import { triggerAnswer } from '../domain/trigger-answer.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { readQuery } from '../http/read-query.ts';
import { parameter } from '../http/request.ts';
import { waitQuery } from '../http/schemas/wait.ts';
import { newAttemptId } from '../ids.ts';
import { addLogFields } from '../log.ts';

/** GET or POST /api/v2/harvests/{id}/harvest, and the old /api/v2/harvest/{id}/harvest */
export const handler = endpoint({
  handler: 'trigger-harvest',
  authenticate,
  async respond(request) {
    const limits = readLimits();
    const waitMs = Math.min(readQuery(request, waitQuery).wait * 1000, limits.maxWaitMs);
    const harvest = await findHarvest(harvestStore, parameter(request, 'id'));
    if (!request.user || !isMemberOf(request.user, harvest)) {
      throw new RegistryError('UNAUTHORIZED', 'Only members of the organization may start this harvest.');
    }
    const services = { harvests: harvestStore, attempts: attemptStore, queue: harvestQueue, limits, newAttemptId };
    const trigger = { kind: 'user', user_id: request.user._id } as const;
    const triggered = await triggerHarvest({ ...services, now: Date.now }, harvest._id, trigger);
    addLogFields({ harvest_id: harvest._id, correlation_id: triggered.next_attempt_id ?? triggered.attempt_id });
    const endsAtMs = request.arrivedAtMs + waitMs;
    const attempt = waitMs > 0 ? await awaitAttempt(services, triggered, { now: Date.now, endsAtMs }) : undefined;
    return triggerAnswer(triggered, attempt);
  },
});
