import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { organizationStore } from '../../functions/aws/organization-store.ts';
import type { Harvest } from '../../functions/domain/harvest.ts';
import { publicHarvest } from '../../functions/domain/public-harvest.ts';
import { type Command, optionalText } from './command.ts';
import { findOrganization } from './find-organization.ts';
import { tableLines } from './table-lines.ts';

export const listHarvestsCommand: Command = {
  summary: 'Lists sources with the figures of their last harvest',
  usage: 'list-harvests [--organization <id or name>]',
  options: { organization: { type: 'string' } },
  help: { organization: 'Only the sources of this one' },
  examples: ['list-harvests', 'list-harvests --organization PacIOOS --json'],
  async run(args, print) {
    const wanted = optionalText(args, 'organization');
    const organization = wanted === undefined ? undefined : await findOrganization(wanted);
    const organizationOf = new Map((await organizationStore.list()).map((one) => [one._id, one]));
    const harvests = (await harvestStore.list())
      .filter(({ organization_id }) => organization === undefined || organization_id === organization._id)
      .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a._id < b._id ? -1 : 1));
    const lines = tableLines(harvests, [
      { title: 'ID', text: ({ _id }) => _id },
      { title: 'NAME', text: ({ name }) => name },
      { title: 'ORGANIZATION', text: ({ organization_id: id }) => organizationOf.get(id)?.name ?? id },
      {
        title: 'STATE',
        text: ({ harvest_state, publish }) => (publish ? harvest_state : `${harvest_state}, unpublished`),
      },
      { title: 'LAST', text: ({ last_harvest_dt }) => last_harvest_dt?.slice(0, 16) },
      { title: 'OUTCOME', text: outcomeOf },
      { title: 'URL', text: (harvest) => publicHarvest(harvest, undefined).url },
    ]);
    for (const line of lines) print(line);
    if (lines.length === 0) print('There are none yet. Begin with add-harvest.');
    return harvests.map((harvest) => publicHarvest(harvest, organizationOf.get(harvest.organization_id)));
  },
};

function outcomeOf({ last_harvest_status, last_good_count = 0, last_record_count = 0 }: Harvest): string | undefined {
  return last_harvest_status && `${last_harvest_status}, ${last_good_count} of ${last_record_count} good`;
}
