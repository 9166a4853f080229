import type { ListedDocument } from '../../domain/listing.ts';

/** Prefixes (scheme, host, path) that a source's folders and documents have; other links are not followed. */
export interface SourceScope {
  folders: string;
  documents: string;
}

/** Where a page came from. */
export interface PageContext {
  /** After redirects. */
  url: string;
  contentType: string;
  /** Absent for the source's own page, which then decides it. */
  scope?: SourceScope;
  /** Entries after which the rest of the page is not read. */
  maxEntries: number;
}

/** One entry as a recogniser reads it, before it is judged. */
export interface PageEntry {
  /** Relative or absolute, entities decoded. */
  href: string;
  /** Where the format says what it is; else the URL does (a folder ends in a slash, a document in `.xml`). */
  role?: 'folder' | 'document';
  modified?: string | undefined;
  size?: string | undefined;
  etag?: string | undefined;
}

/** A page's content in terms common to all kinds. */
export interface PageContent {
  kind: string;
  entries: PageEntry[];
  /** What `href`s are relative to. */
  base: string;
  /** The page's own folder: entries without a role are folders only below it. */
  folder: string;
  scope: SourceScope;
  /** Further pages of the same folder. */
  next: string[];
  /** There were more than `maxEntries`. */
  isCut: boolean;
}

/** What a listing page holds for a harvest. */
export interface ListingPage {
  /** The recogniser that knew it: `apache`, `nginx`, `s3` … */
  kind: string;
  /** Each once. */
  documents: ListedDocument[];
  folders: string[];
  next: string[];
  /** The page's own folder, with its slash. */
  folder: string;
  scope: SourceScope;
  /** Documents outside the scope, which are left out. */
  outside: { count: number; example?: string };
  isCut: boolean;
}
