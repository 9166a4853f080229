import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listCsw } from '../../functions/sources/csw/list.ts';
import { listErddapWaf } from '../../functions/sources/erddap-waf/list.ts';
import { listWaf } from '../../functions/sources/waf/list.ts';
import { startCswServer } from '../support/csw-server.ts';
import { metadataDocument } from '../support/provider.ts';
import { type BrokenAnswer, type ContractProvider, describeContract, loginPage } from './source-contract.ts';

/** Answers so that nothing can be learnt. */
function answerBroken(response: ServerResponse, answer: BrokenAnswer, halfPage: string): true {
  if (answer === 'closes the connection') response.destroy();
  else if (/^\d+$/.test(answer)) response.writeHead(Number(answer)).end();
  else response.end({ nothing: '', 'half a page': halfPage, 'a login page': loginPage }[answer as 'nothing']);
  return true;
}

/** A folder in the shape of nginx. */
const folderPage = (names: string[]) => {
  const lines = names.map((name) => `<a href="${name}">${name}</a>   01-Oct-2026 08:00   1\n`);
  return `<html><body><h1>Index of /</h1><hr><pre><a href="../">../</a>\n${lines.join('')}</pre><hr></body></html>`;
};

/** Documents in a folder and in three below it; what is not in `pages` is 404. */
async function startFolder(path: string, pages = new Map<string, string>()): Promise<ContractProvider> {
  const broken = new Map<string, BrokenAnswer>();
  let requests = 0;
  const server = createServer(({ url = '' }, response) => {
    if (url === '/robots.txt') return void response.writeHead(404).end();
    requests += 1;
    const isBehind = url.startsWith(path) && url !== path;
    const answer = broken.get(isBehind ? 'later' : 'first');
    if (answer) return void answerBroken(response, answer, folderPage(['x.xml', 'y.xml']).slice(0, -40));
    response.setHeader('content-type', 'text/html');
    response.writeHead(pages.has(url) ? 200 : 404).end(pages.get(url));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let own: string[] = [];
  pages.set(path, folderPage([]));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    fill(documents) {
      const names = Array.from({ length: documents }, (_, n) => `doc-${n}_iso19115.xml`);
      own = names.splice(0, Math.ceil(documents / 4));
      const share = Math.ceil(names.length / 3);
      for (const folder of ['a/', 'b/', 'c/']) pages.set(path + folder, folderPage(names.splice(0, share)));
      pages.set(path, folderPage(['a/', 'b/', 'c/', ...own]));
    },
    addForeign: () => void pages.set(path, folderPage(['a/', 'b/', 'c/', ...own, 'http://other.example.org/x.xml'])),
    break: (part, answer) => void broken.set(part, answer),
    requestCount: () => requests,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The same folder at an ERDDAP, whose table names the first of the documents by an address without the host. */
async function startErddap(): Promise<ContractProvider> {
  const folder = '/erddap/metadata/iso19115/xml/';
  const pages = new Map<string, string>();
  const provider = await startFolder(folder, pages);
  const fill = (documents: number) => {
    provider.fill(documents);
    const table = { columnNames: ['datasetID', 'iso19115'], rows: [['doc-0', `${folder}doc-0_iso19115.xml`]] };
    pages.set('/erddap/tabledap/allDatasets.json?datasetID,iso19115', JSON.stringify({ table }));
  };
  return { ...provider, fill };
}

async function startCsw(): Promise<ContractProvider> {
  const catalogue = await startCswServer();
  const broken = new Map<string, BrokenAnswer>();
  catalogue.answer = ({ start }, response) => {
    const answer = broken.get('first') ?? (start > 100 ? broken.get('later') : undefined);
    return answer !== undefined && answerBroken(response, answer, '<csw:GetRecordsResponse xmlns:csw="x"><a>');
  };
  return {
    url: catalogue.url,
    fill(documents) {
      for (let n = 0; n < documents; n += 1) catalogue.put(`rec-${1000 + n}`, metadataDocument(`rec-${1000 + n}`));
    },
    break: (part, answer) => void broken.set(part, answer),
    requestCount: () => catalogue.requests.length,
    stop: catalogue.stop,
  };
}

describeContract(listWaf, () => startFolder('/waf/'));
describeContract(listErddapWaf, startErddap);
describeContract(listCsw, startCsw);
