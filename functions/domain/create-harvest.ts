import { RegistryError } from './errors.ts';
import type { Harvest } from './harvest.ts';
import { normalUrl, parsedSourceUrl } from './normal-url.ts';
import type { ClaimStore, HarvestStore, OrganizationStore } from './ports.ts';

/** What is said of a new harvest. */
export type NewHarvest = Pick<
  Harvest,
  'name' | 'url' | 'harvest_type' | 'organization_id' | 'publish' | 'harvest_interval'
> &
  Partial<Pick<Harvest, 'harvest_contact' | 'connections' | 'ignore_robots'>>;

/** What creating one needs. */
export interface CreateServices {
  harvests: HarvestStore;
  organizations: OrganizationStore;
  claims: ClaimStore;
  nowMs: number;
  newId(): string;
}

/**
 * Registers a source. Its URL is claimed first, so that of many at once one gets it. Published, it is due at once.
 * @throws `SOURCE_URL_INVALID`, `ORGANIZATION_NOT_FOUND`, `URL_TAKEN`
 */
export async function createHarvest(services: CreateServices, input: NewHarvest): Promise<Harvest> {
  const { harvests, organizations, claims, nowMs } = services;
  const url = parsedSourceUrl(input.url).href;
  if (!(await organizations.get(input.organization_id))) {
    throw new RegistryError('ORGANIZATION_NOT_FOUND', `There is no organization ${input.organization_id}.`);
  }
  const _id = services.newId();
  const claim = `url#${normalUrl(url)}`;
  const ownerExists = async (id: string) => (await harvests.get(id)) !== undefined;
  if (!(await claims.claim({ value: claim, ownerId: _id, nowMs, ownerExists }))) {
    const owner = await claims.findOwner(claim);
    throw new RegistryError('URL_TAKEN', `${normalUrl(url)} is harvested already, as harvest ${owner}.`, {
      details: { harvest_id: owner },
    });
  }
  const now = new Date(nowMs).toISOString();
  const harvest: Harvest = {
    _id,
    ...input,
    url,
    created_at: now,
    harvest_state: 'idle',
    ...(input.publish ? { wake_at: now } : {}),
  };
  await harvests.create(harvest);
  return harvest;
}
