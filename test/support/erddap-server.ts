import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One dataset of an ERDDAP. */
export interface ErddapDataset {
  /** Its document in the form that the server serves by default. */
  document: string;
  /** Other forms by the ending of the dataset's address, such as `.iso19115_2`. */
  forms?: Record<string, string>;
  kind?: 'tabledap' | 'griddap';
  /** As the listing page tells it. */
  modified?: string;
}

/** An ERDDAP that a test changes while it runs. */
export interface ErddapServer {
  /** Of the ERDDAP, without a slash at the end. */
  base: string;
  /** Of the listing page of its ISO 19115 documents. */
  url: string;
  datasets: Map<string, ErddapDataset>;
  /** The shape of its listing page: before and since version 1.82. */
  page: 'old' | 'new';
  /** It has a table of all datasets. */
  hasTable: boolean;
  /** Rows that the table has besides: dataset id and address. */
  rows: [string, string | null][];
  /** Datasets that the listing page, or the table, leaves out. */
  notOnPage: Set<string>;
  notInTable: Set<string>;
  /** Sent as Last-Modified with every document; a question whether it changed since is answered with 304. */
  lastModified?: string;
  /** Paths asked for, robots.txt apart. */
  paths: string[];
  /** Answers instead of the usual; return false to answer as usual. */
  answer: (path: string, response: ServerResponse) => boolean;
  stop(): Promise<void>;
}

/** Starts an ERDDAP without datasets on 127.0.0.1. */
export async function startErddapServer(): Promise<ErddapServer> {
  const server = createServer((request, response) => respond(erddap, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/erddap`;
  const erddap: ErddapServer = {
    base,
    url: `${base}/metadata/iso19115/xml/`,
    datasets: new Map(),
    page: 'new',
    hasTable: true,
    rows: [],
    notOnPage: new Set(),
    notInTable: new Set(),
    paths: [],
    answer: () => false,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return erddap;
}

const fileOf = (id: string) => `${id}_iso19115.xml`;
const defaultModified = '07-Jan-2026 16:29';

function respond(erddap: ErddapServer, request: IncomingMessage, response: ServerResponse): void {
  const { url: path = '', headers } = request;
  if (path === '/robots.txt') return void response.writeHead(404).end();
  erddap.paths.push(path);
  if (erddap.answer(path, response)) return;
  if (path === '/erddap/metadata/iso19115/xml/') {
    return void response.setHeader('content-type', 'text/html').end(listingPage(erddap));
  }
  if (path === '/erddap/tabledap/allDatasets.json?datasetID,iso19115' && erddap.hasTable) {
    return void response.setHeader('content-type', 'application/json').end(datasetTable(erddap));
  }
  const document = documentAt(erddap, path);
  if (document === undefined) return void response.writeHead(404).end('Not found: Currently unknown datasetID');
  const { lastModified } = erddap;
  if (lastModified) response.setHeader('last-modified', lastModified);
  if (lastModified && headers['if-modified-since'] === lastModified) return void response.writeHead(304).end();
  response.setHeader('content-type', 'application/xml').end(document);
}

function documentAt({ datasets }: ErddapServer, path: string): string | undefined {
  const id = /^\/erddap\/metadata\/iso19115\/xml\/([\w-]+)_iso19115\.xml$/.exec(path)?.[1];
  if (id !== undefined) return datasets.get(id)?.document;
  const [, kind, dataset = '', form = ''] = /^\/erddap\/(\w+)\/([\w-]+)(\.\w+)$/.exec(path) ?? [];
  const found = datasets.get(dataset);
  return kind === (found?.kind ?? 'tabledap') ? found?.forms?.[form] : undefined;
}

function datasetTable({ datasets, base, rows, notInTable }: ErddapServer): string {
  const named = [...datasets.keys()].filter((id) => !notInTable.has(id));
  const table = {
    columnNames: ['datasetID', 'iso19115'],
    columnTypes: ['String', 'String'],
    columnUnits: [null, null],
    rows: [
      ['allDatasets', `${base}/metadata/iso19115/xml/${fileOf('allDatasets')}`],
      ...named.map((id) => [id, `${base}/metadata/iso19115/xml/${fileOf(id)}`]),
      ...rows,
    ],
  };
  return JSON.stringify({ table });
}

function listingPage({ datasets, page, notOnPage }: ErddapServer): string {
  const listed = [...datasets].filter(([id]) => !notOnPage.has(id));
  return page === 'new' ? newPage(listed) : oldPage(listed);
}

function newPage(datasets: [string, ErddapDataset][]): string {
  const rows = datasets.map(
    ([id, { modified = defaultModified, document }]) =>
      `<tr><td><img class="B" src="/erddap/images/fileIcons/xml.gif" alt="[XML]"></td><td><a rel="contents" href="${fileOf(id)}">${fileOf(id)}</a></td><td class="R">${modified}</td><td class="R">${document.length}</td><td>&nbsp;</td></tr>`,
  );
  return `<!DOCTYPE html><html lang="en-US"><head><title>ERDDAP - Index of /erddap/metadata/iso19115/xml/</title></head>
<body><table class="compact nowrap"><tr><td><a rel="bookmark" href="/erddap/index.html">ERDDAP</a></td></tr></table>
<div class="standard_width"><h1>Index of /erddap/metadata/iso19115/xml/</h1><table class="compact nowrap">
<tr><th>icon</th><th><a rel="nofollow" href="?C=N;O=D">Name</a></th><th><a rel="nofollow" href="?C=M;O=A">Last modified</a></th><th><a rel="nofollow" href="?C=S;O=A">Size</a></th></tr>
<tr><td>[DIR]</td><td><a rel="contents" href="/erddap/metadata/iso19115/">Parent Directory</a></td><td class="R">&nbsp;</td><td class="R">-</td></tr>
${rows.join('\n')}
</table></div><p>ERDDAP, Version 2.30 <a href="/erddap/legal.html">Disclaimers</a></p></body></html>`;
}

function oldPage(datasets: [string, ErddapDataset][]): string {
  const coded = (text: string) => text.replace(/[^A-Za-z0-9]/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`);
  const lines = datasets.map(
    ([id, { modified = defaultModified }]) =>
      `<img src="/erddap/images/fileIcons/xml.gif" alt="[XML]"> <a href="${coded(fileOf(id))}">${fileOf(id)}</a>   ${modified}   3K`,
  );
  return `<html><head><title>ERDDAP - Index of /erddap/metadata/iso19115/xml/</title></head><body>
<h1>Index of /erddap/metadata/iso19115/xml/</h1><pre><img src="/erddap/images/fileIcons/blank.gif" alt="Icon "> <a href="${coded('?C=N;O=D')}">Name</a>  <a href="${coded('?C=M;O=A')}">Last modified</a><hr><img src="/erddap/images/fileIcons/back.gif" alt="[DIR]"> <a href="${coded('../')}">Parent Directory</a>   -
${lines.join('\n')}
<hr></pre></body></html>`;
}

/** A small document of ISO 19115-3, as newer servers make it by default. */
export function part3Document(id: string, kind: 'tabledap' | 'griddap' = 'tabledap'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<mdb:MD_Metadata xmlns:mdb="http://standards.iso.org/iso/19115/-3/mdb/1.0" xmlns:gcx="http://standards.iso.org/iso/19115/-3/gcx/1.0">
  <mdb:metadataLinkage><gcx:FileName>https://example.org/erddap/${kind}/${id}</gcx:FileName></mdb:metadataLinkage>
</mdb:MD_Metadata>
`;
}
