import { claimStore } from '../../functions/aws/claim-store.ts';
import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { organizationStore } from '../../functions/aws/organization-store.ts';
import { createHarvest, type NewHarvest } from '../../functions/domain/create-harvest.ts';
import type { Harvest } from '../../functions/domain/harvest.ts';
import { publicProbe } from '../../functions/domain/public-probe.ts';
import { registerHarvest, tryHarvest } from '../../functions/domain/register-harvest.ts';
import { triggerHarvest } from '../../functions/domain/trigger.ts';
import { harvestServices } from '../../functions/http/harvest-services.ts';
import { newHarvestBody } from '../../functions/http/schemas/harvest-body.ts';
import { newId } from '../../functions/ids.ts';
import { type Arguments, type Command, requiredText } from './command.ts';
import { findOrganization } from './find-organization.ts';
import { harvestFieldOptions, harvestHelp, lookAtMostMs } from './harvest-options.ts';
import { operator } from './operator.ts';
import { printProbe, stillLooking } from './print-probe.ts';
import { readOptions, textOptions, withoutNothing } from './read-options.ts';

/** Registers a source without a look at it, with the stores of `functions/aws`. */
export async function addHarvest(input: NewHarvest, nowMs = Date.now()): Promise<Harvest> {
  const services = { harvests: harvestStore, organizations: organizationStore, claims: claimStore, nowMs, newId };
  return await createHarvest(services, input);
}

export const addHarvestCommand: Command = {
  summary: 'Registers a source, after a look at it, and starts its first harvest',
  usage: 'add-harvest --name <name> --url <url> --organization <id or name> [options]',
  options: {
    ...textOptions(harvestFieldOptions),
    organization: { type: 'string' },
    'ignore-robots': { type: 'boolean' },
    unpublished: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    force: { type: 'boolean' },
  },
  help: {
    ...harvestHelp,
    type: `${harvestHelp.type}; WAF without`,
    interval: `${harvestHelp.interval}; 1 without`,
    organization: 'Whose it is',
    'ignore-robots': 'Where the provider has agreed that his robots.txt does not mean the registry',
    unpublished: 'Harvested only when somebody asks',
    'dry-run': 'Look at it, validate a sample of 20 documents, and store nothing',
    force: 'Register it whatever the look at it shows',
  },
  examples: [
    'add-harvest --name "PacIOOS WAF" --url https://data.example.org/metadata/iso/ --organization PacIOOS',
    'add-harvest --name "PacIOOS WAF" --url https://data.example.org/metadata/iso/ --organization PacIOOS --dry-run',
  ],
  async run(args, print) {
    const input = await inputFrom(args);
    const services = harvestServices();
    const asked = { actor: operator, endsAtMs: Date.now() + lookAtMostMs };
    if (args.values['dry-run'] === true) {
      const tried = await tryHarvest(services, input, asked);
      if ('pending' in tried) throw stillLooking(tried.pending);
      printProbe(tried.probe, print);
      return publicProbe(tried.probe);
    }
    const registered = await registerHarvest(services, input, { ...asked, force: args.values.force === true });
    if ('pending' in registered) throw stillLooking(registered.pending);
    const { harvest, probe } = registered;
    printProbe(probe, print);
    print(`Added ${harvest.name} with the id ${harvest._id}.`);
    const triggered = harvest.publish ? await triggerHarvest(services, harvest._id, { kind: 'operator' }) : undefined;
    const how = triggered ? 'Its first harvest begins now. See it with' : 'Start it with';
    print(`${how}: npm run ops -- harvest ${harvest._id} --wait`);
    const attempt = triggered ? { attempt_id: triggered.attempt_id } : {};
    return { harvest_id: harvest._id, url: harvest.url, ...attempt, probe: publicProbe(probe) };
  },
};

async function inputFrom(args: Arguments): Promise<NewHarvest> {
  for (const name of ['name', 'url', 'organization']) requiredText(args, name);
  const { values } = args;
  const { _id: organization_id } = await findOrganization(requiredText(args, 'organization'));
  const more = {
    organization_id,
    publish: values.unpublished !== true,
    ...(values.type === undefined ? { harvest_type: 'WAF' } : {}),
    ...(values['ignore-robots'] === true ? { ignore_robots: true } : {}),
  };
  const options = { fieldOptions: harvestFieldOptions, schema: newHarvestBody, more };
  return withoutNothing(readOptions(args, options)) as NewHarvest;
}
