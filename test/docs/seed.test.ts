import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const prose = read('docs/SEED.md');

/** Rows of the tables: the seed's element first, the test last. */
const rows = prose
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| seed |'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

it('SEED.md names every part, step, figure and claim of the seed', () => {
  const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const elements = [
    ...[...range(101, 106), 110, ...range(201, 205), 210, 211].map(String),
    ...range(30, 47).map((step) => `S${step}`),
    ...[1, 2, 3, 4, 5, '6A', '6B', '6C', 6, 7].map((figure) => `fig. ${figure}`),
    ...range(1, 6).map((claim) => `claim ${claim}`),
    'background',
  ];
  const named = rows.map(([first]) => first);
  expect(named).toEqual(expect.arrayContaining(elements));
});

it('every row of SEED.md has a test, or says that it is not built', () => {
  for (const row of rows) {
    const [code = '', test = ''] = row.slice(-2);
    expect(/`test\/[^`]+` "/.test(test) || code.startsWith('not yet') || row[0] === 'S46', row.join(' | ')).toBe(true);
  }
});

it('every file that SEED.md names is there, and has the functions that it names', () => {
  const named = [...prose.matchAll(/`([\w./-]+\/[\w.-]+\.(?:ts|sql|md))`(?: \(((?:`\w+`(?:, )?)+)\))?/g)];
  expect(named.length).toBeGreaterThan(rows.length);
  for (const [, path = '', functions = ''] of named) {
    expect(existsSync(new URL(`../../${path}`, import.meta.url)), path).toBe(true);
    for (const [, name] of functions.matchAll(/`(\w+)`/g))
      expect(read(path), `${path} (${name})`).toMatch(new RegExp(`^(export )?(async )?(const|interface|function\\*?) ${name}\\b`, 'm'));
  }
});

it('every test that SEED.md names is there', () => {
  const named = [...prose.matchAll(/`(test\/[^`]+)` "([^"]+)"/g)];
  expect(named.length).toBeGreaterThan(40);
  for (const [, path = '', name = ''] of named) {
    const tests = [...read(path).matchAll(/\b(?:test|it)(?:\.\w+)*\(\s*(['"`])(.+?)\1,|^\]\)\('(.+?)',/gm)].map(
      ([, , plain, each]) => plain ?? each ?? '',
    );
    expect(
      tests.filter((test) => test.startsWith(name)),
      `${path} "${name}"`,
    ).toHaveLength(1);
  }
});
