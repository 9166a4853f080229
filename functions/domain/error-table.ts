import type { ValidationError } from './record.ts';

/** What the reports tell of one record that is not good. */
export interface FaultyRecord {
  record_id: string;
  url: string;
  state: 'bad' | 'unreachable';
  title?: string;
  file_id?: string;
  /** True number of errors, also when `errors` is cut. */
  error_count: number;
  errors: ValidationError[];
  fetch_failure?: { code: string; message: string };
}

const columns = [
  'document',
  'state',
  'line',
  'element',
  'what to do',
  'error',
  'kind',
  'xpath',
  'title',
  'file_id',
  'url',
  'record_id',
] as const;

/** Characters that make a spreadsheet take a cell for a formula. */
const formulaStart = /^[=+\-@\t\r]/;

/**
 * The report as CSV (RFC 4180) with one line per error, for a spreadsheet: UTF-8 with a byte order mark. In pieces, one for
 * each record.
 */
export async function* csvPieces(faulty: AsyncIterable<FaultyRecord>, sourceUrl: string): AsyncGenerator<string> {
  yield `\ufeff${columns.join(',')}\r\n`;
  for await (const record of faulty) {
    yield rowsOf(record, sourceUrl)
      .map((cells) => `${cells.map(cellFrom).join(',')}\r\n`)
      .join('');
  }
}

function rowsOf(record: FaultyRecord, sourceUrl: string): (string | number)[][] {
  const { state, title = '', file_id = '', url, record_id, errors, error_count, fetch_failure } = record;
  const document = documentName(url, sourceUrl);
  const row = (error: Partial<ValidationError>) => [
    document,
    state,
    error.line_number || '',
    error.element ?? '',
    error.advice ?? '',
    error.error ?? '',
    error.kind ?? '',
    error.xpath ?? '',
    title,
    file_id,
    url,
    record_id,
  ];
  const rows = fetch_failure
    ? [row({ error: fetch_failure.message, kind: fetch_failure.code })]
    : errors.map((error) => row(error));
  const left = fetch_failure ? 0 : error_count - errors.length;
  if (left > 0) rows.push(row({ error: `${left} more errors in this document are counted, but not listed` }));
  return rows;
}

function cellFrom(value: string | number): string {
  const text = typeof value === 'string' && formulaStart.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A document's place below its source, readable. */
export function documentName(url: string, sourceUrl: string): string {
  const name = url.startsWith(sourceUrl) && url.length > sourceUrl.length ? url.slice(sourceUrl.length) : url;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
