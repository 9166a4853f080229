import type { Organization } from '../../../functions/domain/user.ts';
import { boundedText, timeOfId, webAddressOf } from './old-values.ts';
import type { FoundDocument } from './read-export.ts';

/** Longest name and description, characters. */
const maxNameLength = 200;
const maxDescriptionLength = 5000;

/** Fields of the old registry that are taken. */
export const organizationFields = ['_id', 'name', 'description', 'url', 'logo_url', 'ckan_harvest_url'] as const;

/** An organization of the old registry as one of ours; undefined, with a note, where it has no name. */
export function organizationFromOld({ id, document, notes }: FoundDocument, now: string): Organization | undefined {
  const name = boundedText(document.name, maxNameLength, { notes, field: 'name' });
  if (name === undefined) return void notes.left('NO_NAME', 'The organization has no name.');
  const description = boundedText(document.description, maxDescriptionLength, { notes, field: 'description' });
  const url = webAddressOf(document.url, { notes, field: 'url' });
  const logo_url = webAddressOf(document.logo_url, { notes, field: 'logo_url' });
  const ckan_harvest_url = webAddressOf(document.ckan_harvest_url, { notes, field: 'ckan_harvest_url' });
  return {
    _id: id,
    name,
    ...(description ? { description } : {}),
    ...(url ? { url } : {}),
    ...(logo_url ? { logo_url } : {}),
    ...(ckan_harvest_url ? { ckan_harvest_url } : {}),
    created_at: timeOfId(id) ?? now,
  };
}
