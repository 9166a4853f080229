import { RegistryError } from '../domain/errors.ts';
import type { OrganizationStore } from '../domain/ports.ts';
import type { Organization } from '../domain/user.ts';
import { openTable } from './dynamodb.ts';

const table = openTable<Organization>('organizations');

/** Organizations in DynamoDB. */
export const organizationStore: OrganizationStore = {
  async get(id) {
    return await table.get({ _id: id });
  },

  async list() {
    return await table.scan();
  },

  async create(organization) {
    if (await table.putIfAbsent(organization)) return;
    throw new RegistryError('STORE_CONFLICT', `There is an organization ${organization._id} already.`);
  },

  async update(id, change, expected) {
    return await table.update({ _id: id }, change, expected);
  },

  async remove(id, expected) {
    return await table.removeIf({ _id: id }, expected);
  },
};
