import { RegistryError } from './errors.ts';
import type { ClaimStore, OrganizationStore } from './ports.ts';

/** The claim on an organization's name: upper and lower case make no other name. */
export function organizationNameClaim(name: string): string {
  return `organization-name#${name.normalize('NFC').toLowerCase()}`;
}

/**
 * Claims a name for an organization. A claim that its owner has no more use for (a crash came between the two writes of
 * a creation, a rename or a removal) is taken over after 15 minutes.
 * @throws `NAME_TAKEN` with the `organization_id` that has it
 */
export async function claimOrganizationName(
  services: { organizations: OrganizationStore; claims: ClaimStore; now(): number },
  { name, ownerId }: { name: string; ownerId: string },
): Promise<void> {
  const { organizations, claims } = services;
  const value = organizationNameClaim(name);
  const ownerExists = async (id: string) => {
    const owner = await organizations.get(id);
    return owner !== undefined && organizationNameClaim(owner.name) === value;
  };
  const isClaimed = await claims.claim({ value, ownerId, nowMs: services.now(), ownerExists });
  const organization_id = isClaimed
    ? await findUnclaimed(organizations, { value, ownerId })
    : await claims.findOwner(value);
  if (isClaimed && organization_id === undefined) return;
  if (isClaimed) await claims.release(value, ownerId);
  throw new RegistryError('NAME_TAKEN', `There is an organization ${name} already: ${organization_id}.`, {
    details: { organization_id },
  });
}

/** Another organization of this name, that was written without a claim. */
async function findUnclaimed(
  organizations: OrganizationStore,
  { value, ownerId }: { value: string; ownerId: string },
): Promise<string | undefined> {
  const all = await organizations.list();
  return all.find(({ _id, name }) => _id !== ownerId && organizationNameClaim(name) === value)?._id;
}
