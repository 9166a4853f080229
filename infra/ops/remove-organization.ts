import { claimStore } from '../../functions/aws/claim-store.ts';
import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { organizationStore } from '../../functions/aws/organization-store.ts';
import { userStore } from '../../functions/aws/user-store.ts';
import { isRegistryError, RegistryError } from '../../functions/domain/errors.ts';
import { removeOrganization } from '../../functions/domain/remove-organization.ts';
import { auditServices } from '../../functions/http/audit-services.ts';
import { type Command, UsageError } from './command.ts';
import { findOrganization } from './find-organization.ts';
import { operator } from './operator.ts';

export const removeOrganizationCommand: Command = {
  summary: 'Removes an organization that has neither harvests nor members',
  usage: 'remove-organization <id or name>',
  options: {},
  help: {},
  examples: ['remove-organization PacIOOS'],
  async run(args, print) {
    const [idOrName] = args.positionals;
    if (!idOrName) throw new UsageError('Which organization? Give its id or its name.');
    const { _id: id, name } = await findOrganization(idOrName);
    const stores = { organizations: organizationStore, claims: claimStore, harvests: harvestStore, users: userStore };
    try {
      await removeOrganization({ ...auditServices(), ...stores }, { id, actor: operator });
    } catch (error) {
      throw isRegistryError(error, 'ORGANIZATION_IN_USE') ? withNames(error) : error;
    }
    print(`Removed ${name} (${id}).`);
    return { organization_id: id, name };
  },
};

/** Says who and what is in the way, a line each. */
function withNames(error: RegistryError): RegistryError {
  const { harvests, members } = error.details as {
    harvests: { harvest_id: string; name: string }[];
    members: { user_id: string; name: string }[];
  };
  const lines = [
    ...harvests.map(({ harvest_id, name }) => `  harvest ${harvest_id}  ${name}`),
    ...members.map(({ user_id, name }) => `  member  ${user_id}  ${name}`),
  ];
  return new RegistryError(error.code, [error.message, ...lines].join('\n'), { cause: error, details: error.details });
}
