import { attemptStore } from '../aws/attempt-store.ts';
import { harvestStore } from '../aws/harvest-store.ts';
import { readLimits } from '../config.ts';
import { RegistryError } from '../domain/errors.ts';
import { findHarvest, isPossibleId } from '../domain/find-harvest.ts';
import { findOrCreateAttempt } from '../domain/pending-attempt.ts';
import { isMemberOf } from '../domain/permissions.ts';
import { publicAttempt } from '../domain/public-attempt.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { parameter } from '../http/request.ts';

/** GET /api/v2/harvests/{id}/attempts/{attempt_id} */
export const handler = endpoint({
  handler: 'get-attempt',
  authenticate,
  async respond(request) {
    const harvest = await findHarvest(harvestStore, parameter(request, 'id'));
    const attemptId = parameter(request, 'attempt_id');
    const attempt = isPossibleId(attemptId)
      ? await findOrCreateAttempt(attemptStore, harvest, { attemptId, limits: readLimits() })
      : undefined;
    if (!attempt) throw new RegistryError('ATTEMPT_NOT_FOUND', 'This harvest has no such attempt.');
    const isMember = request.user !== undefined && isMemberOf(request.user, harvest);
    return { status: 'success', data: publicAttempt(attempt, { isMember }) };
  },
});
