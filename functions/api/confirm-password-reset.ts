import { accountServices } from '../http/account-services.ts';
import { brakeAddress } from '../http/brake-address.ts';
import { endpoint } from '../http/endpoint.ts';
import { type PageField, withPage } from '../http/html-page.ts';
import { readFields } from '../http/read-fields.ts';
import { readQuery } from '../http/read-query.ts';
import type { ApiRequest } from '../http/request.ts';
import { linkQuery, resetConfirmBody } from '../http/schemas/account.ts';
import { passwordLength } from '../identity/password-rules.ts';
import { confirmPasswordReset } from '../identity/reset-password.ts';

const action = '/api/v2/password-reset/confirm';
const passwordField: PageField = {
  name: 'password',
  label: `New password, at least ${passwordLength.least} characters`,
  type: 'password',
  minLength: passwordLength.least,
  autocomplete: 'new-password',
};

/** GET /api/v2/password-reset/confirm?token=, which changes nothing, and POST. */
export const handler = endpoint({
  handler: 'confirm-password-reset',
  hasPages: true,
  async respond(request) {
    return request.method === 'GET' ? askForPassword(request) : await setPassword(request);
  },
});

function askForPassword(request: ApiRequest): object {
  const { token = '' } = readQuery(request, linkQuery);
  const form = { action, fields: [{ name: 'token', value: token }, passwordField], button: 'Set the password' };
  const page = { heading: 'Choose a new password', text: 'Several words that do not belong together are good.', form };
  const message = `Send the token and a new password with POST to ${action}.`;
  return withPage({ status: 'success', data: { message } }, page);
}

async function setPassword(request: ApiRequest): Promise<object> {
  const said = readFields(request, resetConfirmBody);
  const services = accountServices(request);
  await brakeAddress(request, services.limits, { name: 'link', most: services.limits.linkTries });
  await confirmPasswordReset(services, said);
  const message = 'The password is set. Everything that was given out before, tokens and API keys, has ended.';
  return withPage({ status: 'success', data: { message } }, { heading: 'Your password is set', text: message });
}
