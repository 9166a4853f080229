import { claimStore } from '../../functions/aws/claim-store.ts';
import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { organizationStore } from '../../functions/aws/organization-store.ts';
import { createHarvest, type NewHarvest } from '../../functions/domain/create-harvest.ts';
import { type Harvest, type HarvestType, harvestTypes } from '../../functions/domain/harvest.ts';
import { newId } from '../../functions/ids.ts';
import { type Command, optionalText, requiredText, UsageError } from './command.ts';
import { findOrganization } from './find-organization.ts';

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
    unpublished: { type: 'boolean' },
  },
  help: {
    name: 'As people know it',
    url: 'The folder, ERDDAP page or CSW endpoint',
    organization: 'Whose it is',
    type: `One of ${harvestTypes.join(', ')}; WAF without`,
    interval: 'Days between scheduled harvests; 1 without',
    contact: 'Mail address for this source; never shown to the public',
    unpublished: 'Harvested only when somebody asks',
  },
  example: 'add-harvest --name "PacIOOS WAF" --url https://data.example.org/metadata/iso/ --organization PacIOOS',
  async run(args, print) {
    const type = optionalText(args, 'type') ?? 'WAF';
    if (!harvestTypes.includes(type as HarvestType)) {
      throw new UsageError(`--type ${type} is not one of ${harvestTypes.join(', ')}.`);
    }
    const interval = Number(optionalText(args, 'interval') ?? '1');
    if (!(interval > 0 && interval <= 365))
      throw new UsageError('--interval is a number of days above 0, at most 365.');
    const contact = optionalText(args, 'contact');
    const organization = await findOrganization(requiredText(args, 'organization'));
    const harvest = await addHarvest({
      name: requiredText(args, 'name'),
      url: requiredText(args, 'url'),
      harvest_type: type as HarvestType,
      organization_id: organization._id,
      publish: args.values.unpublished !== true,
      harvest_interval: interval,
      ...(contact ? { harvest_contact: contact } : {}),
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
