import { RegistryError } from '../domain/errors.ts';
import type { ApiRequest } from './request.ts';

/** Largest form or JSON body, bytes: the fields of this API are short. */
const maxBodyBytes = 64 * 1024;
/** Characters of a field's name in an answer. */
const maxNameLength = 100;

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
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RegistryError('INVALID_BODY', 'The body is JSON, but not an object with fields.');
  }
  refuseRepeated(namesInJson(text));
  return { ...value };
}

function fieldsFromForm(text: string): Record<string, unknown> {
  const pairs = [...new URLSearchParams(text)];
  const isReplaced = pairs.some((pair) => pair.join().includes('\uFFFD'));
  if (isReplaced && !/\uFFFD|%EF%BF%BD/i.test(text)) {
    throw new RegistryError('INVALID_BODY', 'The body has percent signs that do not stand for UTF-8.');
  }
  refuseRepeated(pairs.map(([name]) => name));
  return Object.fromEntries(pairs);
}

/** Names of the fields of an object, as often as they are there: of JSON that was parsed only the last of each is left. */
function namesInJson(text: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let isNameNext = false;
  for (const [token] of text.matchAll(/"(?:[^"\\]+|\\.)*"|[{}[\],:]/g)) {
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    if (isNameNext && token.startsWith('"')) names.push(JSON.parse(token) as string);
    isNameNext = depth === 1 && (token === '{' || token === ',');
  }
  return names;
}

/** Which of several values is meant is anybody's guess: a list in a form is one value with commas. */
function refuseRepeated(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    const field = name.slice(0, maxNameLength);
    if (seen.has(name)) {
      const message = `The field ${JSON.stringify(field)} is there more than once.`;
      throw new RegistryError('INVALID_BODY', message, { details: { field } });
    }
    seen.add(name);
  }
}
