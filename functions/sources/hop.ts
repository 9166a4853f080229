import { RegistryError } from '../domain/errors.ts';
import type { SourceRequest } from '../domain/ports.ts';
import type { Head } from './exchange.ts';
import { retryAfterMs } from './retry.ts';
import { parseSourceUrl, type SourceUrl, shownUrl } from './source-url.ts';

/** One request of a chain of redirects. */
export interface Hop extends SourceUrl {
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** What must not reach another origin than the one it was meant for. */
const secretHeaders = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** @throws `SOURCE_URL_INVALID` */
export function firstHop(request: SourceRequest): Hop {
  // An ETag is given back as it came, and some servers send ones that no request can carry (RFC 9110 section 5.5).
  const headers = Object.entries(request.headers ?? {}).filter(([, value]) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value));
  const method = request.method ?? 'GET';
  const hop: Hop = { ...parseSourceUrl(request.url), method, headers: Object.fromEntries(headers) };
  if (request.body !== undefined) hop.body = request.body;
  return hop;
}

/** Whether an answer is one that a lister or a harvest can use. */
export function isGood({ status }: Head): boolean {
  return (status >= 200 && status < 300) || status === 304;
}

/** Whether an answer sends us somewhere else. */
export function isRedirect({ status, headers }: Head): boolean {
  return redirectStatuses.has(status) && headers.location !== undefined;
}

/**
 * The request a redirect asks for (RFC 9110 section 15.4). A POST stays one except after 303: a catalogue's query means
 * nothing without its body. Nothing that proves who we are goes to another origin, and user info in Location is not used.
 * @throws `SOURCE_URL_INVALID`
 */
export function nextHop(hop: Hop, { status, headers }: Head): Hop {
  const location = headers.location ?? '';
  let url: URL;
  try {
    ({ url } = parseSourceUrl(location, hop.url));
  } catch (error) {
    const message = `${hop.url.href} redirects to ${shownUrl(location)}, which is no http or https URL.`;
    throw new RegistryError('SOURCE_URL_INVALID', message, { cause: error });
  }
  const isSameOrigin = url.origin === hop.url.origin;
  const kept = Object.entries(hop.headers).filter(([name]) => isSameOrigin || !secretHeaders.has(name.toLowerCase()));
  const next: Hop = { url, method: status === 303 ? 'GET' : hop.method, headers: Object.fromEntries(kept) };
  if (isSameOrigin && hop.authorization !== undefined) next.authorization = hop.authorization;
  if (next.method === 'POST' && hop.body !== undefined) next.body = hop.body;
  return next;
}

/** An answer that is neither good nor a redirect, as `SOURCE_HTTP_STATUS` with `details` {status, retryAfterMs?}. */
export function statusError(url: string, head: Head): RegistryError {
  const askedMs = retryAfterMs(head.headers['retry-after'], Date.now());
  const details = { status: head.status, ...(askedMs === undefined ? {} : { retryAfterMs: askedMs }) };
  const words = `${head.status} ${head.statusText.slice(0, 100)}`.trim();
  return new RegistryError('SOURCE_HTTP_STATUS', `${url} answered ${words}.`, { details });
}
