import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEnded, knownUpTo, type Page, put, type Ranges, type Rank, within, withTotal } from '../../renderer/state/ranges.ts';

/* A list of whole numbers, each its own rank, read in pages of three. */
const pageOf = (list: readonly number[], after: Rank): Page<number> => {
  const rows = list.filter((n) => n > after).slice(0, 3);
  const last = rows.at(-1);
  const more = last !== undefined && list.some((n) => n > last);
  return { rows, next: more ? last : null };
};
const self = (n: number): number => n;
const rowsOf = (ranges: Ranges<number>): number[] => ranges.flatMap((range) => range.rows);

const start = Number.NEGATIVE_INFINITY;

const readAll = (list: readonly number[], known: Ranges<number> = []): Ranges<number> => {
  let ranges: Ranges<number> = known.map((range) => ({ ...range, stale: true }));
  for (;;) {
    const after = ranges.find((range) => range.stale)?.after ?? (isEnded(ranges) ? undefined : (knownUpTo(ranges) ?? start));
    if (after === undefined) return ranges;
    ranges = put(ranges, pageOf(list, after), { after, rankOf: self });
  }
};

const lists = fc.uniqueArray(fc.integer({ min: 0, max: 60 })).map((list) => list.toSorted((a, b) => a - b));

test('whatever comes and goes, reading the ranges again shows the list as it is', () => {
  fc.assert(
    fc.property(lists, lists, lists, (first, second, third) => {
      let ranges = readAll(first);
      expect(rowsOf(ranges)).toEqual(first);
      for (const list of [second, third]) {
        ranges = readAll(list, ranges);
        expect(rowsOf(ranges)).toEqual(list);
      }
    }),
  );
});

test('a page changes nothing of what it says nothing of', () => {
  const ranges = readAll([1, 2, 3, 4, 5, 6, 7]);
  const changed = put(ranges, pageOf([0, 2, 3, 4, 5, 6, 7], start), { after: start, rankOf: self });
  expect(rowsOf(changed)).toEqual([0, 2, 3, 4, 5, 6, 7]);
  expect(changed.slice(1)).toEqual(ranges.slice(1));
});

test('a page that comes when the length of the list was told since it was asked for is put there once', () => {
  const [first, second] = [pageOf([1, 2, 3, 4, 5, 6, 7], start), pageOf([1, 2, 3, 4, 5, 6, 7], 3)];
  const told = withTotal(put([], first, { after: start, rankOf: self }), 7);
  const ranges = put(told, second, { after: 3, rankOf: self });
  expect(rowsOf(ranges)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(ranges.map(({ missing }) => missing)).toEqual([0, 0, 1]);
});

test('of a list that is full again the end is not known any more', () => {
  const emptied = readAll([]).map((range) => ({ ...range, stale: true }));
  const ranges = put(emptied, pageOf([1, 2, 3, 4, 5], start), { after: start, rankOf: self });
  expect(isEnded(ranges)).toBe(false);
  expect(withTotal(ranges, 5).at(-1)?.missing).toBe(2);
});

test('rows that are held stay in their place', () => {
  const ranges = readAll([1, 2, 3]);
  const changed = put(ranges, pageOf([1, 3], start), { after: start, rankOf: self, held: (n) => n === 2 });
  expect(rowsOf(changed)).toEqual([1, 2, 3]);
});

test('the first range is always among the visible ones: news comes in there', () => {
  const ranges = readAll([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(within(ranges, 4, 4)).toEqual([0, 1]);
  expect(within(ranges, 0, 1)).toEqual([0]);
  expect(within(ranges, 2, 6)).toEqual([0, 1, 2]);
});
