import { organizationNameClaim } from '../../../functions/domain/organization-name.ts';
import type { Organization } from '../../../functions/domain/user.ts';
import { organizationFromOld } from './organization-from-old.ts';
import type { OrganizationNames } from './organization-names.ts';
import { noteDifferences, type Planned } from './planned.ts';
import type { FoundDocument } from './read-export.ts';

/**
 * Which organizations are to be created. Of those of one name the first is: what belongs to the others belongs to it.
 * Fills `names` with all that there will be.
 */
export function planOrganizations(
  found: FoundDocument[],
  existing: Organization[],
  { names, now }: { names: OrganizationNames; now: string },
): Planned<Organization> {
  const planned: Planned<Organization> = { read: found.length, create: [], there: [] };
  const byId = new Map(existing.map((one) => [one._id, one]));
  const byName = new Map(existing.map((one) => [organizationNameClaim(one.name), one]));
  for (const one of existing) names.add(one.name, one._id);
  for (const document of found) {
    const old = organizationFromOld(document, now);
    if (!old) continue;
    const there = byId.get(old._id);
    if (there) {
      noteDifferences(document.notes, { there, old }, ['name', 'description', 'url', 'logo_url', 'ckan_harvest_url']);
      planned.there.push(there);
      names.add(old.name, there._id);
      continue;
    }
    const namesake = byName.get(organizationNameClaim(old.name));
    if (namesake) {
      names.add(old.name, namesake._id);
      document.notes.left(
        'NAME_TAKEN',
        `There is an organization ${namesake.name}, ${namesake._id}: what belongs to this one goes there.`,
      );
      continue;
    }
    byName.set(organizationNameClaim(old.name), old);
    names.add(old.name, old._id);
    planned.create.push({ value: old, found: document });
  }
  return planned;
}
