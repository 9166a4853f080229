import { type XmlDocument, type XmlNode, XmlXPath } from 'libxml2-wasm';
import type { RecordSummary, Service } from '../domain/record.ts';
import { namespaces } from './namespaces.ts';

const maxTitleLength = 1_000;
const maxDescriptionLength = 10_000;
const maxServices = 100;
/** All services of a record together, bytes: a record must fit into a DynamoDB item of 400 KB. */
const maxServicesBytes = 64 * 1024;
/** Identifiers, dates, service types and URLs. */
const maxValueLength = 2_000;

/** Text may stand in any element of the character string kind: `gco:CharacterString`, `gmx:Anchor`, `gmx:FileName` … */
const path = (text: string) => XmlXPath.compile(text, namespacesIn(text));
const paths = {
  title: path('/*/gmd:identificationInfo/*/gmd:citation/*/gmd:title/*'),
  description: path('/*/gmd:identificationInfo/*/gmd:abstract/*'),
  fileIdentifier: path('/*/gmd:fileIdentifier/*'),
  dateStamp: path('/*/gmd:dateStamp/gco:DateTime | /*/gmd:dateStamp/gco:Date'),
  serviceIdentifications: path('/*/gmd:identificationInfo/srv:SV_ServiceIdentification'),
  serviceType: path('srv:serviceType/*'),
  connectPoints: path('srv:containsOperations/*/srv:connectPoint/*/gmd:linkage/gmd:URL'),
  onlineResources: path(
    '/*/gmd:distributionInfo/*/gmd:transferOptions/*/gmd:onLine/gmd:CI_OnlineResource | /*/gmd:distributionInfo/*/gmd:distributor/*/gmd:distributorTransferOptions/*/gmd:onLine/gmd:CI_OnlineResource',
  ),
  linkage: path('gmd:linkage/gmd:URL'),
  protocol: path('gmd:protocol/*'),
  name: path('gmd:name/*'),
};

/**
 * What the catalogue shows of a document, valid or not, by namespace and local name. White space is folded; a text
 * longer than the catalogue needs is cut and ends with an ellipsis.
 */
export function readRecord(document: XmlDocument): RecordSummary {
  const root = document.root;
  return {
    ...present('title', textAt(root, paths.title, maxTitleLength)),
    ...present('description', textAt(root, paths.description, maxDescriptionLength)),
    services: readServices(root),
    ...present('metadata_date', textAt(root, paths.dateStamp)),
    ...present('file_id', textAt(root, paths.fileIdentifier)),
  };
}

/** Each of them is told to the engine at every look, so there are no more than the path names. */
function namespacesIn(text: string): Record<string, string> {
  return Object.fromEntries(Object.entries(namespaces).filter(([prefix]) => text.includes(`${prefix}:`)));
}

function readServices(root: XmlNode): Service[] {
  const services = new Map<string, Service>();
  let bytesLeft = maxServicesBytes;
  const add = (service_type: string | undefined, service_url: string | undefined) => {
    if (service_type === undefined || service_url === undefined || services.size >= maxServices) return;
    const key = `${service_type} ${service_url}`;
    bytesLeft -= services.has(key) ? 0 : Buffer.byteLength(key);
    if (!services.has(key) && bytesLeft >= 0) services.set(key, { service_type, service_url });
  };
  for (const identification of root.find(paths.serviceIdentifications)) {
    const type = textAt(identification, paths.serviceType) ?? 'unknown';
    for (const url of identification.find(paths.connectPoints)) add(type, textOf(url));
  }
  for (const resource of root.find(paths.onlineResources)) {
    add(textAt(resource, paths.protocol), textAt(resource, paths.linkage));
  }
  return [...services.values()];
}

/** The first text at a path that is not blank. */
function textAt(node: XmlNode, at: XmlXPath, maxLength = maxValueLength): string | undefined {
  for (const found of node.find(at)) {
    const text = textOf(found, maxLength);
    if (text !== undefined) return text;
  }
  return undefined;
}

function textOf(node: XmlNode, maxLength = maxValueLength): string | undefined {
  const content = node.content.trim();
  // A text may have ten million characters: only so much of it is looked at as can matter.
  const beginning = content.slice(0, 8 * maxLength);
  const text = beginning.replace(/\s+/g, ' ').trimEnd();
  if (text === '') return undefined;
  if (text.length <= maxLength && beginning.length === content.length) return text;
  return `${text.slice(0, maxLength - 1).trimEnd()}…`;
}

function present<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: string });
}
