import type { Notice } from './attempt.ts';
import type { ManifestEntry } from './record.ts';

const code = 'OTHER_FORM_READ';

/**
 * The attempt's notices with one that tells how many documents were read in another form than the provider's own.
 * `before`: the notices after the slice before, which has counted its own.
 */
export function noteOtherForms(
  notices: Notice[],
  before: Notice[],
  entries: Iterable<Pick<ManifestEntry, 'form_url'>>,
): Notice[] {
  let count = before.find((notice) => notice.code === code)?.count ?? 0;
  let example = before.find((notice) => notice.code === code)?.url;
  for (const { form_url } of entries) {
    if (form_url === undefined) continue;
    count += 1;
    example ??= form_url;
  }
  if (count === 0 || example === undefined) return notices;
  const served = count === 1 ? '1 document is served' : `${count} documents are served`;
  const message = `${served} in a form that is not judged here, as ISO 19115-3 is; another form of the same server was asked for and judged instead, such as ${example}.`;
  return [...notices, { code, message, url: example, count }];
}
