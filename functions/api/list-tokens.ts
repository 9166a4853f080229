import { tokenStore } from '../aws/token-store.ts';
import { publicTokens } from '../domain/public-user.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';

/** GET /api/v2/tokens: the caller's own tokens and API keys */
export const handler = endpoint({
  handler: 'list-tokens',
  authenticate,
  async respond({ token }) {
    const tokens = token ? await tokenStore.list(token.user_id) : [];
    return { status: 'success', data: publicTokens(tokens, token?.token_id) };
  },
});
