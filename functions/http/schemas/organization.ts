import * as z from 'zod/mini';
import { descriptionField, httpUrlField, nameField, removable } from './body-texts.ts';
import { count, success, text, time } from './fields.ts';

/** A member of the federation, as anyone may see it. */
export const organization = z
  .object({
    _id: z.string(),
    name: z.string(),
    description: z.optional(z.string()),
    url: z.optional(text('Its home page')),
    logo_url: z.optional(z.string()),
    ckan_harvest_url: z.optional(text('Its harvest source in the catalogue')),
    created_at: time,
  })
  .register(z.globalRegistry, { id: 'Organization', description: 'A value that does not exist is absent.' });

/** Answer of the list of organizations. */
export const organizationListAnswer = success(z.array(organization));

/** Answer with one organization. */
export const organizationAnswer = success(organization);

const optionalFields = {
  description: removable(descriptionField('description')),
  url: removable(httpUrlField('url')),
  logo_url: removable(httpUrlField('logo_url')),
  ckan_harvest_url: removable(httpUrlField('ckan_harvest_url')),
};

/** Body of a new organization. */
export const newOrganizationBody = z
  .strictObject({ name: nameField('name'), ...optionalFields })
  .register(z.globalRegistry, { id: 'NewOrganization' });

/** Body of a change: any of the fields; null, or nothing behind the `=` of a form, removes one. */
export const organizationChangeBody = z
  .strictObject({ name: z.optional(nameField('name')), ...optionalFields })
  .register(z.globalRegistry, { id: 'OrganizationChange' });

/** Answer of a removal. */
export const organizationRemovedAnswer = success(z.object({ organization_id: z.string() }));

/** Why an organization cannot be removed: it still has harvests or members. Lists end at 100. */
export const organizationInUse = z
  .object({
    status: z.literal('error'),
    message: z.string(),
    code: z.literal('ORGANIZATION_IN_USE'),
    harvest_count: count,
    harvests: z.array(z.object({ harvest_id: z.string(), name: z.string() })),
    member_count: count,
    members: z.array(z.object({ user_id: z.string(), name: z.string() })),
  })
  .register(z.globalRegistry, { id: 'OrganizationInUse' });
