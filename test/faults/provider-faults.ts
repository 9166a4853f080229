import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { metadataDocument, type Provider } from '../support/provider.ts';

/** What a provider does wrong. Returns false where it answers as usual. */
export type Misdeed = (request: IncomingMessage, response: ServerResponse, provider: Provider) => boolean;

const documentLength = 40_000;
const text = 'x'.repeat(2_000);

/** Answers with these bytes as they are, head included, and does no more. */
function raw(bytes: string | Uint8Array, { ends = true } = {}): Misdeed {
  return ({ socket }) => {
    socket.write(bytes);
    if (ends) socket.end();
    return true;
  };
}

function status(code: number, headers: Record<string, string> = {}, body: string | Uint8Array = ''): Misdeed {
  return (_, response) => {
    response.writeHead(code, headers).end(body);
    return true;
  };
}

/** Ways of answering that can befall a listing as well as a document. */
export const badAnswers = {
  reset: ({ socket }: IncomingMessage) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${documentLength}\r\n\r\n${text}`, () => socket.resetAndDestroy());
    return true;
  },
  hangUp: ({ socket }: IncomingMessage) => {
    socket.destroy();
    return true;
  },
  silent: () => true,
  stall: raw(`HTTP/1.1 200 OK\r\ncontent-length: ${documentLength}\r\n\r\n${text}`, { ends: false }),
  drip: ({ socket }: IncomingMessage) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    const timer = setInterval(() => socket.write('1\r\nx\r\n'), 20);
    socket.once('close', () => clearInterval(timer));
    return true;
  },
  short: raw(`HTTP/1.1 200 OK\r\ncontent-length: ${documentLength}\r\n\r\n${text}`),
  noHttp: raw('220 ftp.example.org ready\r\n\r\n'),
  cutGzip: status(200, { 'content-encoding': 'gzip' }, gzipSync(Buffer.from(metadataDocument('cut'))).subarray(0, 200)),
  hugeAnnounced: raw('HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n', { ends: false }),
  huge: (_: IncomingMessage, response: ServerResponse) => {
    const piece = Buffer.alloc(65_536, 'x');
    const pour = () => {
      while (!response.destroyed && response.write(piece)) {
        // until the socket is full
      }
    };
    response.on('drain', pour);
    pour();
    return true;
  },
  loop: ({ url = '/' }: IncomingMessage, response: ServerResponse) =>
    status(302, { location: url })({} as IncomingMessage, response, {} as Provider),
  toPrivate: status(302, { location: 'http://10.0.0.1/waf/' }),
  toRegistry: status(307, { location: 'http://127.0.0.1:9/waf/' }),
  toFile: status(302, { location: 'file:///etc/passwd' }),
  notThere: status(404),
  forbidden: status(403),
  failing: status(500),
  unavailable: status(503),
  storm: status(429, { 'retry-after': '600' }),
  loginPage: status(
    200,
    { 'content-type': 'text/html' },
    '<html><head><title>Sign in</title></head><body><form action="/login"><input type="password"></form></body></html>',
  ),
  xml: status(200, { 'content-type': 'application/xml' }, metadataDocument('not-a-listing')),
  nothing: status(200, { 'content-type': 'text/html' }),
} satisfies Record<string, Misdeed>;

/** Only the listing. */
export function ofListing(misdeed: Misdeed): Misdeed {
  return (request, response, provider) => request.url === '/waf/' && misdeed(request, response, provider);
}

/** Only the documents. */
export function ofDocuments(misdeed: Misdeed): Misdeed {
  return (request, response, provider) => /\.xml$/.test(request.url ?? '') && misdeed(request, response, provider);
}

/** The usual listing with something done to its text. */
export function listingWith(change: (page: string, provider: Provider) => string): Misdeed {
  return ofListing((_, response, provider) => {
    const lines = [...provider.files].map(
      ([name, { body, modified }]) =>
        `<a href="${name}">${name}</a>  ${modified.slice(0, 16).replace('T', ' ')}  ${body.length}`,
    );
    const page = `<html><head><title>Index of /waf</title></head><body><h1>Index of /waf</h1>
<pre><a href="?C=N;O=D">Name</a> <a href="?C=M;O=A">Last modified</a> <a href="?C=S;O=A">Size</a><hr><a href="/">Parent Directory</a>  -
${lines.join('\n')}
<hr></pre></body></html>`;
    response.setHeader('content-type', 'text/html').end(change(page, provider));
    return true;
  });
}

/** A folder beside the documents, answered by `misdeed`. */
export function withFolder(misdeed: Misdeed): Misdeed {
  const listing = listingWith((page) =>
    page.replace('\n<hr></pre>', '\n<a href="sub/">sub/</a>  2026-01-01 00:00  -\n<hr></pre>'),
  );
  return (request, response, provider) =>
    request.url === '/waf/sub/' ? misdeed(request, response, provider) : listing(request, response, provider);
}
