import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { emulatedAccount } from './create-stores.ts';
import { decodePath, type RouteTarget } from './match-route.ts';

/** What the gateway knows of one request. */
export interface GatewayRequest {
  request: IncomingMessage;
  body: Buffer;
  target: RouteTarget;
  requestId: string;
  /** Arrival, ms since the epoch. */
  timeEpoch: number;
}

/** Headers between one client and one server, which the gateway does not pass on (RFC 9110 section 7.6.1). */
const hopByHop = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The event of payload format 2.0 (API Gateway developer guide, "AWS Lambda proxy integrations for HTTP APIs"): lower-case header
 * names, what is repeated joined by commas, cookies apart, query and path parameters decoded. As on HTTP API, and
 * despite its name, `rawPath` is decoded too.
 */
export function eventFromRequest({
  request,
  body,
  target,
  requestId,
  timeEpoch,
}: GatewayRequest): APIGatewayProxyEventV2 {
  const { path, rawQueryString } = splitTarget(request.url ?? '/');
  const rawPath = decodePath(path);
  const { headers, cookies } = headersFrom(request);
  const query = queryFrom(rawQueryString);
  const bodyFields = body.length > 0 ? bodyFrom(body, headers['content-type']) : { isBase64Encoded: false };
  return {
    version: '2.0',
    routeKey: target.routeKey,
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers,
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: emulatedAccount,
      apiId: 'local',
      domainName: headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: sourceIpOf(request),
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: target.routeKey,
      stage: '$default',
      time: logTime(timeEpoch),
      timeEpoch,
    },
    ...(target.pathParameters ? { pathParameters: target.pathParameters } : {}),
    ...bodyFields,
  };
}

/** Path and query of a request target, in origin form or (to a proxy) absolute form. */
export function splitTarget(requestTarget: string): { path: string; rawQueryString: string } {
  const target = requestTarget.replace(/^https?:\/\/[^/?]*/i, '');
  const at = target.indexOf('?');
  const path = at < 0 ? target : target.slice(0, at);
  return { path: path === '' ? '/' : path, rawQueryString: at < 0 ? '' : target.slice(at + 1) };
}

/**
 * Tells what HTTP API passes on as text; all else, forms and bodies without a type included, it encodes as base64. AWS documents only
 * that there is such a table; this is what others measured on it.
 */
function isTextType(contentType: string | undefined): boolean {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return type.startsWith('text/') || /^application\/(json|javascript|xml)$/.test(type);
}

function bodyFrom(body: Buffer, contentType: string | undefined): { body: string; isBase64Encoded: boolean } {
  const isText = isTextType(contentType);
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

function headersFrom(request: IncomingMessage): { headers: Record<string, string>; cookies: string[] } {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const name = request.rawHeaders[at]?.toLowerCase() ?? '';
    const value = request.rawHeaders[at + 1] ?? '';
    if (name === 'cookie') cookies.push(...value.split(/; */).filter((cookie) => cookie !== ''));
    else if (!hopByHop.has(name)) headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  const forwardedFor = headers['x-forwarded-for'];
  const sourceIp = sourceIpOf(request);
  headers['x-forwarded-for'] = forwardedFor === undefined ? sourceIp : `${forwardedFor}, ${sourceIp}`;
  headers['x-forwarded-port'] = String(request.socket.localPort ?? '');
  headers['x-forwarded-proto'] = 'http';
  headers['x-amzn-trace-id'] ??=
    `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
  return { headers, cookies };
}

function queryFrom(rawQueryString: string): Record<string, string> | undefined {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    query[name] = Object.hasOwn(query, name) ? `${query[name]},${value}` : value;
  }
  return Object.keys(query).length > 0 ? query : undefined;
}

function sourceIpOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
}

/** `12/Mar/2020:19:03:58 +0000`, the Common Log Format. */
function logTime(timeEpoch: number): string {
  const [, day, month, year, clock] = new Date(timeEpoch).toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}
