import type { Harvest } from './harvest.ts';
import type { User } from './user.ts';

/** Administrators, and approved members of the harvest's organization. */
export function isMemberOf(user: User, harvest: Pick<Harvest, 'organization_id'>): boolean {
  if (!user.approved) return false;
  return user.roles.includes('admin') || user.organization_ids.includes(harvest.organization_id);
}
