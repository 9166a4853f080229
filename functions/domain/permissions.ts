import type { Harvest } from './harvest.ts';
import type { User } from './user.ts';

/** Approved, and an administrator. */
export function isAdministrator(user: User): boolean {
  return user.approved && user.roles.includes('admin');
}

/** Administrators, and approved members of the harvest's organization. */
export function isMemberOf(user: User, harvest: Pick<Harvest, 'organization_id'>): boolean {
  if (!user.approved) return false;
  return isAdministrator(user) || user.organization_ids.includes(harvest.organization_id);
}
