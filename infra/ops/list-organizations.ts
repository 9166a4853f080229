import { organizationStore } from '../../functions/aws/organization-store.ts';
import { publicOrganization } from '../../functions/domain/public-organization.ts';
import type { Command } from './command.ts';
import { tableLines } from './table-lines.ts';

export const listOrganizationsCommand: Command = {
  summary: 'Lists the members of the federation',
  usage: 'list-organizations',
  options: {},
  help: {},
  examples: ['list-organizations', 'list-organizations --json'],
  async run(_, print) {
    const organizations = (await organizationStore.list()).sort((a, b) => a.name.localeCompare(b.name, 'en'));
    const lines = tableLines(organizations, [
      { title: 'ID', text: ({ _id }) => _id },
      { title: 'NAME', text: ({ name }) => name },
      { title: 'URL', text: ({ url }) => url },
    ]);
    for (const line of lines) print(line);
    if (lines.length === 0) print('There are none yet. Begin with add-organization.');
    return organizations.map(publicOrganization);
  },
};
