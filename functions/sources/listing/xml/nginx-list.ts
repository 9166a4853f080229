import { folderOf, segmentFromName } from '../entry-url.ts';
import type { PageContext, PageEntry } from '../listing-page.ts';
import type { XmlReader } from './xml-kinds.ts';

/** nginx's `<list><file mtime size>raw name</file><directory mtime>raw name</directory></list>`. */
export function readNginxList(context: PageContext): XmlReader {
  const { origin, pathname } = new URL(context.url);
  const folder = pathname.endsWith('/') ? folderOf(context.url) : `${origin}${pathname}/`;
  const entries: PageEntry[] = [];
  return {
    close({ name, attributes }, text, depth) {
      if (depth !== 1 || (name !== 'file' && name !== 'directory')) return;
      if (text === '' || text === '.' || text === '..' || text.includes('/')) return;
      const href = `./${segmentFromName(text)}${name === 'directory' ? '/' : ''}`;
      entries.push({ href, modified: attributes.mtime, size: attributes.size });
    },
    count: () => entries.length,
    content: () => ({
      kind: 'nginx-xml',
      entries,
      base: folder,
      folder,
      scope: context.scope ?? { folders: folder, documents: folder },
      next: [],
      isCut: false,
    }),
  };
}
