import { mailer } from '../aws/mailer.ts';
import { accountServices } from '../http/account-services.ts';
import { brakeAddress } from '../http/brake-address.ts';
import { endpoint } from '../http/endpoint.ts';
import { withPage } from '../http/html-page.ts';
import { readFields } from '../http/read-fields.ts';
import { readQuery } from '../http/read-query.ts';
import type { ApiRequest } from '../http/request.ts';
import { linkBody, linkQuery } from '../http/schemas/account.ts';
import { verifyEmail } from '../identity/verify-email.ts';

const action = '/api/v2/verify-email';

/** GET /api/v2/verify-email?token=, which changes nothing, because mail programs open links by themselves, and POST. */
export const handler = endpoint({
  handler: 'verify-email',
  hasPages: true,
  async respond(request) {
    return request.method === 'GET' ? askToConfirm(request) : await confirm(request);
  },
});

function askToConfirm(request: ApiRequest): object {
  const { token = '' } = readQuery(request, linkQuery);
  const message = `To confirm the address, send its token with POST to ${action}.`;
  const form = { action, fields: [{ name: 'token', value: token }], button: 'Confirm' };
  const page = { heading: 'Confirm your address', text: 'One click, and this address is known to be yours.', form };
  return withPage({ status: 'success', data: { message } }, page);
}

async function confirm(request: ApiRequest): Promise<object> {
  const { token } = readFields(request, linkBody);
  const services = { ...accountServices(request), mailer };
  await brakeAddress(request, services.limits, { name: 'link', most: services.limits.linkTries });
  const { _id, email, approved } = await verifyEmail(services, token);
  const next = approved
    ? 'You can go on using it.'
    : 'An administrator will look at your account now, and you get a mail.';
  const page = { heading: 'Your address is confirmed', text: next };
  return withPage({ status: 'success', data: { user_id: _id, email, approved, message: next } }, page);
}
