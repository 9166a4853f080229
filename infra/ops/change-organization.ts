import { claimStore } from '../../functions/aws/claim-store.ts';
import { organizationStore } from '../../functions/aws/organization-store.ts';
import { changeOrganization } from '../../functions/domain/change-organization.ts';
import { publicOrganization } from '../../functions/domain/public-organization.ts';
import { auditServices } from '../../functions/http/audit-services.ts';
import { type Command, UsageError } from './command.ts';
import { findOrganization } from './find-organization.ts';
import { operator } from './operator.ts';
import { organizationFieldsFrom, organizationHelp, organizationOptions } from './organization-options.ts';

export const changeOrganizationCommand: Command = {
  summary: 'Changes what is said of an organization',
  description: 'A new name reaches its harvests and members at once. An empty text removes a field.',
  usage: 'change-organization <id or name> [options]',
  options: organizationOptions,
  help: organizationHelp,
  examples: [
    'change-organization PacIOOS --description "Pacific Islands"',
    'change-organization PacIOOS --logo-url ""',
  ],
  async run(args, print) {
    const [idOrName] = args.positionals;
    if (!idOrName) throw new UsageError('Which organization? Give its id or its name.');
    const change = organizationFieldsFrom(args);
    if (Object.keys(change).length === 0) throw new UsageError('What is to change? Give at least one option.');
    const { _id: id } = await findOrganization(idOrName);
    const services = { ...auditServices(), organizations: organizationStore, claims: claimStore };
    const organization = await changeOrganization(services, { id, actor: operator, change });
    print(`Changed ${organization.name} (${id}).`);
    return publicOrganization(organization);
  },
};
