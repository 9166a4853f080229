import { mailer } from '../aws/mailer.ts';
import { accountServices } from '../http/account-services.ts';
import { brakeAddress } from '../http/brake-address.ts';
import { endpoint } from '../http/endpoint.ts';
import { type PageField, withPage } from '../http/html-page.ts';
import { leaveAt } from '../http/leave-at.ts';
import { readFields } from '../http/read-fields.ts';
import type { ApiRequest } from '../http/request.ts';
import { accepted } from '../http/response.ts';
import { resetBody } from '../http/schemas/account.ts';
import { requestPasswordReset } from '../identity/reset-password.ts';

const action = '/api/v2/password-reset';
const fields: PageField[] = [{ name: 'email', label: 'Your mail address', type: 'email', autocomplete: 'email' }];

/** GET and POST /api/v2/password-reset: the same answer at the same time, whether or not the address has an account. */
export const handler = endpoint({
  handler: 'request-password-reset',
  hasPages: true,
  async respond(request) {
    return request.method === 'GET' ? askForAddress() : await sendLink(request);
  },
});

function askForAddress(): object {
  const text = 'You get a mail with a link to choose a new password with.';
  const page = { heading: 'A new password', text, form: { action, fields, button: 'Send the mail' } };
  const message = `Send your email with POST to ${action}.`;
  return withPage({ status: 'success', data: { message } }, page);
}

async function sendLink(request: ApiRequest): Promise<object> {
  const { email } = readFields(request, resetBody);
  const services = { ...accountServices(request), mailer };
  const { limits } = services;
  await brakeAddress(request, limits, { name: 'reset', most: limits.accountRequests });
  await leaveAt(request.arrivedAtMs + limits.accountAnswerMs, () => requestPasswordReset(services, email));
  const message = 'If this address has an account, a mail with a link is on its way to it.';
  return accepted(
    withPage({ status: 'success', data: { message } }, { heading: 'Look into your mail', text: message }),
  );
}
