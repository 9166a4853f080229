import { RegistryError } from './errors.ts';
import { normalUrl } from './normal-url.ts';
import type { ClaimStore, HarvestStore } from './ports.ts';
import { withoutUserInfo } from './source-url.ts';

/** What claiming a URL needs. */
export interface ClaimUrlServices {
  harvests: Pick<HarvestStore, 'get'>;
  claims: ClaimStore;
}

/** The value that two spellings of one URL share. */
export function claimOf(url: string): string {
  return `url#${normalUrl(url)}`;
}

/**
 * Makes a URL that of one harvest and no other, before the harvest is written. A claim counts as left over from a crash
 * when its harvest does not exist or has another URL.
 * @throws `URL_TAKEN`
 */
export async function claimUrl(
  { harvests, claims }: ClaimUrlServices,
  { url, harvestId, nowMs }: { url: string; harvestId: string; nowMs: number },
): Promise<void> {
  const value = claimOf(url);
  const ownerExists = async (id: string) => {
    const owner = await harvests.get(id);
    return owner !== undefined && claimOf(owner.url) === value;
  };
  if (await claims.claim({ value, ownerId: harvestId, nowMs, ownerExists })) return;
  throw await urlTaken({ harvests, claims }, url);
}

/**
 * Frees the URL of a harvest that is not to be, unless another request for the same harvest has written it: looked for
 * before and after, because it may be written in between.
 */
export async function releaseUnlessStored(
  services: ClaimUrlServices,
  { url, harvestId, nowMs }: { url: string; harvestId: string; nowMs: number },
): Promise<void> {
  if (await services.harvests.get(harvestId)) return;
  await services.claims.release(claimOf(url), harvestId);
  if (await services.harvests.get(harvestId)) await claimUrl(services, { url, harvestId, nowMs });
}

/** The refusal of a URL, naming the harvest that has it. */
export async function urlTaken({ harvests, claims }: ClaimUrlServices, url: string): Promise<RegistryError> {
  const harvestId = await claims.findOwner(claimOf(url));
  const harvest = harvestId === undefined ? undefined : await harvests.get(harvestId);
  const whose = harvest ? `harvested already, as ${JSON.stringify(harvest.name)}` : 'being registered just now';
  return new RegistryError('URL_TAKEN', `${withoutUserInfo(url)} is ${whose} (harvest ${harvestId}).`, {
    details: { ...(harvestId ? { harvest_id: harvestId } : {}) },
  });
}
