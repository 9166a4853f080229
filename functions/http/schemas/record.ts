import * as z from 'zod/mini';
import { reason } from './attempt.ts';
import { count, success, successPage, text, time } from './fields.ts';

/** One error of a document. */
export const validationError = z
  .object({
    error: text("The validator's own message"),
    line_number: count.check(z.describe('Line of the document as it is served; 0 where the error has no place')),
    xpath: text('Of the element, with the usual prefixes; empty where there is none'),
    element: text('Prefixed name of the element; empty where there is none'),
    kind: z.optional(text('Stable kind of the error, e.g. `BAD_DATE`')),
    advice: z.optional(text('What to change, in plain words')),
  })
  .register(z.globalRegistry, { id: 'ValidationError' });

const service = z
  .object({ service_type: z.string(), service_url: z.string() })
  .register(z.globalRegistry, { id: 'Service', description: 'A way to get at the data' });

const record = z
  .object({
    record_id: text("SHA-1 of the document's URL"),
    url: text("The provider's own URL of the document, without user info"),
    state: z
      .enum(['good', 'bad', 'unreachable'])
      .check(z.describe('`unreachable`: not fetched by the last harvest; what an older version said is kept')),
    title: z.optional(z.string()),
    description: z.optional(z.string()),
    services: z.array(service),
    metadata_date: z.optional(text('`gmd:dateStamp` as written')),
    file_id: z.optional(text('`gmd:fileIdentifier`')),
    hash_val: z.optional(text('SHA-256 of the document; absent while none was ever fetched')),
    byte_length: z.optional(count),
    validation_errors: z.array(validationError).check(z.describe('The first ones: at most 50')),
    error_count: count.check(z.describe('The true number of errors')),
    fetch_failure: z.optional(reason),
    first_seen_at: time,
    last_fetched_at: z.optional(time).check(z.describe('When the kept version was fetched')),
    last_changed_at: z.optional(time),
  })
  .register(z.globalRegistry, { id: 'Record', description: 'One document of a source' });

/** Answer of the list of records. */
export const recordListAnswer = successPage(record);

/** Answer with one record. */
export const recordAnswer = success(record);
