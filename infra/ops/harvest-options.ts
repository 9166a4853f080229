import { harvestTypes } from '../../functions/domain/harvest.ts';

/** Options that say something of a harvest, and the field of the API that each says. */
export const harvestFieldOptions = {
  name: 'name',
  url: 'url',
  type: 'harvest_type',
  interval: 'harvest_interval',
  contact: 'harvest_contact',
  connections: 'connections',
} as const;

export const harvestHelp = {
  name: 'As people know it',
  url: 'The folder, ERDDAP page or CSW endpoint',
  type: `One of ${harvestTypes.join(', ')}`,
  interval: 'Days between scheduled harvests',
  contact: 'Mail address for this source; never shown to the public',
  connections: 'Connections to the provider at a time, 1 to 64; 16 without',
};

/** How long a command waits for the worker to look at a source, ms: as long as its slice may take, and some. */
export const lookAtMostMs = 5 * 60_000;
