/** Namespace of CSW 2.0.2 (OGC 07-006r1). */
export const cswNamespace = 'http://www.opengis.net/cat/csw/2.0.2';

/** Namespace of ISO/TS 19139, which names the schema that records are asked for in (OGC 07-045 section 7.3). */
const gmdNamespace = 'http://www.isotc211.org/2005/gmd';

/** One way to put the same question; catalogues differ in what they take. */
export interface QueryForm {
  typeNames: string;
  /** Property to sort by; absent: in whatever order the catalogue has. */
  sortBy?: string;
}

/**
 * From the best to the most modest. `gmd:MD_Metadata` and `apiso:Identifier` are those of the ISO application profile
 * (OGC 07-045 sections 8.2.2 and 7.2), `csw:Record` and `dc:identifier` those every catalogue has to know (OGC 07-006r1
 * section 10.2.5).
 */
export const queryForms: readonly QueryForm[] = [
  { typeNames: 'gmd:MD_Metadata', sortBy: 'apiso:Identifier' },
  { typeNames: 'csw:Record', sortBy: 'dc:identifier' },
  { typeNames: 'gmd:MD_Metadata' },
  { typeNames: 'csw:Record' },
];

/** The records of a page: `position` counts from 1. */
export interface PageRange {
  position: number;
  size: number;
}

/** The body of a GetRecords request (OGC 07-006r1 section 10.8). */
export function getRecordsBody({ typeNames, sortBy }: QueryForm, { position, size }: PageRange): string {
  const property = `<ogc:PropertyName>${sortBy}</ogc:PropertyName><ogc:SortOrder>ASC</ogc:SortOrder>`;
  const sort = sortBy === undefined ? '' : `<ogc:SortBy><ogc:SortProperty>${property}</ogc:SortProperty></ogc:SortBy>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<csw:GetRecords xmlns:csw="${cswNamespace}" xmlns:ogc="http://www.opengis.net/ogc" xmlns:gmd="${gmdNamespace}"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:apiso="http://www.opengis.net/cat/csw/apiso/1.0"
 service="CSW" version="2.0.2" resultType="results" outputFormat="application/xml" outputSchema="${gmdNamespace}"
 startPosition="${position}" maxRecords="${size}"><csw:Query typeNames="${typeNames}"
><csw:ElementSetName>full</csw:ElementSetName>${sort}</csw:Query></csw:GetRecords>`;
}

/** Parameters of a request written into the address (OGC 07-006r1 section 10); anything else belongs to the catalogue. */
const requestParameters =
  /^(?:service|request|version|acceptversions|outputformat|outputschema|elementsetname|typenames|id)$/i;

/** Where a catalogue takes requests: people give the address of its capabilities as well. */
export function endpointOf(url: string): URL {
  const endpoint = new URL(url);
  endpoint.hash = '';
  for (const name of [...endpoint.searchParams.keys()]) {
    if (requestParameters.test(name)) endpoint.searchParams.delete(name);
  }
  return endpoint;
}

/** Where one record can be read: its GetRecordById request by GET (OGC 07-006r1 section 10.9), without user info. */
export function recordUrl(endpoint: URL, identifier: string): string {
  const url = new URL(endpoint);
  url.username = '';
  url.password = '';
  const query = [
    url.search.replace(/^\?/, ''),
    'service=CSW',
    'version=2.0.2',
    'request=GetRecordById',
    'elementSetName=full',
    `outputSchema=${encodeURIComponent(gmdNamespace)}`,
    `id=${encodeURIComponent(identifier)}`,
  ];
  url.search = query.filter((part) => part !== '').join('&');
  return url.href;
}
