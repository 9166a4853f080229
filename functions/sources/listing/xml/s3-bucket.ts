import { segmentFromName } from '../entry-url.ts';
import type { PageContent, PageContext, PageEntry } from '../listing-page.ts';
import { brokenPage } from '../refusals.ts';
import type { XmlReader } from './xml-kinds.ts';

interface Bucket {
  /** Texts of the children of the root that stand once: IsTruncated, NextContinuationToken, NextMarker, EncodingType … */
  values: Record<string, string>;
  object: Record<string, string>;
  entries: PageEntry[];
  lastKey: string;
}

/**
 * Amazon S3's ListBucketResult, both versions of the operation, with its continuation.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function readS3Bucket(context: PageContext): XmlReader {
  const bucket: Bucket = { values: {}, object: {}, entries: [], lastKey: '' };
  return {
    open({ name }, depth) {
      if (depth === 1 && (name === 'Contents' || name === 'CommonPrefixes')) bucket.object = {};
    },
    close({ name }, text, depth) {
      if (depth === 2) bucket.object[name] ??= text;
      else if (depth === 1 && name === 'Contents') addObject(bucket);
      else if (depth === 1 && name === 'CommonPrefixes') addPrefix(bucket);
      else if (depth === 1) bucket.values[name] = text;
    },
    count: () => bucket.entries.length,
    content: () => contentOf(bucket, context),
  };
}

function addObject(bucket: Bucket): void {
  const { Key, LastModified, Size, ETag } = bucket.object;
  if (Key === undefined) return;
  bucket.lastKey = Key;
  if (Key.endsWith('/')) return;
  bucket.entries.push({ href: Key, modified: LastModified, size: Size, etag: ETag?.replace(/^"|"$/g, '') });
}

function addPrefix(bucket: Bucket): void {
  const { Prefix } = bucket.object;
  if (Prefix !== undefined) bucket.entries.push({ href: Prefix, role: 'folder' });
}

function contentOf(bucket: Bucket, context: PageContext): PageContent {
  const { origin, pathname } = new URL(context.url);
  const root = `${origin}${pathname.endsWith('/') ? pathname : `${pathname}/`}`;
  const isEncoded = bucket.values.EncodingType === 'url';
  const decoded = (key: string) => (isEncoded ? decodedKey(key) : key);
  const entries = bucket.entries.flatMap((entry): PageEntry[] => {
    if (entry.role === 'folder') return [{ ...entry, href: folderPage(context.url, decoded(entry.href)) }];
    const segments = decoded(entry.href).split('/');
    if (segments.some((segment) => segment === '.' || segment === '..')) return [];
    return [{ ...entry, href: `${root}${segments.map(segmentFromName).join('/')}` }];
  });
  return {
    kind: 's3',
    entries,
    base: root,
    folder: root,
    scope: context.scope ?? { folders: `${origin}${pathname}`, documents: root },
    next: nextPage(bucket, context.url, decoded),
    isCut: false,
  };
}

/** With `encoding-type=url` keys are written as form data is; what is not stays as it stands. */
function decodedKey(key: string): string {
  try {
    return decodeURIComponent(key.replace(/\+/g, ' '));
  } catch {
    return key;
  }
}

function folderPage(pageUrl: string, prefix: string): string {
  return withQuery(pageUrl, { prefix }, ['continuation-token', 'marker', 'start-after']);
}

function nextPage({ values, lastKey }: Bucket, pageUrl: string, decoded: (key: string) => string): string[] {
  if (values.IsTruncated !== 'true') return [];
  const token = values.NextContinuationToken;
  if (token !== undefined) return [withQuery(pageUrl, { 'list-type': '2', 'continuation-token': token }, [])];
  const marker = values.NextMarker ?? lastKey;
  if (marker === '') throw brokenPage(pageUrl, 'it says that it goes on, but not where');
  return [withQuery(pageUrl, { marker: decoded(marker) }, [])];
}

function withQuery(pageUrl: string, set: Record<string, string>, remove: string[]): string {
  const url = new URL(pageUrl);
  for (const name of remove) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(set)) url.searchParams.set(name, value);
  url.search = url.search.replace(/\+/g, '%20');
  return url.href;
}
