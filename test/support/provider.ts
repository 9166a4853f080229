import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One file of a provider. */
export interface ProviderFile {
  body: string;
  /** ISO 8601; shown in the listing and sent as Last-Modified. */
  modified: string;
}

/** A provider's server that a test changes while it runs. */
export interface Provider {
  /** Of the folder, with a slash at the end. */
  url: string;
  files: Map<string, ProviderFile>;
  /** Paths asked for, in order, with the status that was answered. */
  requests: { method: string; path: string; status: number }[];
  /** Answers instead of the usual, by path; return false to answer as usual. */
  answer: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Pause before each document, ms. */
  delayMs: number;
  /** Whether the listing tells dates and sizes. */
  hasDates: boolean;
  put(name: string, body: string, modified?: string): void;
  stop(): Promise<void>;
}

/** A port may come again, and with it the URL of an earlier test's harvest, which has a claim on it. */
const usedPorts = new Set<number>();

/** Starts a provider with an empty folder, on 127.0.0.1 and a port that is new to this process unless told otherwise. */
export async function startProvider({ host = '127.0.0.1', port = 0 } = {}): Promise<Provider> {
  const server = createServer((request, response) => {
    void respond(provider, request, response);
  });
  const listen = () => new Promise<void>((resolve) => server.listen(port, host, resolve));
  const close = () => new Promise((resolve) => server.close(resolve));
  const portOf = () => (server.address() as AddressInfo).port;
  await listen();
  while (port === 0 && usedPorts.has(portOf())) {
    await close();
    await listen();
  }
  usedPorts.add(portOf());
  const provider: Provider = {
    url: `http://${host}:${portOf()}/waf/`,
    files: new Map(),
    requests: [],
    answer: () => false,
    delayMs: 0,
    hasDates: true,
    put(name, body, modified = '2026-01-02T03:04:05Z') {
      provider.files.set(name, { body, modified });
    },
    async stop() {
      server.closeAllConnections();
      await close();
    },
  };
  return provider;
}

async function respond(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '').replace(/\?.*/, '');
  response.on('finish', () => {
    provider.requests.push({ method: request.method ?? '', path, status: response.statusCode });
  });
  if (provider.answer(request, response)) return;
  if (path === '/waf/') return void response.setHeader('content-type', 'text/html').end(listingOf(provider));
  const file = provider.files.get(decodeURIComponent(path.replace('/waf/', '')));
  if (!file) return void response.writeHead(404).end('no such file');
  if (provider.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, provider.delayMs));
  const etag = `"${createHash('md5').update(file.body).digest('hex')}"`;
  response.setHeader('etag', etag).setHeader('last-modified', new Date(file.modified).toUTCString());
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
  response.setHeader('content-type', 'application/xml').end(file.body);
}

/** In the shape of Apache's fancy index, which tells dates to the minute. */
function listingOf({ files, hasDates }: Provider): string {
  const lines = [...files].map(([name, { body, modified }]) => {
    const facts = hasDates ? `${modified.slice(0, 16).replace('T', ' ')}  ${body.length}` : '';
    return `<a href="${encodeURIComponent(name)}">${name}</a>  ${facts}`;
  });
  return `<html><head><title>Index of /waf</title></head><body><h1>Index of /waf</h1>
<pre><a href="?C=N;O=D">Name</a> <a href="?C=M;O=A">Last modified</a> <a href="?C=S;O=A">Size</a><hr><a href="/">Parent Directory</a>  -
${lines.join('\n')}
<hr></pre></body></html>`;
}

/** A small ISO 19115 document. `isValid: false` leaves its dateStamp out, which every rule set calls an error. */
export function metadataDocument(id: string, { title = `Title of ${id}`, isValid = true } = {}): string {
  const text = (value: string) => `<gco:CharacterString>${value}</gco:CharacterString>`;
  const stamp = isValid ? '<gmd:dateStamp><gco:Date>2026-02-03</gco:Date></gmd:dateStamp>' : '';
  return `<?xml version="1.0" encoding="UTF-8"?>
<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco">
  <gmd:fileIdentifier>${text(id)}</gmd:fileIdentifier>
  <gmd:contact>
    <gmd:CI_ResponsibleParty>
      <gmd:organisationName>${text('Example Ocean Observatory')}</gmd:organisationName>
      <gmd:role><gmd:CI_RoleCode codeList="http://example.org/codes" codeListValue="pointOfContact">pointOfContact</gmd:CI_RoleCode></gmd:role>
    </gmd:CI_ResponsibleParty>
  </gmd:contact>
  ${stamp}
  <gmd:identificationInfo>
    <gmd:MD_DataIdentification>
      <gmd:citation>
        <gmd:CI_Citation>
          <gmd:title>${text(title)}</gmd:title>
          <gmd:date><gmd:CI_Date><gmd:date><gco:Date>2026-01-01</gco:Date></gmd:date><gmd:dateType><gmd:CI_DateTypeCode codeList="http://example.org/codes" codeListValue="creation">creation</gmd:CI_DateTypeCode></gmd:dateType></gmd:CI_Date></gmd:date>
        </gmd:CI_Citation>
      </gmd:citation>
      <gmd:abstract>${text(`Abstract of ${id}`)}</gmd:abstract>
      <gmd:language>${text('eng')}</gmd:language>
    </gmd:MD_DataIdentification>
  </gmd:identificationInfo>
</gmd:MD_Metadata>
`;
}
