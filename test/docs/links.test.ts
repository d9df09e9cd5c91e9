import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const pages = [
  'README.md',
  'CHANGELOG.md',
  'protocol/PROTOCOL.md',
  ...['docs/', 'docs/adr/'].flatMap((folder) =>
    readdirSync(new URL(folder, root))
      .filter((name) => name.endsWith('.md'))
      .map((name) => folder + name),
  ),
];

/** The anchor that a heading gets. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchors = (text: string): string[] => [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

describe.each(pages)('%s', (page) => {
  const text = read(page);

  it('has links that lead somewhere', () => {
    for (const [, link = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(link)) continue;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? new URL(page, root) : new URL(path, new URL(page, root));
      expect(existsSync(target), link).toBe(true);
      if (anchor !== undefined) expect(anchors(readFileSync(target, 'utf8')), link).toContain(anchor);
    }
  });

  it('names only files that are there', () => {
    for (const [, path = ''] of text.matchAll(/`((?:bench|bin|build|docs|main|protocol|renderer|scripts|server|storage|test)\/[\w./-]*)`/g))
      expect(existsSync(new URL(path, root)), path).toBe(true);
  });
});

it('the README is short', () => {
  expect(read('README.md').split('\n').length).toBeLessThan(170);
});

it('every npm command that a page names is there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const page of pages)
    for (const [command, name = ''] of read(page).matchAll(/\bnpm (?:run )?(start|test|(?<=run )\w+)\b/g))
      expect(scripts, `${page}: ${command}`).toHaveProperty(name);
});

it('the record of dependencies gives a reason for each, and for no other', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  const told = [...read('docs/adr/0012-dependencies.md').matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name);
  const named = Object.keys({ ...dependencies, ...devDependencies }).map((name) => (name.startsWith('@types/') ? '@types/*' : name));
  expect(told.toSorted()).toEqual([...new Set(named)].toSorted());
});
