import { access, readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const decisions = (await readdir(new URL('docs/decisions/', root))).map((name) => `docs/decisions/${name}`);
const pages = ['docs/architecture.md', 'docs/getting-started.md', 'docs/moving-in.md', ...decisions];

describe.each(pages)('%s', (page) => {
  it('names files and folders that exist', async () => {
    const text = await readFile(new URL(page, root), 'utf8');
    const named = [...text.matchAll(/`((?:functions|infra|test|docs)\/[\w./-]*)`/g)].map(([, path = '']) => path);
    expect(await absent(named.map((path) => new URL(path, root)))).toEqual([]);
  });

  it('links to pages that exist', async () => {
    const text = await readFile(new URL(page, root), 'utf8');
    const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => path);
    expect(await absent(linked.map((path) => new URL(path, new URL(page, root))))).toEqual([]);
  });
});

it('decisions have a number each, which their title repeats', async () => {
  const numbers = decisions.map((page) => Number(/(\d{4})-[a-z0-9-]+\.md$/.exec(page)?.[1]));
  expect(new Set(numbers).size).toBe(decisions.length);
  for (const [at, page] of decisions.entries()) {
    const [title = ''] = (await readFile(new URL(page, root), 'utf8')).split('\n');
    expect(title).toMatch(new RegExp(`^# 0*${numbers[at]}\\b`));
  }
});

async function absent(urls: URL[]): Promise<string[]> {
  const found = await Promise.all(
    urls.map((url) =>
      access(url).then(
        () => [],
        () => [url.pathname],
      ),
    ),
  );
  return found.flat();
}
