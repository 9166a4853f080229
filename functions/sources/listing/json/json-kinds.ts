import { segmentFromName } from '../entry-url.ts';
import type { PageEntry } from '../listing-page.ts';

/** A kind of JSON listing, told by one of its entries. */
export interface JsonKind {
  kind: string;
  recognise(entry: Record<string, unknown>): boolean;
  /** No entry for what is neither file nor folder. */
  read(entry: Record<string, unknown>): PageEntry[];
}

export const jsonKinds: readonly [JsonKind, ...JsonKind[]] = [
  {
    // ngx_http_autoindex_module, `autoindex_format json`: raw names, folders without slash
    kind: 'nginx-json',
    recognise: ({ name, type }) => typeof name === 'string' && typeof type === 'string',
    read: ({ name, type, mtime, size }) => namedEntry(String(name), type === 'directory', type === 'file', mtime, size),
  },
  {
    // caddy file_server browse, asked with `Accept: application/json`
    kind: 'caddy-json',
    recognise: ({ name, is_dir }) => typeof name === 'string' && typeof is_dir === 'boolean',
    read: ({ name, is_dir, mod_time, size }) => {
      return namedEntry(String(name).replace(/\/$/, ''), is_dir === true, is_dir === false, mod_time, size);
    },
  },
];

function namedEntry(name: string, isFolder: boolean, isFile: boolean, modified: unknown, size: unknown): PageEntry[] {
  if (name === '' || name === '.' || name === '..' || name.includes('/')) return [];
  const href = `./${segmentFromName(name)}`;
  const date = typeof modified === 'string' ? { modified } : {};
  if (isFolder) return [{ href: `${href}/`, ...date }];
  if (!isFile) return [];
  return [{ href, ...date, ...(typeof size === 'number' && { size: String(size) }) }];
}
