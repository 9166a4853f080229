import { RegistryError } from './errors.ts';

/**
 * The form of a source's URL in which two spellings of one folder are equal: scheme and host in lower case, no default
 * port, no `.` and `..`, percent-escapes as RFC 3986 section 6.2.2 has them, no user info, fragment and trailing slash.
 * @throws `SOURCE_URL_INVALID`
 */
export function normalUrl(text: string): string {
  const url = parsedSourceUrl(text);
  const path = withNormalEscapes(url.pathname).replace(/\/+$/, '');
  const host = url.host.replace(/\.(?=:|$)/, ''); // the root's dot, RFC 1034 section 3.1
  return `${url.protocol}//${host}${path}${withNormalEscapes(url.search)}`;
}

/**
 * Reads the URL of a source.
 * @throws `SOURCE_URL_INVALID` for anything but an absolute http or https URL
 */
export function parsedSourceUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new RegistryError(
    'SOURCE_URL_INVALID',
    `${JSON.stringify(text)} is not an http or https URL, such as https://data.example.org/metadata/iso/`,
  );
}

/**
 * Percent-escapes as RFC 3986 section 6.2.2 has them: those of unreserved characters decoded, the others in upper case.
 */
export function withNormalEscapes(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/%[0-9a-f]{2}/gi, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : escaped.toUpperCase();
  });
}
