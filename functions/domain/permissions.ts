import { RegistryError } from './errors.ts';
import type { Harvest } from './harvest.ts';
import type { User } from './user.ts';

/** An account whose address was verified and whose membership was approved: any other is a stranger's. */
function isApproved(user: User): boolean {
  return user.verified && user.approved;
}

/** Approved, and an administrator. */
export function isAdministrator(user: User): boolean {
  return isApproved(user) && user.roles.includes('admin');
}

/** Administrators, and approved members of the harvest's organization. */
export function isMemberOf(user: User, harvest: Pick<Harvest, 'organization_id'>): boolean {
  if (!isApproved(user)) return false;
  return isAdministrator(user) || user.organization_ids.includes(harvest.organization_id);
}

/**
 * Refuses whoever may not manage a harvest.
 * @throws `FORBIDDEN`
 */
export function requireManager(user: User | undefined, harvest: Pick<Harvest, 'organization_id'>): void {
  if (user && isMemberOf(user, harvest)) return;
  throw new RegistryError('FORBIDDEN', 'Only approved members of the organization, and administrators, may do this.');
}

/**
 * Refuses what only an administrator may say of a harvest.
 * @throws `FORBIDDEN`
 */
export function requireRobotsRight(
  user: User | undefined,
  { ignore_robots }: { ignore_robots?: boolean | undefined },
): void {
  if (!ignore_robots || (user && isAdministrator(user))) return;
  throw new RegistryError('FORBIDDEN', 'Only administrators may have robots.txt ignored.');
}

/**
 * Refuses whoever manages nothing, before it is looked at what he sends.
 * @throws `FORBIDDEN`
 */
export function requireApproved(user: User | undefined): void {
  if (user && isApproved(user)) return;
  throw new RegistryError(
    'FORBIDDEN',
    'Your account waits for the approval of an administrator. You get a mail when you may do this.',
  );
}
