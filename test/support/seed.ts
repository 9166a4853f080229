import { organizationStore } from '../../functions/aws/organization-store.ts';
import { userStore } from '../../functions/aws/user-store.ts';
import type { Harvest } from '../../functions/domain/harvest.ts';
import type { Organization, User } from '../../functions/domain/user.ts';
import { digestOf, hashPassword } from '../../functions/identity/password.ts';
import { newId } from '../../functions/ids.ts';
import { addHarvest } from '../../infra/ops/add-harvest.ts';
import type { Call } from './client.ts';

/** Writes an organization straight into the store. */
export async function seedOrganization(said: Partial<Organization> = {}): Promise<Organization> {
  const _id = newId();
  const organization = { _id, name: `Organization ${_id}`, created_at: new Date().toISOString(), ...said };
  await organizationStore.create(organization);
  return organization;
}

/** Writes an account straight into the store; verified, approved and a member of nothing unless told otherwise. */
export async function seedUser(said: Partial<User> & { password: string }): Promise<User> {
  const { password, ...fields } = said;
  const _id = newId();
  const user: User = {
    _id,
    name: 'Data Manager',
    email: `${_id.toLowerCase()}@example.org`,
    password_hash: fields.password_hash ?? (await hashPassword(digestOf(password))),
    verified: true,
    approved: true,
    roles: ['member'],
    organization_ids: [],
    created_at: new Date().toISOString(),
    ...fields,
  };
  await userStore.create(user);
  return user;
}

/** Registers a source that no schedule starts. */
export async function seedHarvest(organizationId: string, said: Partial<Harvest> = {}): Promise<Harvest> {
  return await addHarvest({
    name: 'A source',
    url: `http://127.0.0.1:9/${newId()}/`,
    harvest_type: 'WAF',
    organization_id: organizationId,
    publish: false,
    harvest_interval: 1,
    ...said,
  });
}

/** Logs an account in and returns the headers that authenticate it. */
export async function logIn(call: Call, email: string, password: string): Promise<Record<string, string>> {
  const { status, json, text } = await call('POST', '/api/v2/login', { form: { email, password } });
  if (status !== 200) throw new Error(`Login of ${email} answered ${status} ${text}`);
  return { 'X-Auth-Token': json.data.authToken, 'X-User-Id': json.data.userId };
}
