import type { ServerResponse } from 'node:http';

/** A function's answer as the gateway sends it. */
export interface GatewayAnswer {
  statusCode: number;
  headers: Record<string, string>;
  cookies: string[];
  body: Buffer;
}

/** The gateway's own answer, which no function can shape. */
export function gatewayAnswer(statusCode: number, message: string): GatewayAnswer {
  const body = Buffer.from(JSON.stringify({ message }));
  return { statusCode, headers: { 'Content-Type': 'application/json' }, cookies: [], body };
}

/**
 * Reads what a function returned, payload format 2.0: without a `statusCode` it is itself the body of a 200, as JSON.
 * @returns undefined where HTTP API would answer 500
 */
export function answerFromResult(result: unknown): GatewayAnswer | undefined {
  if (!isObject(result) || result.statusCode === undefined) {
    const body = Buffer.from(typeof result === 'string' ? result : JSON.stringify(result));
    return { statusCode: 200, headers: { 'Content-Type': 'application/json' }, cookies: [], body };
  }
  const { statusCode, headers: givenHeaders = {}, body = '', isBase64Encoded = false, cookies = [] } = result;
  const status = Number(statusCode);
  const headers = isObject(givenHeaders) ? headersFrom(givenHeaders) : undefined;
  if (!Number.isInteger(status) || status < 200 || status > 599 || !headers) return undefined;
  if ((typeof body !== 'string' && body !== null) || !Array.isArray(cookies)) return undefined;

  const bytes = Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8');
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  if (!hasType && bytes.length > 0) headers['Content-Type'] = 'text/plain;charset=utf-8';
  return { statusCode: status, headers, cookies: cookies.map(String), body: bytes };
}

/** Sends an answer; the length, the date and the connection are the gateway's own. */
export function sendAnswer(response: ServerResponse, answer: GatewayAnswer, requestId: string): void {
  response.statusCode = answer.statusCode;
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  if (answer.cookies.length > 0) response.setHeader('Set-Cookie', answer.cookies);
  response.setHeader('Apigw-Requestid', requestId);
  const hasBody = answer.statusCode !== 204 && answer.statusCode !== 304;
  if (hasBody) response.setHeader('Content-Length', answer.body.length);
  response.end(hasBody ? answer.body : undefined);
}

function headersFrom(given: Record<string, unknown>): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!['string', 'number', 'boolean'].includes(typeof value)) return undefined;
    if (!/^(content-length|connection|transfer-encoding|date)$/i.test(name)) headers[name] = String(value);
  }
  return headers;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
