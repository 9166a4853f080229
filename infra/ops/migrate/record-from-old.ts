import { errorsIndex } from '../../../functions/domain/errors-index.ts';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import { keptErrors } from '../../../functions/domain/kept-errors.ts';
import { defaultLimits } from '../../../functions/domain/limits.ts';
import type { HarvestRecord, Service, ValidationError } from '../../../functions/domain/record.ts';
import { recordIdFromUrl } from '../../../functions/ids.ts';
import { endpointOf, recordUrl } from '../../../functions/sources/csw/requests.ts';
import { fieldOf, textOf, timeOf, timeOfId } from './old-values.ts';
import type { FoundDocument } from './read-export.ts';

/** The same bounds as those of records that are read from documents: an item of DynamoDB holds 400 KB. */
const maxTitleLength = 1000;
const maxDescriptionLength = 10_000;
const maxServices = 100;
const maxValueLength = 2000;
const maxServiceBytes = 64 * 1024;

/** In the place of the attempt that wrote a record. */
export const movedIn = 'moved-in';

/** Fields of the old registry that are taken. `hash_val`, an MD5, is none of them. */
export const recordFields = [
  '_id',
  'harvest_id',
  'url',
  'title',
  'description',
  'services',
  'metadata_date',
  'file_id',
  'validation_errors',
  'update_time',
] as const;

/**
 * A record of the old registry as one of ours, without a hash, so that the next harvest fetches its document. Undefined,
 * with a note, where the old registry did not keep the document's URL, as it did not for malformed ones.
 */
export function recordFromOld(
  { id, document, notes }: FoundDocument,
  harvest: Harvest,
  now: string,
): HarvestRecord | undefined {
  const url = urlOf(document.url, harvest);
  if (!url) return void notes.left('RECORD_WITHOUT_URL', 'The old registry did not keep where this document is.');
  const record_id = recordIdFromUrl(url);
  const errors = errorsOf(document.validation_errors);
  const state = errors.length > 0 ? 'bad' : 'good';
  const updatedAt = timeOf(document.update_time) ?? timeOfId(id);
  return {
    harvest_id: harvest._id,
    record_id,
    url,
    state,
    ...present('title', document.title, maxTitleLength),
    ...present('description', document.description, maxDescriptionLength),
    services: servicesOf(document.services),
    ...present('metadata_date', document.metadata_date, maxValueLength),
    ...present('file_id', document.file_id, maxValueLength),
    validation_errors: keptErrors(errors, defaultLimits),
    error_count: errors.length,
    first_seen_at: updatedAt ?? now,
    ...(updatedAt ? { last_fetched_at: updatedAt } : {}),
    attempt_id: movedIn,
    ...(state === 'bad' ? { errors_index: errorsIndex({ state, record_id }) } : {}),
  };
}

/** As the listing of its source tells it, so that it is the same record then; in CSW the id is all that is the same. */
function urlOf(value: unknown, { harvest_type, url: source }: Harvest): string | undefined {
  const url = URL.parse(textOf(value) ?? '');
  if (!url || !/^https?:$/.test(url.protocol) || url.href.length > 4 * maxValueLength) return undefined;
  if (harvest_type === 'CSW') {
    const identifier = [...url.searchParams].find(([name]) => name.toLowerCase() === 'id')?.[1];
    return identifier ? recordUrl(endpointOf(source), identifier) : undefined;
  }
  url.hash = '';
  url.username = '';
  url.password = '';
  return url.href;
}

function errorsOf(value: unknown): ValidationError[] {
  return (Array.isArray(value) ? value : []).flatMap((one) => {
    const line = Number(fieldOf(one, 'line_number'));
    const error = textOf(fieldOf(one, 'error')) ?? textOf(fieldOf(one, 'message'));
    const line_number = Number.isSafeInteger(line) && line > 0 ? line : 0;
    return error ? [{ error: error.slice(0, maxValueLength), line_number, xpath: '', element: '' }] : [];
  });
}

function servicesOf(value: unknown): Service[] {
  const services: Service[] = [];
  let bytesLeft = maxServiceBytes;
  for (const one of Array.isArray(value) ? value.slice(0, maxServices) : []) {
    const service_url = textOf(fieldOf(one, 'service_url'));
    const service_type = textOf(fieldOf(one, 'service_type')) ?? 'unknown';
    bytesLeft -= Buffer.byteLength(`${service_type}${service_url}`);
    if (service_url && bytesLeft >= 0) services.push({ service_type, service_url });
  }
  return services;
}

function present<K extends string>(key: K, value: unknown, maxLength: number): { [P in K]?: string } {
  const text = textOf(value)?.replace(/\s+/g, ' ');
  if (text === undefined) return {};
  const cut = text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).trimEnd()}…`;
  return { [key]: cut } as { [P in K]: string };
}
