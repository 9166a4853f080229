import { type ErrorCode, isRegistryError, RegistryError } from '../domain/errors.ts';

interface Failure {
  code: ErrorCode;
  /** Goes on after the URL. */
  words: string;
  /** The next try would end the same. */
  final?: true;
}

/** `code` of the error with which connecting to a closed address is refused. */
export const closedAddressCode = 'ADDRESS_CLOSED';

const unreachable = (words: string): Failure => ({ code: 'SOURCE_UNREACHABLE', words });
const finallyUnreachable = (words: string): Failure => ({ code: 'SOURCE_UNREACHABLE', words, final: true });
const broken = (words: string): Failure => ({ code: 'SOURCE_BROKEN_RESPONSE', words });

/** What a code of Node's sockets, its TLS or the HTTP client means for a provider. */
const failures: Record<string, Failure> = {
  // Which address it is goes to the log only: an answer would tell what our own network looks like.
  [closedAddressCode]: {
    code: 'SOURCE_ADDRESS_FORBIDDEN',
    words: 'was not asked: its host has no address on the public internet.',
    final: true,
  },
  UND_ERR_DESTROYED: finallyUnreachable('was left: the connections were closed on our side.'),
  ECONNREFUSED: unreachable('could not be reached: the connection was refused.'),
  ENOTFOUND: unreachable('could not be reached: its host name is not known.'),
  EAI_AGAIN: unreachable('could not be reached: its host name could not be looked up just now.'),
  EHOSTUNREACH: unreachable('could not be reached: there is no route to its host.'),
  ENETUNREACH: unreachable('could not be reached: there is no route to its network.'),
  ETIMEDOUT: { code: 'SOURCE_TIMEOUT', words: 'could not be reached: no connection was made in time.' },
  UND_ERR_CONNECT_TIMEOUT: { code: 'SOURCE_TIMEOUT', words: 'could not be reached: no connection was made in time.' },
  CERT_HAS_EXPIRED: finallyUnreachable('could not be reached: its TLS certificate has expired.'),
  CERT_NOT_YET_VALID: finallyUnreachable('could not be reached: its TLS certificate is not valid yet.'),
  ERR_TLS_CERT_ALTNAME_INVALID: finallyUnreachable(
    'could not be reached: its TLS certificate is for another host name.',
  ),
  DEPTH_ZERO_SELF_SIGNED_CERT: finallyUnreachable('could not be reached: its TLS certificate is self-signed.'),
  SELF_SIGNED_CERT_IN_CHAIN: finallyUnreachable('could not be reached: its TLS certificate ends in a self-signed one.'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: finallyUnreachable(
    'could not be reached: its server does not send the intermediate TLS certificate.',
  ),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: finallyUnreachable(
    'could not be reached: the issuer of its TLS certificate is not known.',
  ),
  ECONNRESET: broken('broke off: the connection was reset.'),
  EPIPE: broken('broke off: the connection was closed.'),
  UND_ERR_SOCKET: broken('broke off: the connection was closed before the answer was complete.'),
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: broken('sent a body of another length than its Content-Length.'),
  UND_ERR_HEADERS_OVERFLOW: { code: 'SOURCE_TOO_LARGE', words: 'sent more headers than are read.', final: true },
  HPE_HEADER_OVERFLOW: { code: 'SOURCE_TOO_LARGE', words: 'sent more headers than are read.', final: true },
};

const codeOf = (thrown: unknown): string => {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
};

const failureFrom = (thrown: unknown): Failure => {
  const code = codeOf(thrown);
  const known = failures[code];
  // The client's own SocketError wraps what the socket said, which is the better story.
  if (code === 'UND_ERR_SOCKET') return failures[codeOf((thrown as Error).cause)] ?? (known as Failure);
  if (known !== undefined) return known;
  if (code.startsWith('HPE_') || (thrown as Error).name === 'HTTPParserError')
    return broken('sent an answer that is not HTTP.');
  if (code.startsWith('ERR_SSL') || code === 'EPROTO')
    return finallyUnreachable('could not be reached: TLS could not be agreed on.');
  if (code.startsWith('CERT_') || code.startsWith('ERR_TLS'))
    return finallyUnreachable('could not be reached: its TLS certificate is not valid.');
  return unreachable(`could not be reached${code === '' ? '' : ` (${code})`}.`);
};

/** What went wrong on the way to `url` (shown as it is: without user info), as an error with a `SOURCE_…` code. */
export function networkFailure(thrown: unknown, url: string): RegistryError {
  if (isRegistryError(thrown)) return thrown;
  const { code, words, final } = failureFrom(thrown);
  return new RegistryError(code, `${url} ${words}`, { cause: thrown, details: final ? { final } : {} });
}
