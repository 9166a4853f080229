import { tokenStore } from '../aws/token-store.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';

/** POST or GET /api/v2/logout */
export const handler = endpoint({
  handler: 'logout',
  authenticate,
  async respond({ token }) {
    if (token) await tokenStore.remove(token.user_id, token.token_id);
    return { status: 'success', data: { message: "You've been logged out!" } };
  },
});
