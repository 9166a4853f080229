import { open, readdir, realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';
import { RegistryError } from '../../functions/domain/errors.ts';
import { printListing } from './print-listing.ts';

/** Where a demo source runs and what ends it. */
export interface DemoSource {
  /** Address of the folder's listing, with the trailing slash. */
  readonly url: string;
  /** Closes the port and every connection that is still open. */
  stop(): Promise<void>;
}

/** What to serve and where; port 0 takes a free one. */
export interface DemoSourceOptions {
  readonly folder: string;
  readonly host?: string;
  readonly port?: number;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.nc': 'application/x-netcdf',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
};

/**
 * Serves a folder tree as a provider's web accessible folder: directory listings, validators (ETag, Last-Modified),
 * conditional GET and HEAD. Reads the disk at every request, so that files may change while it serves. Names that
 * begin with a dot, and links that lead out of the folder, do not exist for it.
 * @throws CONFIG_INVALID when the folder is not there; Node's own error when the port cannot be had (EADDRINUSE)
 */
export async function startDemoSource(options: DemoSourceOptions): Promise<DemoSource> {
  const { folder, host = '127.0.0.1', port = 0 } = options;
  const root = await realpath(folder).catch((cause: unknown) => {
    throw new RegistryError('CONFIG_INVALID', `The demo source's folder ${folder} cannot be read.`, { cause });
  });
  const server = createServer((request, response) => {
    answer(root, request, response).catch((error: unknown) => {
      console.error('demo source:', error);
      if (response.headersSent) response.destroy();
      else sendText(response, 500, 'The demo source could not read its folder.');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const authority = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${authority}:${address.port}/`,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return sendText(response, 405, 'Only GET and HEAD are served here.');
  }
  const urlPath = (request.url ?? '/').replace(/\?.*$/s, '');
  const segments = segmentsFromPath(urlPath);
  const path = segments && (await pathInside(root, segments));
  if (!segments || !path) return sendText(response, 404, 'There is nothing at this address.');

  if (!(await stat(path)).isDirectory()) {
    if (urlPath.endsWith('/')) return sendText(response, 404, 'A document has no trailing slash.');
    return sendFile(path, request, response);
  }
  if (!urlPath.endsWith('/')) {
    response.setHeader('Location', `/${segments.map(encodeURIComponent).join('/')}/`);
    return sendText(response, 301, 'A folder has a trailing slash.');
  }
  const page = Buffer.from(printListing(`/${segments.join('/')}`, await readEntries(root, segments)));
  response.writeHead(200, { 'Content-Type': 'text/html;charset=UTF-8', 'Content-Length': page.length });
  response.end(request.method === 'HEAD' ? undefined : page);
}

/** The decoded names of a request path, or undefined where one could lead anywhere but down the visible tree. */
function segmentsFromPath(urlPath: string): string[] | undefined {
  if (!urlPath.startsWith('/')) return undefined;
  try {
    const segments = urlPath.slice(1).replace(/\/$/, '').split('/').map(decodeURIComponent);
    if (segments.length === 1 && segments[0] === '') return [];
    return segments.every(isVisibleName) ? segments : undefined;
  } catch {
    return undefined; // a broken percent-escape
  }
}

/** Dot names cover `.` and `..`; the others are characters with which a name could become a path. */
function isVisibleName(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !/[/\\\0]/.test(name);
}

/** The real path of a file or folder below root; undefined when it is absent or a link leads out of root. */
async function pathInside(root: string, segments: readonly string[]): Promise<string | undefined> {
  try {
    const path = await realpath(join(root, ...segments));
    return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep) ? path : undefined;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(code);
}

async function readEntries(root: string, segments: readonly string[]) {
  const names = (await readdir(join(root, ...segments))).filter(isVisibleName);
  const entries = await Promise.all(
    names.map(async (name) => {
      const path = await pathInside(root, [...segments, name]);
      const found = path && (await stat(path).catch(() => undefined)); // removed since the folder was read
      return found && { name, isFolder: found.isDirectory(), bytes: found.size, modifiedAt: found.mtime };
    }),
  );
  return entries.filter((entry) => entry !== undefined && entry !== '');
}

/** Headers and bytes come from one open file, so that they agree while somebody writes a new version. */
async function sendFile(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await using file = await open(path);
  const found = await file.stat({ bigint: true });
  const etag = `"${found.size.toString(16)}-${found.mtimeNs.toString(16)}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Last-Modified', found.mtime.toUTCString());
  if (isUnchanged(request, etag, found.mtime)) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('Content-Type', contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream');
  if (request.method === 'HEAD') {
    response.writeHead(200, { 'Content-Length': String(found.size) }).end();
    return;
  }
  const bytes = await file.readFile();
  response.writeHead(200, { 'Content-Length': bytes.length }).end(bytes);
}

/** RFC 9110 section 13.2.2: If-Modified-Since counts only where If-None-Match is absent; dates have whole seconds. */
function isUnchanged(request: IncomingMessage, etag: string, modifiedAt: Date): boolean {
  const ifNoneMatch = request.headers['if-none-match'];
  if (ifNoneMatch !== undefined) {
    const known = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return known.includes('*') || known.includes(etag);
  }
  const since = Date.parse(request.headers['if-modified-since'] ?? '');
  return !Number.isNaN(since) && Math.floor(modifiedAt.getTime() / 1000) * 1000 <= since;
}

function sendText(response: ServerResponse, status: number, sentence: string): void {
  const body = `${sentence}\n`;
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body); // Node leaves the body out of an answer to HEAD
}
