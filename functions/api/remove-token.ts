import { accountServices } from '../http/account-services.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { parameter } from '../http/request.ts';
import { revokeToken } from '../identity/api-key.ts';

/** DELETE /api/v2/tokens/{token_id} */
export const handler = endpoint({
  handler: 'remove-token',
  authenticate,
  async respond(request) {
    const token_id = parameter(request, 'token_id');
    await revokeToken(accountServices(request), { user_id: request.user?._id ?? '', token_id });
    return { status: 'success', data: { token_id } };
  },
});
