import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { ApiRequest } from './request.ts';
import { type ApiAnswer, corsHeaders } from './response.ts';

/** Bodies below this are not worth compressing, bytes. */
const minBytesToCompress = 1024;
/**
 * A larger body that is not compressed goes to the gateway as base64, which adds a third. As text it is escaped into
 * the function's answer, which may double it, and that may have 6 MB.
 */
const maxTextBytes = 1024 * 1024;
/** Brotli's quality: 4 is as quick as gzip and smaller. */
const brotliQuality = 4;

const compressors = {
  br: (body: Buffer) =>
    promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
  gzip: (body: Buffer) => promisify(gzip)(body),
};

type Encoding = keyof typeof compressors;

/**
 * Gives a public answer its `ETag`, answers 304 to a client that has it already (RFC 9110 section 13.1.2), and compresses.
 * The tag is weak, because the same content goes out in several encodings.
 */
export async function publicCacheAnswer(answer: ApiAnswer, request: ApiRequest): Promise<ApiAnswer> {
  const body = Buffer.from(answer.body ?? '', 'utf8');
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = { ...answer.headers, etag, vary: 'Accept-Encoding', 'cache-control': 'public, no-cache' };
  if (isKnown(request.headers['if-none-match'], etag)) {
    return {
      statusCode: 304,
      headers: { ...corsHeaders, etag, vary: headers.vary, 'cache-control': headers['cache-control'] },
    };
  }
  const encoding = body.length < minBytesToCompress ? undefined : chosenEncoding(request.headers['accept-encoding']);
  if (!encoding && body.length <= maxTextBytes) return { ...answer, headers };
  if (!encoding) return { ...answer, headers, body: body.toString('base64'), isBase64Encoded: true };
  return {
    ...answer,
    headers: { ...headers, 'content-encoding': encoding },
    body: (await compressors[encoding](body)).toString('base64'),
    isBase64Encoded: true,
  };
}

function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === opaque);
}

/** The encoding a client prefers of those we have (RFC 9110 section 12.5.3); ours first among equals. */
function chosenEncoding(acceptEncoding: string | undefined): Encoding | undefined {
  const weights = new Map<string, number>();
  for (const part of (acceptEncoding ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const q = parameters.find((text) => text.startsWith('q='));
    if (name !== '') weights.set(name, q ? Number(q.slice(2)) || 0 : 1);
  }
  const weightOf = (name: Encoding) =>
    weights.get(name) ?? (name === 'gzip' ? weights.get('x-gzip') : undefined) ?? weights.get('*') ?? 0;
  const best = weightOf('br') >= weightOf('gzip') ? 'br' : 'gzip';
  return weightOf(best) > 0 && weightOf(best) >= (weights.get('identity') ?? 0) ? best : undefined;
}
