import { mailer } from '../aws/mailer.ts';
import { accountServices, ownAccount } from '../http/account-services.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { leaveAt } from '../http/leave-at.ts';
import { readFields } from '../http/read-fields.ts';
import { accepted } from '../http/response.ts';
import { emailChangeBody } from '../http/schemas/account.ts';
import { changeEmail } from '../identity/change-credentials.ts';

const message = 'Look into the mail of the new address: a link in it confirms it. Until then the old one stays.';

/** POST /api/v2/users/{user_id}/email: the same answer at the same time, whether or not the new address has an account. */
export const handler = endpoint({
  handler: 'change-email',
  authenticate,
  async respond(request) {
    ownAccount(request, '');
    const { current_password, email } = readFields(request, emailChangeBody);
    const services = { ...accountServices(request), mailer };
    const own = ownAccount(request, current_password);
    const leavesAtMs = request.arrivedAtMs + services.limits.accountAnswerMs;
    await leaveAt(leavesAtMs, () => changeEmail(services, own, email));
    return accepted({ status: 'success', data: { message } });
  },
});
