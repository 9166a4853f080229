import type { AuditServices } from './audit.ts';
import type { ClaimStore, OrganizationStore } from './ports.ts';
import type { Organization } from './user.ts';

/** What changing organizations needs. */
export interface OrganizationServices extends AuditServices {
  organizations: OrganizationStore;
  claims: ClaimStore;
}

/** What people say of an organization. */
export type OrganizationFields = Pick<Organization, 'name'> &
  Partial<Pick<Organization, 'description' | 'url' | 'logo_url' | 'ckan_harvest_url'>>;
