import { mailer } from '../aws/mailer.ts';
import { organizationStore } from '../aws/organization-store.ts';
import { accountServices } from '../http/account-services.ts';
import { brakeAddress } from '../http/brake-address.ts';
import { endpoint } from '../http/endpoint.ts';
import { leaveAt } from '../http/leave-at.ts';
import { readFields } from '../http/read-fields.ts';
import { accepted } from '../http/response.ts';
import { registrationBody } from '../http/schemas/account.ts';
import { refuseUnknownOrganizations } from '../identity/known-organizations.ts';
import { refuseWeakPassword } from '../identity/password-rules.ts';
import { registerUser } from '../identity/register-user.ts';

const message =
  'Look into your mail: a link in it confirms the address. After that an administrator approves the account.';

/** POST /api/v2/users: the same answer at the same time, whether or not the address has an account. */
export const handler = endpoint({
  handler: 'register-user',
  async respond(request) {
    const { organization_ids = [], point_of_contact, ...said } = readFields(request, registrationBody);
    refuseWeakPassword(said.password, { field: 'password', person: said });
    await refuseUnknownOrganizations(organizationStore, organization_ids);
    const services = { ...accountServices(request), mailer };
    const { limits } = services;
    await brakeAddress(request, limits, { name: 'register', most: limits.accountRequests });
    const registration = { ...said, organization_ids, ...(point_of_contact === undefined ? {} : { point_of_contact }) };
    await leaveAt(request.arrivedAtMs + limits.accountAnswerMs, () => registerUser(services, registration));
    return accepted({ status: 'success', data: { message } });
  },
});
