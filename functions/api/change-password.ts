import { accountServices, ownAccount } from '../http/account-services.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { readFields } from '../http/read-fields.ts';
import { passwordChangeBody } from '../http/schemas/account.ts';
import { changePassword } from '../identity/change-credentials.ts';

const message = 'The password is set. Every other token and API key has ended.';

/** POST /api/v2/users/{user_id}/password */
export const handler = endpoint({
  handler: 'change-password',
  authenticate,
  async respond(request) {
    ownAccount(request, '');
    const { current_password, new_password } = readFields(request, passwordChangeBody);
    await changePassword(accountServices(request), ownAccount(request, current_password), new_password);
    return { status: 'success', data: { message } };
  },
});
