import { userStore } from '../aws/user-store.ts';
import { RegistryError } from '../domain/errors.ts';
import { isAdministrator } from '../domain/permissions.ts';
import { publicUser } from '../domain/public-user.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { parameter } from '../http/request.ts';
import { findUser } from '../identity/change-user.ts';

/** GET /api/v2/users/{user_id} */
export const handler = endpoint({
  handler: 'get-user',
  authenticate,
  async respond(request) {
    const id = parameter(request, 'user_id');
    const { user } = request;
    if (user?._id === id) return { status: 'success', data: publicUser(user) };
    if (!user || !isAdministrator(user)) {
      throw new RegistryError('FORBIDDEN', 'Only administrators may look at the accounts of others.');
    }
    return { status: 'success', data: publicUser(await findUser(userStore, id)) };
  },
});
