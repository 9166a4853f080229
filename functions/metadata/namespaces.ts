/** Namespaces of ISO 19115 documents by their usual prefix: ISO/TS 19139 table 1, ISO 19115-2 (NGDC edition), OGC and W3C. */
export const namespaces = {
  gmd: 'http://www.isotc211.org/2005/gmd',
  gmi: 'http://www.isotc211.org/2005/gmi',
  srv: 'http://www.isotc211.org/2005/srv',
  gco: 'http://www.isotc211.org/2005/gco',
  gmx: 'http://www.isotc211.org/2005/gmx',
  gts: 'http://www.isotc211.org/2005/gts',
  gss: 'http://www.isotc211.org/2005/gss',
  gsr: 'http://www.isotc211.org/2005/gsr',
  gfc: 'http://www.isotc211.org/2005/gfc',
  gml: 'http://www.opengis.net/gml/3.2',
  xlink: 'http://www.w3.org/1999/xlink',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
  xs: 'http://www.w3.org/2001/XMLSchema',
} as const;

const prefixes = new Map<string, string>(Object.entries(namespaces).map(([prefix, uri]) => [uri, prefix]));

/** The usual prefix of a namespace, whatever prefix a document gives it; undefined for a namespace foreign to ISO 19115. */
export function prefixOf(uri: string): string | undefined {
  return prefixes.get(uri);
}
