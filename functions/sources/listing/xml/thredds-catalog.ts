import { folderOf, resolveLink } from '../entry-url.ts';
import type { PageContent, PageContext, PageEntry } from '../listing-page.ts';
import { notAListing } from '../refusals.ts';
import type { XmlElement } from './scan-xml.ts';
import type { XmlReader } from './xml-kinds.ts';

const xlinkHref = '{http://www.w3.org/1999/xlink}href';

interface Dataset {
  id: string | undefined;
  urlPath: string | undefined;
  /** The service in force here, inherited from the dataset around where that says so. */
  service: string | undefined;
  /** Service that datasets inside inherit. */
  inherited: string | undefined;
  modified: string | undefined;
  size: string | undefined;
}

interface Catalog {
  /** Names of the services that are ISO, or hold it, with the base of the ISO service. */
  isoBases: Map<string, string>;
  /** Compound services around the one that is being read. */
  services: string[];
  /** Open datasets, the innermost last. */
  open: Dataset[];
  inheritedMetadata: number;
  datasets: Dataset[];
  catalogs: string[];
  units: string;
}

/**
 * A THREDDS catalogue (InvCatalog): each dataset with an ISO service (ncISO) is a document, each catalogRef a folder.
 * https://docs.unidata.ucar.edu/tds/current/userguide/client_side_catalog_specification.html
 */
export function readThreddsCatalog(context: PageContext): XmlReader {
  const catalog: Catalog = {
    isoBases: new Map(),
    services: [],
    open: [],
    inheritedMetadata: 0,
    datasets: [],
    catalogs: [],
    units: '',
  };
  return {
    open: (element) => openElement(catalog, element),
    close: (element, text) => closeElement(catalog, element, text.trim()),
    count: () => catalog.datasets.length + catalog.catalogs.length,
    content: () => contentOf(catalog, context),
  };
}

function openElement(catalog: Catalog, { name, attributes }: XmlElement): void {
  const outer = catalog.open.at(-1);
  if (name === 'service') openService(catalog, attributes);
  else if (name === 'dataset') {
    const { ID: id, urlPath, serviceName } = attributes;
    const inherited = outer?.inherited;
    catalog.open.push({
      id,
      urlPath,
      service: serviceName ?? inherited,
      inherited,
      modified: undefined,
      size: undefined,
    });
  } else if (name === 'catalogRef') {
    const href = attributes[xlinkHref];
    if (href !== undefined) catalog.catalogs.push(href);
  } else if (name === 'metadata' && attributes.inherited === 'true') catalog.inheritedMetadata++;
  else if (name === 'access' && outer !== undefined) outer.urlPath ??= attributes.urlPath;
  if (name === 'dataSize') catalog.units = attributes.units ?? '';
}

function openService(catalog: Catalog, { name = '', serviceType = '', base = '' }: Record<string, string>): void {
  catalog.services.push(name);
  if (serviceType.toLowerCase() === 'iso') for (const service of catalog.services) catalog.isoBases.set(service, base);
}

function closeElement(catalog: Catalog, { name, attributes }: XmlElement, text: string): void {
  const dataset = catalog.open.at(-1);
  if (name === 'service') catalog.services.pop();
  else if (name === 'metadata' && attributes.inherited === 'true') catalog.inheritedMetadata--;
  else if (dataset === undefined) return;
  else if (name === 'serviceName') {
    dataset.service = text;
    if (catalog.inheritedMetadata > 0) dataset.inherited = text;
  } else if (name === 'date' && attributes.type === 'modified') dataset.modified = text;
  else if (name === 'dataSize') dataset.size = `${text} ${catalog.units}`.trim();
  else if (name === 'dataset') {
    catalog.open.pop();
    if (dataset.urlPath !== undefined) catalog.datasets.push(dataset);
  }
}

function contentOf(catalog: Catalog, context: PageContext): PageContent {
  const folder = folderOf(context.url);
  if (catalog.datasets.length > 0 && catalog.isoBases.size === 0) {
    const advice = 'Ask the operator of the THREDDS server to enable its ISO service (ncISO) for these datasets.';
    throw notAListing(context.url, 'a THREDDS catalog whose datasets have no ISO metadata service', advice);
  }
  const documents = catalog.datasets.flatMap((dataset) => documentEntry(catalog, dataset, context.url));
  const folders = catalog.catalogs.map((href): PageEntry => ({ href, role: 'folder' }));
  return {
    kind: 'thredds',
    entries: [...documents, ...folders],
    base: context.url,
    folder,
    // catalogues and documents live in sibling paths of the server: /thredds/catalog/ and /thredds/iso/
    scope: context.scope ?? { folders: folder, documents: folder.replace(/\/catalog\/.*$/, '/') },
    next: [],
    isCut: false,
  };
}

/** The address that the server's own pages link to: the ISO service with catalogue and dataset as its query. */
function documentEntry(catalog: Catalog, dataset: Dataset, catalogUrl: string): PageEntry[] {
  const base = dataset.service === undefined ? undefined : catalog.isoBases.get(dataset.service);
  if (base === undefined || dataset.urlPath === undefined) return [];
  const url = resolveLink(base + dataset.urlPath, catalogUrl);
  if (url === undefined) return [];
  const page = catalogUrl.replace(/\.xml(?:\?.*)?$/, '.html');
  const query =
    dataset.id === undefined ? '' : `?catalog=${encodeURIComponent(page)}&dataset=${encodeURIComponent(dataset.id)}`;
  const { modified, size } = dataset;
  return [{ href: url.href + query, role: 'document', modified, size }];
}
