import { RegistryError } from './errors.ts';
import type { Harvest } from './harvest.ts';
import type { HarvestStore } from './ports.ts';

/** Longest id that is looked for: DynamoDB refuses keys over 2,048 bytes, and no id of ours is near that. */
const maxIdLength = 128;

/** Tells whether a text from a path may be an id: anything else is not looked for. */
export function isPossibleId(text: string): boolean {
  return text.length > 0 && text.length <= maxIdLength;
}

/**
 * A harvest by id.
 * @param field of a body that the id stands in, for the error
 * @throws `HARVEST_NOT_FOUND`
 */
export async function findHarvest(harvests: Pick<HarvestStore, 'get'>, id: string, field?: string): Promise<Harvest> {
  const harvest = isPossibleId(id) ? await harvests.get(id) : undefined;
  if (harvest) return harvest;
  throw new RegistryError(
    'HARVEST_NOT_FOUND',
    `There is no harvest with the id ${JSON.stringify(id.slice(0, maxIdLength))}.`,
    { details: field === undefined ? {} : { field } },
  );
}
