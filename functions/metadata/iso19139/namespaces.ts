/**
 * The namespaces of ISO/TS 19139:2007 and of what it builds on, by the prefix that the standard uses. Each one's schema
 * imports the others in this order, so that the engine reads the last first: where several elements were expected, it
 * tells those of gmd before those of gmx and srv.
 */
export const NAMESPACES = {
  gmi: 'http://www.isotc211.org/2005/gmi',
  srv: 'http://www.isotc211.org/2005/srv',
  gmx: 'http://www.isotc211.org/2005/gmx',
  gmd: 'http://www.isotc211.org/2005/gmd',
  gco: 'http://www.isotc211.org/2005/gco',
  gss: 'http://www.isotc211.org/2005/gss',
  gts: 'http://www.isotc211.org/2005/gts',
  gsr: 'http://www.isotc211.org/2005/gsr',
  gml: 'http://www.opengis.net/gml/3.2',
  xlink: 'http://www.w3.org/1999/xlink',
} as const;

/** One of the prefixes of NAMESPACES. */
export type Prefix = keyof typeof NAMESPACES;

/** Every prefix of NAMESPACES. */
export const PREFIXES = Object.keys(NAMESPACES) as Prefix[];
