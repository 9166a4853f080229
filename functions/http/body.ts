import { RegistryError } from '../domain/errors.ts';
import type { ApiRequest } from './request.ts';

/** Largest form or JSON body, bytes: the fields of this API are short. */
const maxBodyBytes = 64 * 1024;

const parsers: Record<string, (text: string) => Record<string, unknown>> = {
  'application/json': fieldsFromJson,
  'application/x-www-form-urlencoded': fieldsFromForm,
};

/**
 * The fields of a form or JSON body; none without a body.
 * @throws `BODY_TOO_LARGE`, `UNSUPPORTED_TYPE`, `INVALID_BODY`
 */
export function fieldsOf({ bytes, contentType }: Pick<ApiRequest, 'bytes' | 'contentType'>): Record<string, unknown> {
  if (bytes.length === 0) return {};
  if (bytes.length > maxBodyBytes) {
    throw new RegistryError('BODY_TOO_LARGE', `The body has ${bytes.length} bytes; at most ${maxBodyBytes} are read.`);
  }
  const parse = contentType === undefined ? undefined : parsers[contentType];
  if (!parse) {
    const sent = contentType === undefined ? 'has no Content-Type' : `is ${contentType}`;
    throw new RegistryError(
      'UNSUPPORTED_TYPE',
      `The body ${sent}. Send it as application/json or application/x-www-form-urlencoded.`,
    );
  }
  return parse(textFromUtf8(bytes));
}

function textFromUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RegistryError('INVALID_BODY', 'The body is not UTF-8.', { cause });
  }
}

function fieldsFromJson(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RegistryError('INVALID_BODY', `The body is not JSON: ${(cause as Error).message}.`, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new RegistryError('INVALID_BODY', 'The body is JSON, but not an object with fields.');
}

function fieldsFromForm(text: string): Record<string, unknown> {
  return Object.fromEntries(new URLSearchParams(text));
}
