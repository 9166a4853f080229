import { mailer } from '../aws/mailer.ts';
import { organizationStore } from '../aws/organization-store.ts';
import { RegistryError } from '../domain/errors.ts';
import { isAdministrator } from '../domain/permissions.ts';
import { publicUser } from '../domain/public-user.ts';
import { accountServices } from '../http/account-services.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { readFields } from '../http/read-fields.ts';
import { type ApiRequest, parameter } from '../http/request.ts';
import { userChangeBody } from '../http/schemas/account.ts';
import { changeUser, type UserChange } from '../identity/change-user.ts';
import { refuseUnknownOrganizations } from '../identity/known-organizations.ts';

/** PATCH /api/v2/users/{user_id} */
export const handler = endpoint({
  handler: 'change-user',
  authenticate,
  async respond(request) {
    const id = parameter(request, 'user_id');
    refuseStranger(request, id);
    const change = readFields(request, userChangeBody) as UserChange;
    const names = Object.keys(change);
    if (names.length === 0) throw new RegistryError('INVALID_BODY', 'The body has no field to change.');
    if (!isAdmin(request) && names.some((name) => name !== 'name')) {
      throw new RegistryError('FORBIDDEN', 'Only administrators may change more than a name.');
    }
    await refuseUnknownOrganizations(organizationStore, change.organization_ids);
    const user = await changeUser({ ...accountServices(request), mailer }, id, change);
    return { status: 'success', data: publicUser(user) };
  },
});

function isAdmin({ user }: ApiRequest): boolean {
  return user !== undefined && isAdministrator(user);
}

function refuseStranger(request: ApiRequest, id: string): void {
  if (request.user?._id === id || isAdmin(request)) return;
  throw new RegistryError('FORBIDDEN', 'Only administrators may change the accounts of others.');
}
