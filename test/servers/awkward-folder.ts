import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const longName = `a_very_long_file_name_that_${'servers_cut_short_in_the_text_of_its_link_'.repeat(3)}.xml`;

/** Paths of documents whose names are hard on servers and crawlers. */
export const awkwardDocuments: readonly string[] = [
  'with space.xml',
  'amp&ersand.xml',
  'plus+sign.xml',
  'hash#tag.xml',
  'percent%41.xml',
  'question?mark.xml',
  'semi;colon.xml',
  "quote'single.xml",
  'lt<gt>.xml',
  'unicode-é-海.xml',
  'UPPER.XML',
  '_leading.xml',
  '.hidden.xml',
  longName,
  'double..dots.xml',
  'parent_directory_notes.xml',
  'plain.xml',
  'colon:name.xml',
  'sub/child.xml',
  'sub/deeper/grandchild.xml',
  'folder.xml/inside.xml',
  'folder & more/inside.xml',
];

const others = ['notes.txt', 'data.nc', 'page.html', 'sub/readme.txt', 'empty/.keep'];

/** Makes a folder with them, in `root/` of a temporary folder whose path is returned. */
export async function makeAwkwardFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'awkward-'));
  await chmod(folder, 0o755);
  for (const path of [...awkwardDocuments, ...others]) {
    const file = join(folder, 'root', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `<file path="${path.replace(/[&<"]/g, '-')}"/>\n`);
  }
  return folder;
}
