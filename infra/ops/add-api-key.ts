import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { RegistryError } from '../../functions/domain/errors.ts';
import { findHarvest } from '../../functions/domain/find-harvest.ts';
import { isMemberOf } from '../../functions/domain/permissions.ts';
import { expiryOf } from '../../functions/domain/public-user.ts';
import { apiKeyBody } from '../../functions/http/schemas/token.ts';
import { createApiKey } from '../../functions/identity/api-key.ts';
import { type Command, requiredText } from './command.ts';
import { findUser } from './find-user.ts';
import { operatorAccountServices } from './operator.ts';
import { readOptions, textOptions } from './read-options.ts';

const fieldOptions = { name: 'name', harvest: 'harvest_ids', 'expires-in-days': 'expires_in_days' } as const;

export const addApiKeyCommand: Command = {
  summary: 'Makes a long-lived key for the scripts of an account',
  description: 'It starts harvests, waits for them, reads, and decides on held removals: nothing else.',
  usage: 'add-api-key <e-mail or id> --name <name> [options]',
  options: textOptions(fieldOptions, ['harvest']),
  help: {
    name: 'What it is for',
    harvest: 'Id of a harvest it is good for; may be repeated; without, all that the account manages',
    'expires-in-days': 'It stays until it is revoked without',
  },
  examples: [
    'add-api-key data@pacioos.example.org --name "nightly cron"',
    'add-api-key data@pacioos.example.org --name "nightly cron" --harvest n3N6xBLyZIs9LGwEF --expires-in-days 365',
  ],
  async run(args, print) {
    requiredText(args, 'name');
    const said = readOptions(args, { fieldOptions, schema: apiKeyBody });
    const user = await findUser(args);
    if (!user.approved) throw new RegistryError('FORBIDDEN', `${user.email} is not approved.`);
    for (const id of said.harvest_ids ?? []) {
      const harvest = await findHarvest(harvestStore, id);
      if (!isMemberOf(user, harvest)) throw new RegistryError('FORBIDDEN', `${user.email} does not manage ${id}.`);
    }
    const { key, kept } = await createApiKey(operatorAccountServices(), { user_id: user._id, ...said });
    print(`X-User-Id: ${user._id}`);
    print(`X-Auth-Token: ${key}`);
    print('It is shown this once and stored only as a hash.');
    const { token_id: id, user_id, name, harvest_ids, created_at } = kept;
    return { id, api_key: key, user_id, name, harvest_ids, created_at, expires_at: expiryOf(kept) };
  },
};
