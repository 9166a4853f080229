import { once } from 'node:events';
import { request as sendRequest } from 'node:http';
import { connect } from 'node:net';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Gateway, startGateway } from '../../../infra/local/gateway.ts';
import type { Handler } from '../../../infra/local/lambda.ts';
import { type Call, client } from '../../support/client.ts';

const seen: { handler: string; event: APIGatewayProxyEventV2; context: Context }[] = [];

/** What the function under the gateway does with the next request. */
let respond: Handler = () => ({ statusCode: 200, body: 'ok' });

const calls = {
  'list-things': ['GET /things', 'POST /things'],
  'get-thing': ['GET /things/{id}'],
  'get-newest-thing': ['GET /things/newest'],
  'get-part': ['GET /things/{id}/parts/{part_id}', 'GET /thing/{id}/parts/{part_id}'],
};
const routes = Object.entries(calls).map(([handler, itsCalls]) => ({ handler, calls: itsCalls }));

let gateway: Gateway;
let call: Call;

beforeAll(async () => {
  gateway = await startGateway({
    routes,
    unrouted: 'answer-unrouted',
    timeoutMs: 300,
    load: async (handler) => async (event, context) => {
      seen.push({ handler, event: event as APIGatewayProxyEventV2, context });
      return await respond(event, context);
    },
  });
  call = client(gateway.url);
});
afterAll(() => gateway.stop());
beforeEach(() => {
  seen.length = 0;
  respond = () => ({ statusCode: 200, body: 'ok' });
});
afterEach(() => vi.restoreAllMocks());

/** The event of the only request so far. */
function event(): APIGatewayProxyEventV2 {
  expect(seen).toHaveLength(1);
  return seen[0]?.event as APIGatewayProxyEventV2;
}

/** Sends bytes as they are, which fetch would not, and returns the answer's first line. */
async function sendRaw(text: string): Promise<string> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.end(text.replaceAll('\n', '\r\n'));
  socket.setEncoding('utf8');
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer.split('\r\n')[0] ?? '';
}

describe('routes', () => {
  it.each([
    ['GET', '/things', 'list-things', 'GET /things'],
    ['POST', '/things', 'list-things', 'POST /things'],
    ['GET', '/things?a=1', 'list-things', 'GET /things'],
    ['GET', '/things/newest', 'get-newest-thing', 'GET /things/newest'],
    ['GET', '/things/newer', 'get-thing', 'GET /things/{id}'],
    ['GET', '/things/newest/parts/2', 'get-part', 'GET /things/{id}/parts/{part_id}'],
    ['GET', '/thing/1/parts/2', 'get-part', 'GET /thing/{id}/parts/{part_id}'],
    ['DELETE', '/things', 'answer-unrouted', '$default'],
    ['HEAD', '/things', 'answer-unrouted', '$default'],
    ['OPTIONS', '/things', 'answer-unrouted', '$default'],
    ['GET', '/Things', 'answer-unrouted', '$default'],
    ['GET', '/things/', 'answer-unrouted', '$default'],
    ['GET', '//things', 'answer-unrouted', '$default'],
    ['GET', '/things/1/', 'answer-unrouted', '$default'],
    ['GET', '/things/1/parts', 'answer-unrouted', '$default'],
    ['GET', '/', 'answer-unrouted', '$default'],
  ])('%s %s goes to %s', async (method, path, handler, routeKey) => {
    await call(method, path);
    expect(event().routeKey).toBe(routeKey);
    expect(event().requestContext.routeKey).toBe(routeKey);
    expect(seen[0]?.handler).toBe(handler);
  });

  it.each([
    ['/things/a%20b', { id: 'a b' }],
    ['/things/a%2Fb', { id: 'a/b' }],
    ['/things/a+b', { id: 'a+b' }],
    ['/things/%C3%A9', { id: 'é' }],
    ['/things/%zz', { id: '%zz' }],
    ['/things/{id}', { id: '{id}' }],
    ['/things/1/parts/%3F', { id: '1', part_id: '?' }],
  ])('hands the parameters of %s over decoded', async (path, parameters) => {
    await call('GET', path);
    expect(event().pathParameters).toEqual(parameters);
  });

  it('leaves pathParameters out where there are none', async () => {
    await call('GET', '/things');
    expect(event()).not.toHaveProperty('pathParameters');
  });

  it('decodes rawPath too, in spite of its name, and leaves the query as sent', async () => {
    await call('GET', '/things/a%20b?x=%20');
    expect(event()).toMatchObject({ rawPath: '/things/a b', rawQueryString: 'x=%20' });
    expect(event().requestContext.http.path).toBe('/things/a b');
  });

  it('routes a request target in absolute form by its path', async () => {
    expect(
      await sendRaw('GET http://example.org/things/7?q=1 HTTP/1.1\nHost: example.org\nConnection: close\n\n'),
    ).toBe('HTTP/1.1 200 OK');
    expect(event()).toMatchObject({ rawPath: '/things/7', rawQueryString: 'q=1' });
  });
});

describe('the event', () => {
  it('has the fields of payload format 2.0', async () => {
    const before = Date.now();
    await call('GET', '/things', { headers: { 'User-Agent': 'cron/1' } });
    const { version, requestContext, isBase64Encoded } = event();
    expect({ version, isBase64Encoded }).toEqual({ version: '2.0', isBase64Encoded: false });
    expect(requestContext).toMatchObject({
      domainName: gateway.url.slice('http://'.length),
      http: { method: 'GET', path: '/things', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'cron/1' },
      stage: '$default',
    });
    expect(requestContext.timeEpoch).toBeGreaterThanOrEqual(before);
    expect(requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(seen[0]?.context.getRemainingTimeInMillis()).toBeLessThanOrEqual(300);
  });

  it('tells the request id in the answer', async () => {
    const { headers } = await call('GET', '/things');
    expect(headers.get('apigw-requestid')).toBe(event().requestContext.requestId);
  });

  it('has lower-case header names and joins what is repeated by commas', async () => {
    const head = 'Host: a\nX-Auth-Token: one\nx-auth-TOKEN: two\nAccept: a/b\nAccept: c/d\nConnection: close';
    await sendRaw(`GET /things HTTP/1.1\n${head}\n\n`);
    expect(event().headers).toMatchObject({ host: 'a', 'x-auth-token': 'one,two', accept: 'a/b,c/d' });
    expect(event().headers).not.toHaveProperty('connection');
  });

  it('has cookies apart from the headers', async () => {
    await sendRaw('GET /things HTTP/1.1\nHost: a\nCookie: a=1; b=2\nCookie: c=3\nConnection: close\n\n');
    expect(event().cookies).toEqual(['a=1', 'b=2', 'c=3']);
    expect(event().headers).not.toHaveProperty('cookie');
  });

  it('adds the real address to X-Forwarded-For and believes it alone in sourceIp', async () => {
    await call('GET', '/things', { headers: { 'X-Forwarded-For': '10.9.8.7' } });
    expect(event().headers['x-forwarded-for']).toBe('10.9.8.7, 127.0.0.1');
    expect(event().requestContext.http.sourceIp).toBe('127.0.0.1');
  });

  it.each([
    ['?wait=25', { wait: '25' }],
    ['?a=1&b=2&a=3', { a: '1,3', b: '2' }],
    ['?a=x%20y+z&%C3%A9=%2C', { a: 'x y z', é: ',' }],
    ['?wait', { wait: '' }],
    ['?a=%zz', { a: '%zz' }],
    ['?constructor=1', { constructor: '1' }],
    ['', undefined],
    ['?', undefined],
  ])('decodes the query %s', async (query, parameters) => {
    await call('GET', `/things${query}`);
    expect(event().queryStringParameters).toEqual(parameters);
  });
});

describe('the body', () => {
  it.each([
    ['application/json', true],
    ['Application/JSON; charset=utf-8', true],
    ['application/xml', true],
    ['application/javascript', true],
    ['text/plain', true],
    ['text/anything', true],
    ['application/x-www-form-urlencoded', false],
    ['application/octet-stream', false],
    ['application/vnd.api+json', false],
    ['multipart/form-data; boundary=x', false],
    ['image/svg+xml', false],
    ['nonsense', false],
    [undefined, false],
  ])('of the type %s is text: %s', async (contentType, isText) => {
    const body = '{"é":1}';
    await call('POST', '/things', { body, headers: contentType ? { 'content-type': contentType } : {} });
    expect(event().isBase64Encoded).toBe(!isText);
    expect(event().body).toBe(isText ? body : Buffer.from(body).toString('base64'));
  });

  it('keeps every byte that base64 carries', async () => {
    const body = Uint8Array.from({ length: 256 }, (_, at) => at);
    await call('POST', '/things', { body });
    expect(Buffer.from(event().body ?? '', 'base64')).toEqual(Buffer.from(body));
  });

  it('is absent where nothing was sent', async () => {
    await call('POST', '/things', { headers: { 'content-type': 'application/json' } });
    expect(event()).not.toHaveProperty('body');
    expect(event().isBase64Encoded).toBe(false);
  });

  it('is read where its length is not told beforehand', async () => {
    const request = sendRequest(`${gateway.url}/things`, { method: 'POST', headers: { 'content-type': 'text/plain' } });
    request.write('one ');
    request.end('two');
    const [response] = await once(request, 'response');
    response.resume();
    expect(event().body).toBe('one two');
  });
});

describe('the answer', () => {
  it.each([
    ['a string', 'hello', 'hello'],
    ['an object without statusCode', { a: [1] }, '{"a":[1]}'],
    ['a list', [1, 2], '[1,2]'],
    ['nothing', undefined, 'null'],
  ])('from %s is a 200 of JSON', async (_, result, text) => {
    respond = () => result;
    const answer = await call('GET', '/things');
    expect(answer).toMatchObject({ status: 200, text });
    expect(answer.headers.get('content-type')).toBe('application/json');
  });

  it('has the status, headers, cookies and body of the result', async () => {
    respond = () => ({
      statusCode: 404,
      headers: { 'Content-Type': 'application/problem+json', 'X-Count': 3 },
      cookies: ['a=1; Path=/', 'b=2'],
      body: '{"é":1}',
    });
    const answer = await call('GET', '/things');
    expect(answer).toMatchObject({ status: 404, text: '{"é":1}' });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('x-count')).toBe('3');
    expect(answer.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
  });

  it('is plain text where the result names no type', async () => {
    expect((await call('GET', '/things')).headers.get('content-type')).toBe('text/plain;charset=utf-8');
  });

  it('is decoded where the result is base64', async () => {
    const bytes = Buffer.from([0, 255, 128, 10]);
    respond = () => ({ statusCode: 200, body: bytes.toString('base64'), isBase64Encoded: true });
    const response = await fetch(`${gateway.url}/things`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.get('content-length')).toBe('4');
  });

  it.each([204, 304])('with status %d has no body', async (statusCode) => {
    respond = () => ({ statusCode, headers: { ETag: '"1"' } });
    const answer = await call('GET', '/things');
    expect(answer).toMatchObject({ status: statusCode, text: '' });
    expect(answer.headers.get('etag')).toBe('"1"');
  });

  it('to HEAD has the length and no body', async () => {
    respond = () => ({ statusCode: 405, body: '12345' });
    const answer = await call('HEAD', '/things');
    expect(answer).toMatchObject({ status: 405, text: '' });
    expect(answer.headers.get('content-length')).toBe('5');
  });

  it.each([
    ['a status that is none', { statusCode: 'fine' }],
    ['a status out of range', { statusCode: 150 }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['headers that are no object', { statusCode: 200, headers: ['a'] }],
    ['a header that is no text', { statusCode: 200, headers: { a: { b: 1 } } }],
    ['a header with a line break', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
    ['cookies that are no list', { statusCode: 200, cookies: 'a=1' }],
  ])('is 500 for %s', async (_, result) => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    respond = () => result;
    expect(await call('GET', '/things')).toMatchObject({ status: 500, text: '{"message":"Internal Server Error"}' });
    expect(log).toHaveBeenCalled();
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('secret');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('secret'))],
  ])('is 500, and tells nothing, when the function %s', async (_, handler) => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    respond = handler;
    expect(await call('GET', '/things')).toMatchObject({ status: 500, text: '{"message":"Internal Server Error"}' });
    expect(log.mock.calls.join()).toContain('secret');
  });
});

describe('the limits', () => {
  /** Request line, host, and one header: `total` bytes as HTTP API counts, which is without the names. */
  function headOf(total: number): string {
    const requestLine = 'GET /things HTTP/1.1';
    const filler = total - requestLine.length - 'a'.length - 'close'.length;
    return `${requestLine}\nHost: a\nConnection: close\nX-Filler: ${'x'.repeat(filler)}\n\n`;
  }

  it('let 10,240 bytes of request line and headers through and answer 431 to one more', async () => {
    expect(await sendRaw(headOf(10_240))).toBe('HTTP/1.1 200 OK');
    expect(await sendRaw(headOf(10_241))).toBe('HTTP/1.1 431 Request Header Fields Too Large');
    expect(seen).toHaveLength(1);
  });

  it('let an event of just under 6 MB through and answer 413 above, base64 counted', async () => {
    const headers = { 'content-type': 'text/plain' };
    const large = 'x'.repeat(6 * 1024 * 1024 - 4096);
    expect((await call('POST', '/things', { body: large, headers })).status).toBe(200);
    const answer = await call('POST', '/things', { body: large });
    expect(answer).toMatchObject({ status: 413, json: { message: 'Request Entity Too Large' } });
    expect(seen).toHaveLength(1);
  });

  it('answer 413 to a body over 10 MB without keeping it', async () => {
    const answer = await call('POST', '/things', { body: new Uint8Array(12 * 1024 * 1024) });
    expect(answer.status).toBe(413);
    expect(seen).toHaveLength(0);
  });

  it('let an answer of just under 6 MB through and answer 500 above', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    respond = () => ({ statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024 - 100) });
    expect((await call('GET', '/things')).text).toHaveLength(6 * 1024 * 1024 - 100);
    respond = () => ({ statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024) });
    expect(await call('GET', '/things')).toMatchObject({ status: 500, text: '{"message":"Internal Server Error"}' });
    expect(log).toHaveBeenCalledTimes(1);
  });

  it('answer 503 when the function does not answer in time', async () => {
    respond = () => new Promise(() => {});
    expect(await call('GET', '/things')).toMatchObject({ status: 503, text: '{"message":"Service Unavailable"}' });
  });
});

describe('startGateway', () => {
  it('says what to do when the port is in use', async () => {
    const port = Number(new URL(gateway.url).port);
    const second = startGateway({ routes, unrouted: '', load: () => Promise.reject(), port });
    await expect(second).rejects.toThrow(`Port ${port} is in use by another program. Choose another one`);
  });

  it('stops although a request is under way', async () => {
    const arrived = Promise.withResolvers<void>();
    const hang = () => {
      arrived.resolve();
      return new Promise(() => {});
    };
    const other = await startGateway({ routes, unrouted: '', load: async () => hang });
    const pending = fetch(`${other.url}/things`).catch((error: Error) => error.message);
    await arrived.promise;
    await other.stop();
    expect(await pending).toBe('fetch failed');
  });
});
