import { RegistryError } from '../domain/errors.ts';

/** A source's URL taken apart, so that its credentials travel apart from everything that is shown or logged. */
export interface SourceUrl {
  /** Without user info and fragment. */
  url: URL;
  /** Value of an `authorization` header, from the user info. */
  authorization?: string;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** A URL as it may be shown: without user info, also when it is not a valid URL at all. At most 500 characters. */
export function shownUrl(text: string): string {
  const bare = text.replace(/^([a-z][a-z0-9+.-]*:)?([\\/]{2})[^\\/?#]*@/i, '$1$2');
  return bare.length > 500 ? `${bare.slice(0, 500)}…` : bare;
}

/**
 * Reads a URL, relative to `base` where given. User info becomes the value of a Basic authorization header (RFC 7617).
 * @throws `SOURCE_URL_INVALID` when it is no URL or neither http nor https
 */
export function parseSourceUrl(text: string, base?: URL): SourceUrl {
  // The TypeError of URL repeats its input, user info included: it is not kept as the cause.
  const url = URL.parse(text, base?.href);
  if (url === null) throw new RegistryError('SOURCE_URL_INVALID', `${shownUrl(text)} is not a URL.`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new RegistryError('SOURCE_URL_INVALID', `${shownUrl(text)} is neither http nor https.`);
  }
  const pair = `${decoded(url.username)}:${decoded(url.password)}`;
  url.username = '';
  url.password = '';
  url.hash = '';
  return pair === ':' ? { url } : { url, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
