import { withNormalEscapes } from '../../domain/normal-url.ts';
import { percentEncodeBytes } from './decode-text.ts';

/** Links longer than this are no file names of any server (Linux: 4,096 bytes a path, three times that escaped). */
const maxLinkLength = 12_288;

/** A link as an absolute http(s) URL without fragment and user info; undefined for anything else. */
export function resolveLink(link: string, base: string): URL | undefined {
  const href = link.trim();
  if (href === '' || href.startsWith('#') || href.length > maxLinkLength) return undefined;
  const url = URL.parse(percentEncodeBytes(href), base);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  url.hash = '';
  if (url.username !== '' || url.password !== '') {
    url.username = '';
    url.password = '';
  }
  return url;
}

/**
 * A URL in the form that is compared. Two URLs of one identity are one document.
 */
export function identityOf(url: string): string {
  return withNormalEscapes(url);
}

/** Scheme, host and path up to and with the last slash. */
export function folderOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.slice(0, pathname.lastIndexOf('/') + 1);
}

/**
 * Tells whether a URL is at or below `prefix` (scheme, host and path). A path that leads out once the server has undone
 * its escapes (`..%2F`) is not.
 */
export function isBelow(url: string, prefix: string): boolean {
  if (!identityOf(url).startsWith(identityOf(prefix))) return false;
  if (!url.includes('%')) return true;
  const path = new URL(url).pathname.replace(/%2e/gi, '.').replace(/%(?:2f|5c)/gi, '/');
  return !/(?:^|\/)\.\.(?:\/|$)/.test(path);
}

/** A raw file name as one segment of a path: everything but the unreserved characters escaped, as nginx does. */
export function segmentFromName(name: string): string {
  return [...name].map(escapeCharacter).join('');
}

function escapeCharacter(character: string): string {
  if (/[A-Za-z0-9._~-]/.test(character)) return character;
  if (!character.isWellFormed()) return percentEncodeBytes(character);
  return encodeURIComponent(character).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
