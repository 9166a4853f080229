import { userStore } from '../aws/user-store.ts';
import { publicUser } from '../domain/public-user.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { cursorFromText } from '../http/page.ts';
import { readQuery } from '../http/read-query.ts';
import { userListQuery } from '../http/schemas/account.ts';

/** GET /api/v2/users?limit=&next= */
export const handler = endpoint({
  handler: 'list-users',
  authenticate,
  async respond(request) {
    const { limit, next: after } = readQuery(request, userListQuery);
    const found = await userStore.list({ limit: limit + 1, after });
    const users = found.slice(0, limit);
    const last = users.at(-1);
    const next = found.length > limit && last ? cursorFromText(last.email) : undefined;
    return { status: 'success', data: users.map(publicUser), next };
  },
});
