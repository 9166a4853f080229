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
  const message = `${count} documents are served in a form that is not ISO/TS 19139, as ISO 19115-3 is; they were asked for, and judged, in another form of the same server, such as ${example}.`;
  return [...notices, { code, message, url: example, count }];
}
