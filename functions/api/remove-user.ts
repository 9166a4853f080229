import { accountServices } from '../http/account-services.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { parameter } from '../http/request.ts';
import { removeUser } from '../identity/change-user.ts';

/** DELETE /api/v2/users/{user_id} */
export const handler = endpoint({
  handler: 'remove-user',
  authenticate,
  async respond(request) {
    const user_id = parameter(request, 'user_id');
    await removeUser(accountServices(request), user_id);
    return { status: 'success', data: { user_id } };
  },
});
