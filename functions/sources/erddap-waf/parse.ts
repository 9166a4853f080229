import { identityOf, isBelow, resolveLink } from '../listing/entry-url.ts';
import { scanMarkup } from '../listing/scan-markup.ts';

/** Folder of the ISO 19115 documents below the address of an ERDDAP. */
const documentFolder = '/metadata/iso19115/xml/';

/** The table of all datasets, as JSON: two of its columns are wanted. */
const tablePath = '/tabledap/allDatasets.json';

/** Where things are at an ERDDAP. */
export interface ErddapPlaces {
  /** The listing page of the documents, which is also what their addresses begin with. */
  folder: string;
  /** The table of all datasets. */
  table: string;
}

/**
 * Finds an ERDDAP by the address of its documents' listing page, of its table of datasets, or of any page under a path
 * `/erddap/`. Undefined where none of these is seen: ERDDAP may be served under any path.
 */
export function placesOf(url: string): ErddapPlaces | undefined {
  const { origin, pathname } = new URL(url);
  const known = [documentFolder.slice(0, -1), tablePath].map((path) => pathname.indexOf(path)).find((at) => at >= 0);
  const end = known ?? (/\/erddap(?=\/|$)/.exec(pathname)?.index ?? Number.NaN) + '/erddap'.length;
  if (Number.isNaN(end)) return undefined;
  const base = origin + pathname.slice(0, end);
  return { folder: base + documentFolder, table: `${base}${tablePath}?datasetID,iso19115` };
}

/** Documents that a table of datasets names. */
export interface DatasetTable {
  /** Each once. */
  urls: string[];
  /** Those that are elsewhere, which are left out. */
  outside: { count: number; example?: string };
}

/**
 * Reads the table of all datasets: the documents at or below `folder`. Rows without a document, and that of the table
 * itself, are passed over. Undefined for anything that is no such table.
 */
export function parseTable(text: string, folder: string): DatasetTable | undefined {
  const table = tableFrom(text);
  const idColumn = table?.columnNames.indexOf('datasetID') ?? -1;
  const urlColumn = table?.columnNames.indexOf('iso19115') ?? -1;
  if (table === undefined || idColumn < 0 || urlColumn < 0) return undefined;
  const urls = new Map<string, string>();
  const outside: DatasetTable['outside'] = { count: 0 };
  for (const row of table.rows) {
    if (!Array.isArray(row)) return undefined;
    const link: unknown = row[urlColumn];
    if (typeof link !== 'string' || row[idColumn] === 'allDatasets') continue;
    const url = resolveLink(link, folder)?.href;
    if (url === undefined) continue;
    if (isBelow(url, folder)) urls.set(identityOf(url), url);
    else {
      outside.count += 1;
      outside.example ??= url;
    }
  }
  return { urls: [...urls.values()], outside };
}

function tableFrom(text: string): { columnNames: unknown[]; rows: unknown[] } | undefined {
  try {
    const { columnNames, rows } = JSON.parse(text).table;
    return Array.isArray(columnNames) && Array.isArray(rows) ? { columnNames, rows } : undefined;
  } catch {
    return undefined;
  }
}

/** Root elements of ISO 19115-3 in any of its versions. */
const iso19115Part3 = /^https?:\/\/standards\.iso\.org\/iso\/19115\/-3\/md[bt]\//;

/** The forms that are judged, as endings of a dataset's address: ERDDAP has them since version 2.29. */
const judgedForms = ['.iso19115_2', '.iso19139_2007'];

/**
 * Where a document of ISO 19115-3 can be had in one of the forms that are judged; empty for any other document. Grids and
 * tables have different addresses, and the document itself tells by its links what the dataset is.
 */
export function otherForms(url: string, document: Uint8Array): string[] {
  if (!iso19115Part3.test(rootNamespace(document))) return [];
  const { origin, pathname } = new URL(url);
  const [, base, id] = /^(.*)\/metadata\/iso19115\/xml\/([^/]+)_iso19115\.xml$/.exec(pathname) ?? [];
  if (base === undefined || id === undefined) return [];
  const text = Buffer.from(document.buffer, document.byteOffset, document.length);
  const services = ['tabledap', 'griddap'].filter((service) => text.includes(`/${service}/${id}`));
  const possible = services.length > 0 ? services : ['tabledap', 'griddap'];
  return possible.flatMap((service) => judgedForms.map((form) => `${origin}${base}/${service}/${id}${form}`));
}

/** Bytes in which the root element begins. */
const headBytes = 16_384;

function rootNamespace(document: Uint8Array): string {
  let namespace: string | undefined;
  const open = (tag: string, attributes: Record<string, string>) => {
    const prefix = /^(.*):/.exec(tag)?.[1];
    namespace ??= attributes[prefix === undefined ? 'xmlns' : `xmlns:${prefix}`] ?? '';
  };
  const scanner = scanMarkup({ open, close() {}, text() {} }, { xml: true });
  scanner.write(Buffer.from(document.subarray(0, headBytes)).toString('latin1'));
  scanner.end();
  return namespace ?? '';
}
