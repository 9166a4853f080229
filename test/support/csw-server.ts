import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a catalogue does differently from the standard, or from our wishes. */
export interface CswOddities {
  /** Records it delivers at most at a time. */
  pageLimit?: number;
  /** What it writes as nextRecord instead of the truth. */
  nextRecord?: (truth: { next: number; matched: number }) => number | string;
  /** What it writes as numberOfRecordsMatched instead of the truth. */
  matched?: (truth: number) => number | string;
  /** Type names and sort properties that it refuses with an exception report. */
  refused?: string[];
  /** Identifiers of records that make every page with them fail: with this status, or with an exception report (200). */
  failing?: Map<string, 500 | 502 | 'exception' | 'malformed'>;
  /** Leaves out of the answer records that it counts. */
  dropped?: Set<string>;
  /** Begins at 1 whatever the startPosition. */
  isStuck?: boolean;
}

/** One request that a catalogue had. */
export interface CswRequest {
  method: string;
  path: string;
  body: string;
  start: number;
  max: number;
}

/** A catalogue that a test changes while it runs. */
export interface CswServer {
  /** Of the endpoint. */
  url: string;
  /** Records by identifier, as they stand in a page. */
  records: Map<string, string>;
  oddities: CswOddities;
  /** GetRecords requests, in order. */
  requests: CswRequest[];
  /** Pause before each page, ms. */
  delayMs: number;
  /** Answers instead of the usual; return false to answer as usual. */
  answer: (request: CswRequest, response: ServerResponse) => boolean;
  /** Attributes of the root element of a page: the namespaces the records rely on. */
  declarations: string;
  /** Puts a document without its XML declaration. */
  put(identifier: string, document: string): void;
  stop(): Promise<void>;
}

const csw = 'http://www.opengis.net/cat/csw/2.0.2';

/** Starts an empty catalogue (CSW 2.0.2, GetRecords by POST and GetRecordById by GET) on 127.0.0.1. */
export async function startCswServer(): Promise<CswServer> {
  const server = createServer((request, response) => void respond(catalogue, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const catalogue: CswServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/csw`,
    records: new Map(),
    oddities: {},
    requests: [],
    delayMs: 0,
    answer: () => false,
    declarations: '',
    put: (identifier, document) =>
      void catalogue.records.set(identifier, document.replace(/^<\?xml[^>]*\?>\s*/, '').trim()),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return catalogue;
}

async function respond(catalogue: CswServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  if (path === '/robots.txt') return void response.writeHead(404).end();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const number = (name: string) => Number(new RegExp(`${name}="(\\d+)"`).exec(body)?.[1] ?? 0);
  const asked = { method: request.method ?? '', path, body, start: number('startPosition'), max: number('maxRecords') };
  if (asked.method === 'POST') catalogue.requests.push(asked);
  if (catalogue.answer(asked, response)) return;
  if (catalogue.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, catalogue.delayMs));
  response.setHeader('content-type', 'application/xml');
  if (asked.method !== 'POST') return void response.end(recordById(catalogue, new URL(path, catalogue.url)));
  const refused = catalogue.oddities.refused?.find((word) => body.includes(word));
  if (refused) return void response.end(exception('InvalidParameterValue', `Cannot do ${refused}`));
  getRecords(catalogue, asked, response);
}

function recordById({ records }: CswServer, url: URL): string {
  const record = records.get(url.searchParams.get('id') ?? '') ?? '';
  return `<csw:GetRecordByIdResponse xmlns:csw="${csw}">${record}</csw:GetRecordByIdResponse>`;
}

function getRecords({ records, oddities, declarations }: CswServer, asked: CswRequest, response: ServerResponse): void {
  const sorted = [...records].sort(([a], [b]) => (a < b ? -1 : 1));
  const start = oddities.isStuck ? 1 : asked.start;
  const page = sorted.slice(start - 1, start - 1 + Math.min(asked.max, oddities.pageLimit ?? 1000));
  const fault = page.map(([identifier]) => oddities.failing?.get(identifier)).find((one) => one !== undefined);
  if (fault === 'exception') return void response.end(exception('NoApplicableCode', 'java.lang.NullPointerException'));
  if (typeof fault === 'number') return void response.writeHead(fault).end('failed');
  const end = start + page.length;
  const next = end > sorted.length ? 0 : end;
  const matched = sorted.length;
  const delivered = page.filter(([identifier]) => !oddities.dropped?.has(identifier)).map(([, record]) => record);
  if (fault === 'malformed') delivered.splice(Math.floor(delivered.length / 2), 0, '</odd>');
  response.end(`<?xml version="1.0" encoding="UTF-8"?>
<csw:GetRecordsResponse xmlns:csw="${csw}" ${declarations} version="2.0.2">
  <csw:SearchStatus timestamp="2026-11-01T00:00:00Z"/>
  <csw:SearchResults numberOfRecordsMatched="${oddities.matched?.(matched) ?? matched}"
    numberOfRecordsReturned="${delivered.length}" nextRecord="${oddities.nextRecord?.({ next, matched }) ?? next}" elementSet="full">
${delivered.join('\n')}
  </csw:SearchResults>
</csw:GetRecordsResponse>`);
}

function exception(code: string, text: string): string {
  return `<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows" version="1.2.0">
<ows:Exception exceptionCode="${code}"><ows:ExceptionText>${text}</ows:ExceptionText></ows:Exception></ows:ExceptionReport>`;
}
