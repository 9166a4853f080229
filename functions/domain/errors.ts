/** Every code a RegistryError can carry. `functions/http/errors.ts` maps those that reach a client to a status. */
export type ErrorCode =
  // the request
  | 'INVALID_BODY'
  | 'BODY_TOO_LARGE'
  | 'UNSUPPORTED_TYPE'
  | 'INVALID_PARAMETER'
  | 'TOO_MANY_REQUESTS'
  | 'NOT_LOGGED_IN'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'LOGIN_FAILED'
  | 'WRONG_PASSWORD'
  | 'LINK_INVALID'
  | 'USER_NOT_FOUND'
  | 'TOKEN_NOT_FOUND'
  | 'ADDRESS_NOT_VERIFIED'
  | 'LAST_ADMINISTRATOR'
  | 'TOO_MANY_API_KEYS'
  | 'HARVEST_NOT_FOUND'
  | 'ATTEMPT_NOT_FOUND'
  | 'RECORD_NOT_FOUND'
  | 'REPORT_NOT_FOUND'
  | 'ATTEMPT_NOT_NEWEST'
  | 'NO_REMOVALS_HELD'
  | 'REMOVALS_DECIDED'
  | 'HARVEST_UNDER_WAY'
  | 'HARVEST_DELETING'
  | 'PROBE_NOT_FOUND'
  | 'PROBE_PENDING'
  | 'PROBE_FAILED'
  | 'ORGANIZATION_NOT_FOUND'
  | 'ORGANIZATION_IN_USE'
  | 'ORGANIZATION_CLOSING'
  | 'URL_TAKEN'
  | 'EMAIL_TAKEN'
  | 'NAME_TAKEN'
  // the source
  | 'SOURCE_UNREACHABLE'
  | 'SOURCE_TIMEOUT'
  | 'SOURCE_TOO_LARGE'
  | 'SOURCE_TOO_MANY_REDIRECTS'
  | 'SOURCE_ADDRESS_FORBIDDEN'
  | 'SOURCE_URL_INVALID'
  | 'SOURCE_HTTP_STATUS'
  | 'SOURCE_BROKEN_RESPONSE'
  | 'SOURCE_NOT_A_LISTING'
  | 'SOURCE_ROBOTS_DISALLOWED'
  | 'SOURCE_TYPE_UNSUPPORTED'
  // the run
  | 'HARVEST_STUCK'
  | 'STORE_CONFLICT'
  | 'STORE_BUSY'
  | 'CONFIG_INVALID';

/** The one error of this project: a stable code for programs, a sentence for people, the cause for the log. */
export class RegistryError extends Error {
  readonly code: ErrorCode;
  /** Machine-readable particulars, safe to show to a client. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RegistryError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Tells a RegistryError, optionally of one of the given codes, from anything else that was thrown. */
export function isRegistryError(thrown: unknown, ...codes: ErrorCode[]): thrown is RegistryError {
  return thrown instanceof RegistryError && (codes.length === 0 || codes.includes(thrown.code));
}
