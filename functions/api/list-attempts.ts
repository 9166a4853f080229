import { attemptStore } from '../aws/attempt-store.ts';
import { harvestStore } from '../aws/harvest-store.ts';
import { findHarvest } from '../domain/find-harvest.ts';
import { isMemberOf } from '../domain/permissions.ts';
import { publicAttempt } from '../domain/public-attempt.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { cursorFromText } from '../http/page.ts';
import { readQuery } from '../http/read-query.ts';
import { parameter } from '../http/request.ts';
import { attemptListQuery } from '../http/schemas/attempt-list.ts';

/** GET /api/v2/harvests/{id}/attempts?limit=&next= */
export const handler = endpoint({
  handler: 'list-attempts',
  authenticate,
  async respond(request) {
    const { limit, next: before } = readQuery(request, attemptListQuery);
    const harvest = await findHarvest(harvestStore, parameter(request, 'id'));
    const found = await attemptStore.list(harvest._id, { limit: limit + 1, ...(before ? { before } : {}) });
    const attempts = found.slice(0, limit);
    const last = attempts.at(-1);
    const isMember = request.user !== undefined && isMemberOf(request.user, harvest);
    return {
      status: 'success',
      data: attempts.map((attempt) => publicAttempt(attempt, { isMember })),
      next: found.length > limit && last ? cursorFromText(last.attempt_id) : undefined,
    };
  },
});
