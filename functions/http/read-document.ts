import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { RegistryError } from '../domain/errors.ts';
import type { Limits } from '../domain/limits.ts';
import type { ApiRequest } from './request.ts';

/** Types whose body the gateway hands over as text; what was no UTF-8 is lost then. */
const textTypes: ReadonlySet<string> = new Set(['application/xml', 'text/xml']);
const bytesType = 'application/octet-stream';
const asBytes = `Send the document as ${bytesType}, which keeps its bytes as they are.`;

const unpack = promisify(gunzip);

/**
 * The XML document that is the body of a request, unpacked.
 * @throws `INVALID_BODY`, `UNSUPPORTED_TYPE`, `BODY_TOO_LARGE`
 */
export async function readDocument(
  { bytes, contentType, headers }: Pick<ApiRequest, 'bytes' | 'contentType' | 'headers'>,
  limits: Pick<Limits, 'maxValidateBytes' | 'maxDocumentBytes'>,
): Promise<Uint8Array> {
  const isText = textTypes.has(contentType ?? '');
  if (!isText && contentType !== bytesType) {
    const sent = contentType === undefined ? 'has no Content-Type' : `is ${contentType}`;
    throw new RegistryError('UNSUPPORTED_TYPE', `The body ${sent}. ${asBytes}`);
  }
  const encoding = headers['content-encoding']?.trim().toLowerCase().replace(/^x-/, '') || 'identity';
  if (encoding !== 'identity' && (encoding !== 'gzip' || isText)) {
    throw new RegistryError(
      'UNSUPPORTED_TYPE',
      `The body is packed in a way that is not read here. Content-Encoding may be gzip, with ${bytesType}.`,
    );
  }
  if (bytes.length === 0) throw new RegistryError('INVALID_BODY', 'The body is empty; it is the document to validate.');
  if (bytes.length > limits.maxValidateBytes) throw tooLarge(`${bytes.length} bytes`, limits.maxValidateBytes);
  if (encoding === 'gzip') return await unpacked(bytes, limits.maxDocumentBytes);
  return isText ? documentFromText(bytes) : bytes;
}

/** Stops at the bound, so that a small body that unpacks to a huge one costs no more than a large one. */
async function unpacked(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  try {
    return await unpack(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge('more than that, unpacked', maxBytes, cause);
    throw new RegistryError('INVALID_BODY', 'The body is not gzip, or it is damaged or cut off.', { cause });
  }
}

function tooLarge(size: string, maxBytes: number, cause?: unknown): RegistryError {
  return new RegistryError('BODY_TOO_LARGE', `At most ${maxBytes} bytes are read; the body has ${size}.`, { cause });
}

/**
 * What came through the gateway as text is UTF-8 now, whatever the document declares, and the declaration of a transport
 * goes before that of a document (RFC 7303 section 3). Where bytes were lost on the way, there is no honest verdict.
 */
function documentFromText(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (text.includes('\uFFFD')) {
    throw new RegistryError('INVALID_BODY', `The document is not UTF-8, and its type is one for text. ${asBytes}`);
  }
  const declaration = /^(\uFEFF?<\?xml\s[^>]*?encoding\s*=\s*)(?:"[^"<>]*"|'[^'<>]*')/;
  return new TextEncoder().encode(text.replace(declaration, '$1"UTF-8"'));
}
