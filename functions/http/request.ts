import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ApiKey, User } from '../domain/user.ts';
import type { TokenClaims } from '../identity/auth-token.ts';

/** A request as handlers see it. */
export interface ApiRequest {
  id: string;
  method: string;
  path: string;
  /** Path parameters, decoded. */
  parameters: Record<string, string>;
  query: URLSearchParams;
  /** Lower-case names; repeated headers joined by commas, as the gateway does. */
  headers: Record<string, string>;
  /** Media type in lower case without parameters; undefined without the header. */
  contentType: string | undefined;
  /** Bytes of the body; empty without one. */
  bytes: Uint8Array;
  /** Fields of a form or JSON object; empty without a body. */
  fields: Record<string, unknown>;
  /** When the gateway got it, ms since the epoch. */
  arrivedAtMs: number;
  sourceIp: string;
  /** Domain that the gateway was reached by. */
  host: string;
  /** Who is calling, where the route asks. */
  user?: User;
  /** The token that was sent. */
  token?: TokenClaims;
  /** The API key that was sent in the place of an authToken. */
  apiKey?: ApiKey;
}

/** Reads the gateway's event (payload format 2.0). The body is decoded, not yet parsed. */
export function requestFromEvent(event: APIGatewayProxyEventV2): ApiRequest {
  const { http, requestId, timeEpoch, domainName } = event.requestContext;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(event.headers))
    if (value !== undefined) headers[name.toLowerCase()] = value;
  const parameters: Record<string, string> = {};
  for (const [name, value] of Object.entries(event.pathParameters ?? {}))
    if (value !== undefined) parameters[name] = value;
  return {
    id: requestId,
    method: http.method,
    path: event.rawPath,
    parameters,
    query: new URLSearchParams(event.rawQueryString),
    headers,
    contentType: headers['content-type']?.split(';')[0]?.trim().toLowerCase() || undefined,
    bytes: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    fields: {},
    arrivedAtMs: timeEpoch,
    sourceIp: http.sourceIp,
    host: domainName,
  };
}

/** A path parameter that the route has. */
export function parameter(request: ApiRequest, name: string): string {
  return request.parameters[name] ?? '';
}
