import { pipeline, Readable, type Transform } from 'node:stream';
import { promisify } from 'node:util';
import {
  brotliDecompress,
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  gunzip,
  gunzipSync,
  inflate,
  inflateRaw,
  inflateRawSync,
  inflateSync,
} from 'node:zlib';
import { isRegistryError, RegistryError } from '../domain/errors.ts';

type Coding = 'gzip' | 'deflate' | 'deflate-raw' | 'br';

interface Codec {
  sync(bytes: Uint8Array, options: { maxOutputLength: number }): Buffer;
  async(bytes: Uint8Array, options: { maxOutputLength: number }): Promise<Buffer>;
  create(): Transform;
}

const codecs: Record<Coding, Codec> = {
  gzip: { sync: gunzipSync, async: promisify(gunzip), create: () => createGunzip() },
  deflate: { sync: inflateSync, async: promisify(inflate), create: () => createInflate() },
  'deflate-raw': { sync: inflateRawSync, async: promisify(inflateRaw), create: () => createInflateRaw() },
  br: { sync: brotliDecompressSync, async: promisify(brotliDecompress), create: () => createBrotliDecompress() },
};

/** Where the compressed body is from, and how much may come out of it. */
export interface DecompressOptions {
  /** The Content-Encoding header. */
  encoding: string | undefined;
  maxBytes: number;
  /** For messages: without user info. */
  url: string;
}

/** Value of the Accept-Encoding header for what is understood here. */
export const acceptedEncodings = 'gzip, deflate, br';

/** Up to this size a body is decompressed at once: a trip through the thread pool costs more. */
const atOnceBytes = 256 * 1024;
/** Codings one upon the other; servers that compress twice exist, more is an attack. */
const maxCodings = 2;

const codingsFrom = ({ encoding, url }: DecompressOptions): Coding[] => {
  const names = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim().replace(/^x-/, ''));
  const codings = names.filter((name) => name !== '' && name !== 'identity');
  if (codings.length > maxCodings || codings.some((name) => !Object.hasOwn(codecs, name))) {
    const message = `${url} is compressed in a way that was not asked for: ${encoding?.slice(0, 100)}.`;
    throw new RegistryError('SOURCE_BROKEN_RESPONSE', message, { details: { final: true } });
  }
  return codings.reverse() as Coding[];
};

/** A zlib stream (RFC 1950) starts with method 8 and a checksum of two bytes; some servers send bare deflate data instead. */
const refined = (coding: Coding, first: Uint8Array): Coding => {
  if (coding !== 'deflate') return coding;
  const [method = 0, flags = 0] = first;
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0 ? 'deflate' : 'deflate-raw';
};

const tooLarge = ({ url, maxBytes }: DecompressOptions, cause?: unknown): RegistryError =>
  new RegistryError('SOURCE_TOO_LARGE', `${url} is more than the ${maxBytes} bytes that are read, decompressed.`, {
    cause,
  });

const failureOf = (thrown: unknown, options: DecompressOptions): RegistryError => {
  if (isRegistryError(thrown)) return thrown;
  if ((thrown as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(options, thrown);
  const message = `${options.url} is compressed data that is damaged or cut off.`;
  return new RegistryError('SOURCE_BROKEN_RESPONSE', message, { cause: thrown });
};

/**
 * A body without its content codings.
 * @throws `SOURCE_TOO_LARGE`, `SOURCE_BROKEN_RESPONSE` (damaged, cut off, or an unknown coding)
 */
export async function decompress(bytes: Uint8Array, options: DecompressOptions): Promise<Uint8Array> {
  let body = bytes;
  for (const coding of codingsFrom(options)) {
    if (body.length === 0) return body;
    const codec = codecs[refined(coding, body)];
    const bound = { maxOutputLength: options.maxBytes };
    try {
      body = body.length <= atOnceBytes ? codec.sync(body, bound) : await codec.async(body, bound);
    } catch (error) {
      throw failureOf(error, options);
    }
  }
  return body;
}

/** The same for a body that comes by and by; the bound holds while it is read. Who stops early ends the source too. */
export async function* decompressStream(
  source: AsyncIterable<Uint8Array>,
  options: DecompressOptions,
): AsyncGenerator<Uint8Array> {
  let body = source;
  for (const coding of codingsFrom(options)) body = decodeStream(body, coding);
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > options.maxBytes) throw tooLarge(options);
      yield chunk;
    }
  } catch (error) {
    throw failureOf(error, options);
  }
}

async function* decodeStream(source: AsyncIterable<Uint8Array>, coding: Coding): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const rest = async function* (): AsyncGenerator<Uint8Array> {
    yield first.value;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  };
  // The decoder is destroyed with the error of whatever failed before it.
  yield* pipeline(
    Readable.from(rest(), { objectMode: false }),
    codecs[refined(coding, first.value)].create(),
    () => {},
  );
}
