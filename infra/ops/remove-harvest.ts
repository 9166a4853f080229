import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { deleteHarvest } from '../../functions/domain/delete-harvest.ts';
import { harvestServices } from '../../functions/http/harvest-services.ts';
import { type Command, UsageError } from './command.ts';
import { operator } from './operator.ts';

/** Pause between two looks at whether it is gone, ms. */
const lookEveryMs = 300;

export const removeHarvestCommand: Command = {
  summary: 'Removes a source with its records, attempts and documents, and frees its URL',
  description: 'The worker takes it away, after what is under way. The command can be given again at any time.',
  usage: 'remove-harvest <id> [--wait]',
  options: { wait: { type: 'boolean' } },
  help: { wait: 'Wait until nothing is left' },
  examples: ['remove-harvest n3N6xBLyZIs9LGwEF', 'remove-harvest n3N6xBLyZIs9LGwEF --wait'],
  async run(args, print) {
    const [id] = args.positionals;
    if (!id) throw new UsageError('Which harvest? Give its id.');
    const { name } = await deleteHarvest(harvestServices(), id, operator);
    if (args.values.wait !== true) {
      print(`${name} (${id}) is being removed.`);
      return { harvest_id: id, name, harvest_state: 'deleting' };
    }
    while (await harvestStore.get(id)) await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    print(`Removed ${name} (${id}).`);
    return { harvest_id: id, name, removed: true };
  },
};
