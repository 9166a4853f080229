import type { PageContent, PageContext } from '../listing-page.ts';
import { readNginxList } from './nginx-list.ts';
import { readS3Bucket } from './s3-bucket.ts';
import type { XmlElement } from './scan-xml.ts';
import { readThreddsCatalog } from './thredds-catalog.ts';

/** Takes the elements below the root in turn. */
export interface XmlReader {
  open?(element: XmlElement, depth: number): void;
  close?(element: XmlElement, text: string, depth: number): void;
  /** Entries so far. */
  count(): number;
  /** @throws `SOURCE_NOT_A_LISTING` where the format is right and the content is of no use */
  content(): PageContent;
}

/** A kind of XML listing, told by its root element. */
export interface XmlKind {
  namespace: RegExp;
  name: string;
  read(context: PageContext): XmlReader;
}

export const xmlKinds: readonly XmlKind[] = [
  // ngx_http_autoindex_module, `autoindex_format xml`
  { namespace: /^$/, name: 'list', read: readNginxList },
  // Amazon S3 ListObjects and ListObjectsV2; compatible stores leave the namespace out
  {
    namespace: /^(?:https?:\/\/s3\.amazonaws\.com\/doc\/2006-03-01\/?)?$/,
    name: 'ListBucketResult',
    read: readS3Bucket,
  },
  // THREDDS InvCatalog 1.0 to 1.2
  {
    namespace: /^http:\/\/www\.unidata\.ucar\.edu\/namespaces\/thredds\/InvCatalog\//,
    name: 'catalog',
    read: readThreddsCatalog,
  },
];
