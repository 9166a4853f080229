import { claimOf, claimUrl, urlTaken } from './claim-url.ts';
import { isRegistryError } from './errors.ts';
import { confirmOrganization, findOrganization } from './find-organization.ts';
import type { Harvest } from './harvest.ts';
import { parsedSourceUrl } from './normal-url.ts';
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
 * Registers a source without a look at it. Its URL is claimed first, so that of many at once one gets it. Published, it is
 * due at once.
 * @throws `SOURCE_URL_INVALID`, `ORGANIZATION_NOT_FOUND`, `ORGANIZATION_CLOSING`, `URL_TAKEN`
 */
export async function createHarvest(services: CreateServices, input: NewHarvest): Promise<Harvest> {
  const url = storedUrl(input.url);
  const harvestId = services.newId();
  await findOrganization(services.organizations, input.organization_id, 'organization_id');
  await claimUrl(services, { url, harvestId, nowMs: services.nowMs });
  return await storeHarvest(services, { ...input, url }, harvestId);
}

/**
 * A source's URL as it is stored: without the fragment, which no server sees.
 * @throws `SOURCE_URL_INVALID`
 */
export function storedUrl(text: string): string {
  const url = parsedSourceUrl(text);
  url.hash = '';
  return url.href;
}

/**
 * Writes a harvest whose URL is claimed. Of several that were promised one id, the first is written.
 * @throws `URL_TAKEN`, `ORGANIZATION_NOT_FOUND`, `ORGANIZATION_CLOSING`
 */
export async function storeHarvest(services: CreateServices, input: NewHarvest, harvestId: string): Promise<Harvest> {
  const { harvests, claims, organizations, nowMs } = services;
  const now = new Date(nowMs).toISOString();
  const harvest: Harvest = {
    _id: harvestId,
    ...input,
    created_at: now,
    harvest_state: 'idle',
    ...(input.publish ? { wake_at: now } : {}),
  };
  try {
    await harvests.create(harvest);
  } catch (error) {
    throw isRegistryError(error, 'STORE_CONFLICT') ? await urlTaken(services, input.url) : error;
  }
  try {
    await confirmOrganization({ organizations, now: () => nowMs }, input.organization_id);
    // Another request for this very harvest may have been refused meanwhile, and have freed the URL.
    await claimUrl(services, { url: input.url, harvestId, nowMs });
  } catch (error) {
    await harvests.remove(harvestId, { harvest_state: 'idle', attempt_id: undefined });
    await claims.release(claimOf(input.url), harvestId);
    throw error;
  }
  return harvest;
}
