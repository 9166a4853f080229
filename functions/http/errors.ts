import { type ErrorCode, isRegistryError, type RegistryError } from '../domain/errors.ts';
import { type ApiAnswer, jsonAnswer } from './response.ts';

/** Status of every code that may reach a client; whatever is not in here is a 500. */
const statuses: Partial<Record<ErrorCode, number>> = {
  INVALID_BODY: 400,
  INVALID_PARAMETER: 400,
  LINK_INVALID: 400,
  LOGIN_FAILED: 401,
  NOT_LOGGED_IN: 401,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  WRONG_PASSWORD: 403,
  HARVEST_NOT_FOUND: 404,
  ATTEMPT_NOT_FOUND: 404,
  RECORD_NOT_FOUND: 404,
  PROBE_NOT_FOUND: 404,
  ORGANIZATION_NOT_FOUND: 404,
  REPORT_NOT_FOUND: 404,
  USER_NOT_FOUND: 404,
  TOKEN_NOT_FOUND: 404,
  EMAIL_TAKEN: 409,
  ADDRESS_NOT_VERIFIED: 409,
  LAST_ADMINISTRATOR: 409,
  TOO_MANY_API_KEYS: 409,
  ATTEMPT_NOT_NEWEST: 409,
  NO_REMOVALS_HELD: 409,
  REMOVALS_DECIDED: 409,
  NAME_TAKEN: 409,
  ORGANIZATION_IN_USE: 409,
  ORGANIZATION_CLOSING: 409,
  STORE_CONFLICT: 409,
  HARVEST_UNDER_WAY: 409,
  HARVEST_DELETING: 409,
  URL_TAKEN: 409,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_TYPE: 415,
  PROBE_FAILED: 422,
  TOO_MANY_REQUESTS: 429,
};

/** Bodies of the inherited contract, where they differ from `{status: "error", message, code}`: by code, or by handler and code. */
const inheritedBodies: Record<string, object> = {
  LOGIN_FAILED: { status: 'error', message: 'Unauthorized' },
  NOT_LOGGED_IN: { status: 'error', message: 'You must be logged in to do this.' },
  'get-harvest/HARVEST_NOT_FOUND': { status: 'fail', message: 'Item not found' },
  'trigger-harvest/HARVEST_NOT_FOUND': { status: 'Not Found' },
  'trigger-harvest/UNAUTHORIZED': { status: 'Unauthorized' },
};

/** The answer to something thrown. What is not meant for clients becomes a fixed sentence with the request's id. */
export function answerFromThrown(
  thrown: unknown,
  { handler, requestId }: { handler: string; requestId: string },
): ApiAnswer {
  const status = isRegistryError(thrown) ? statuses[thrown.code] : undefined;
  if (isRegistryError(thrown) && status !== undefined) {
    return jsonAnswer(status, bodyOf(thrown, handler), headersOf(thrown));
  }
  return jsonAnswer(500, {
    status: 'error',
    message: `Something went wrong on our side. Tell the registry's operators this request id: ${requestId}`,
    code: 'INTERNAL_ERROR',
  });
}

function bodyOf(error: RegistryError, handler: string): object {
  const inherited = inheritedBodies[`${handler}/${error.code}`] ?? inheritedBodies[error.code];
  return inherited ?? { status: 'error', message: error.message, code: error.code, ...error.details };
}

function headersOf(error: RegistryError): Record<string, string> {
  const seconds = error.details.retry_after_seconds;
  return typeof seconds === 'number' ? { 'retry-after': String(seconds) } : {};
}
