import { claimStore } from '../../functions/aws/claim-store.ts';
import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { organizationStore } from '../../functions/aws/organization-store.ts';
import { createHarvest, type NewHarvest } from '../../functions/domain/create-harvest.ts';
import { type Harvest, type HarvestType, harvestTypes } from '../../functions/domain/harvest.ts';
import { newId } from '../../functions/ids.ts';
import { type Arguments, type Command, optionalText, requiredText, UsageError } from './command.ts';
import { findOrganization } from './find-organization.ts';

/** More than this many connections to one provider help nobody. */
const maxConnections = 64;

/** Registers a source, with the stores of `functions/aws`. */
export async function addHarvest(input: NewHarvest, nowMs = Date.now()): Promise<Harvest> {
  const services = { harvests: harvestStore, organizations: organizationStore, claims: claimStore, nowMs, newId };
  return await createHarvest(services, input);
}

export const addHarvestCommand: Command = {
  summary: 'Registers a source',
  usage: 'add-harvest --name <name> --url <url> --organization <id or name> [options]',
  options: {
    name: { type: 'string' },
    url: { type: 'string' },
    organization: { type: 'string' },
    type: { type: 'string' },
    interval: { type: 'string' },
    contact: { type: 'string' },
    connections: { type: 'string' },
    'ignore-robots': { type: 'boolean' },
    unpublished: { type: 'boolean' },
  },
  help: {
    name: 'As people know it',
    url: 'The folder, ERDDAP page or CSW endpoint',
    organization: 'Whose it is',
    type: `One of ${harvestTypes.join(', ')}; WAF without`,
    interval: 'Days between scheduled harvests; 1 without',
    contact: 'Mail address for this source; never shown to the public',
    connections: 'Connections to the provider at a time, 1 to 64; 16 without',
    'ignore-robots': 'Where the provider has agreed that his robots.txt does not mean the registry',
    unpublished: 'Harvested only when somebody asks',
  },
  examples: ['add-harvest --name "PacIOOS WAF" --url https://data.example.org/metadata/iso/ --organization PacIOOS'],
  async run(args, print) {
    const type = optionalText(args, 'type') ?? 'WAF';
    if (!harvestTypes.includes(type as HarvestType)) {
      throw new UsageError(`--type ${type} is not one of ${harvestTypes.join(', ')}.`);
    }
    const interval = Number(optionalText(args, 'interval') ?? '1');
    if (!(interval > 0 && interval <= 365))
      throw new UsageError('--interval is a number of days above 0, at most 365.');
    const contact = optionalText(args, 'contact');
    const connections = connectionsFrom(args);
    const organization = await findOrganization(requiredText(args, 'organization'));
    const harvest = await addHarvest({
      name: requiredText(args, 'name'),
      url: requiredText(args, 'url'),
      harvest_type: type as HarvestType,
      organization_id: organization._id,
      publish: args.values.unpublished !== true,
      harvest_interval: interval,
      ...(contact ? { harvest_contact: contact } : {}),
      ...(connections ? { connections } : {}),
      ...(args.values['ignore-robots'] === true ? { ignore_robots: true } : {}),
    });
    print(`Added ${harvest.name} with the id ${harvest._id}.`);
    print(
      harvest.publish
        ? 'The schedule starts it within five minutes.'
        : `Start it with: npm run ops -- harvest ${harvest._id} --wait`,
    );
    return { harvest_id: harvest._id, url: harvest.url };
  },
};

function connectionsFrom(args: Arguments): number | undefined {
  const text = optionalText(args, 'connections');
  if (text === undefined) return undefined;
  const connections = Number(text);
  if (Number.isInteger(connections) && connections >= 1 && connections <= maxConnections) return connections;
  throw new UsageError(`--connections is a whole number from 1 to ${maxConnections}.`);
}
