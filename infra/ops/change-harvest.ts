import { organizationStore } from '../../functions/aws/organization-store.ts';
import { changeHarvest, type HarvestChange } from '../../functions/domain/change-harvest.ts';
import { managedHarvest } from '../../functions/domain/managed-harvest.ts';
import { harvestServices } from '../../functions/http/harvest-services.ts';
import { harvestChangeBody } from '../../functions/http/schemas/harvest-body.ts';
import { type Command, optionalText, UsageError } from './command.ts';
import { findOrganization } from './find-organization.ts';
import { harvestFieldOptions, harvestHelp, lookAtMostMs } from './harvest-options.ts';
import { operator } from './operator.ts';
import { printProbe, stillLooking } from './print-probe.ts';
import { readOptions, textOptions, withUndefined } from './read-options.ts';

const fieldOptions = { ...harvestFieldOptions, publish: 'publish', 'ignore-robots': 'ignore_robots' } as const;

export const changeHarvestCommand: Command = {
  summary: 'Changes what is said of a source',
  description:
    'A new URL or type is looked at first, and waits for the end of an attempt that is under way. An empty text removes a contact or the number of connections.',
  usage: 'change-harvest <id> [options]',
  options: { ...textOptions(fieldOptions), organization: { type: 'string' }, force: { type: 'boolean' } },
  help: {
    ...harvestHelp,
    organization: 'Whose it is from now on',
    publish: 'true or false: runs on schedule and goes to the catalogue',
    'ignore-robots': 'true or false: the provider has agreed that his robots.txt does not mean the registry',
    force: 'Take a new URL whatever the look at it shows',
  },
  examples: [
    'change-harvest n3N6xBLyZIs9LGwEF --publish false',
    'change-harvest n3N6xBLyZIs9LGwEF --url https://data.example.org/iso/ --interval 7',
  ],
  async run(args, print) {
    const [id] = args.positionals;
    if (!id) throw new UsageError('Which harvest? Give its id.');
    const named = optionalText(args, 'organization');
    const more = named ? { organization_id: (await findOrganization(named))._id } : {};
    const change = withUndefined(readOptions(args, { fieldOptions, schema: harvestChangeBody, more }));
    if (Object.keys(change).length === 0) throw new UsageError('What is to change? Give at least one option.');
    const changed = await changeHarvest(harvestServices(), id, {
      change: change as HarvestChange,
      actor: operator,
      endsAtMs: Date.now() + lookAtMostMs,
      force: args.values.force === true,
      requireRight: () => {}, // the operator may
    });
    if ('pending' in changed) throw stillLooking(changed.pending);
    const { harvest, probe } = changed;
    if (probe) printProbe(probe, print);
    print(`Changed ${harvest.name} (${id}).`);
    return managedHarvest(harvest, await organizationStore.get(harvest.organization_id));
  },
};
