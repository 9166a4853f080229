import { attemptStore } from '../aws/attempt-store.ts';
import { harvestStore } from '../aws/harvest-store.ts';
import { findHarvest } from '../domain/find-harvest.ts';
import { isMemberOf } from '../domain/permissions.ts';
import { publicAttempt } from '../domain/public-attempt.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { cursorFromText, pageFrom, textFromCursor } from '../http/page.ts';
import { parameter } from '../http/request.ts';

/** GET /api/v2/harvests/{id}/attempts?limit=&next= */
export const handler = endpoint({
  handler: 'list-attempts',
  authenticate,
  async respond(request) {
    const page = pageFrom(request.query, { defaultLimit: 20, maxLimit: 100 });
    const harvest = await findHarvest(harvestStore, parameter(request, 'id'));
    const before = page.next === undefined ? undefined : textFromCursor(page.next);
    const found = await attemptStore.list(harvest._id, { limit: page.limit + 1, ...(before ? { before } : {}) });
    const attempts = found.slice(0, page.limit);
    const last = attempts.at(-1);
    const isMember = request.user !== undefined && isMemberOf(request.user, harvest);
    return {
      status: 'success',
      data: attempts.map((attempt) => publicAttempt(attempt, { isMember })),
      next: found.length > page.limit && last ? cursorFromText(last.attempt_id) : undefined,
    };
  },
});
