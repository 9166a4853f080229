/**
 * The namespaces of ISO/TS 19139:2007 and of what it builds on, by the prefix that the standard uses; the most used
 * first, because the engine looks prefixes up in the order of their declaration.
 */
export const NAMESPACES = {
  gco: 'http://www.isotc211.org/2005/gco',
  gml: 'http://www.opengis.net/gml/3.2',
  gmd: 'http://www.isotc211.org/2005/gmd',
  gmi: 'http://www.isotc211.org/2005/gmi',
  gmx: 'http://www.isotc211.org/2005/gmx',
  srv: 'http://www.isotc211.org/2005/srv',
  xlink: 'http://www.w3.org/1999/xlink',
  gts: 'http://www.isotc211.org/2005/gts',
  gss: 'http://www.isotc211.org/2005/gss',
  gsr: 'http://www.isotc211.org/2005/gsr',
} as const;

/** One of the prefixes of NAMESPACES. */
export type Prefix = keyof typeof NAMESPACES;

/** Every prefix of NAMESPACES. */
export const PREFIXES = Object.keys(NAMESPACES) as Prefix[];
