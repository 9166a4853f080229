import { claimStore } from '../../functions/aws/claim-store.ts';
import { organizationStore } from '../../functions/aws/organization-store.ts';
import { createOrganization } from '../../functions/domain/create-organization.ts';
import type { OrganizationFields } from '../../functions/domain/organization-services.ts';
import type { Organization } from '../../functions/domain/user.ts';
import { auditServices } from '../../functions/http/audit-services.ts';
import { newId } from '../../functions/ids.ts';
import { type Command, requiredText } from './command.ts';
import { operator } from './operator.ts';
import { organizationFieldsFrom, organizationHelp, organizationOptions } from './organization-options.ts';
import { withoutNothing } from './read-options.ts';

/**
 * Adds a member of the federation.
 * @throws `NAME_TAKEN`
 */
export async function addOrganization(fields: OrganizationFields, nowMs = Date.now()): Promise<Organization> {
  const stores = { organizations: organizationStore, claims: claimStore, newId };
  return await createOrganization({ ...auditServices(), now: () => nowMs, ...stores }, { actor: operator, fields });
}

export const addOrganizationCommand: Command = {
  summary: 'Adds a member of the federation',
  usage: 'add-organization --name <name> [options]',
  options: organizationOptions,
  help: organizationHelp,
  examples: ['add-organization --name PacIOOS --url https://www.pacioos.hawaii.edu/'],
  async run(args, print) {
    const name = requiredText(args, 'name');
    const organization = await addOrganization({ ...withoutNothing(organizationFieldsFrom(args)), name });
    print(`Added ${organization.name} with the id ${organization._id}.`);
    return organization;
  },
};
