import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { benchDocuments } from './documents.ts';
import type { SourceReport, SourceRequest, SourceSettings } from './source.ts';

/** The child process of {@link startSource}: a folder of documents on 127.0.0.1, until its parent goes. */
const settings = JSON.parse(process.argv[2] ?? '{}') as SourceSettings;
const documents = benchDocuments(settings.documents);
let edition = 0;
let modified = new Date('2026-01-02T03:04:05Z');
let latencyMs = settings.latencyMs ?? 0;
let counts = noCounts();

process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
process.on('message', (request: SourceRequest) => {
  if (request.latencyMs !== undefined) latencyMs = request.latencyMs;
  if (request.isEdited) {
    edition += 1;
    modified = new Date(modified.getTime() + 3_600_000);
  }
  const told = { ...counts, cpu: process.cpuUsage() };
  if (request.isReset) counts = noCounts();
  report({ counts: told });
});

const server = createServer((request, response) => void answer(request, response));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => report({ port: (server.address() as AddressInfo).port }));

function report(message: SourceReport): void {
  process.send?.(message);
}

function noCounts() {
  return { listings: 0, robots: 0, bodies: 0, bodyBytes: 0, notModified: 0 };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (latencyMs > 0) await pause(latencyMs);
  const [, folder = '', name = ''] = (request.url ?? '').split('/');
  if (folder === 'robots.txt') {
    counts.robots += 1;
    response.writeHead(404).end();
    return;
  }
  const number = /^doc-(\d+)\.xml$/.exec(name)?.[1];
  if (number === undefined) return list(response, folder);
  sendDocument(Number(number), request, response);
}

function sendDocument(number: number, request: IncomingMessage, response: ServerResponse): void {
  const etag = `"${number}-${edition}-${documents.byteLength(number)}"`;
  response.setHeader('etag', etag).setHeader('last-modified', modified.toUTCString());
  if (request.headers['if-none-match'] === etag) {
    counts.notModified += 1;
    response.writeHead(304).end();
    return;
  }
  const byteLength = documents.byteLength(number);
  counts.bodies += 1;
  counts.bodyBytes += byteLength;
  response.writeHead(200, { 'content-type': 'application/xml', 'content-length': byteLength });
  response.cork();
  for (const piece of documents.pieces(number, edition)) response.write(piece);
  response.uncork();
  response.end();
}

/** Apache's fancy index; a folder named `undated-…` tells neither dates nor sizes. */
function list(response: ServerResponse, folder: string): void {
  counts.listings += 1;
  const isDated = !folder.startsWith('undated');
  const lines = Array.from({ length: settings.count }, (_, n) => {
    const facts = isDated
      ? `  ${modified.toISOString().slice(0, 16).replace('T', ' ')}  ${documents.byteLength(n)}`
      : '';
    return `<a href="doc-${n}.xml">doc-${n}.xml</a>${facts}\n`;
  });
  const head = '<a href="?C=N;O=D">Name</a> <a href="?C=M;O=A">Last modified</a> <a href="?C=S;O=A">Size</a>';
  const body = `<html><head><title>Index of /${folder}</title></head><body><h1>Index of /${folder}</h1>
<pre>${head}<hr><a href="/">Parent Directory</a>  -\n${lines.join('')}<hr></pre></body></html>`;
  response.writeHead(200, { 'content-type': 'text/html', 'content-length': Buffer.byteLength(body) }).end(body);
}
