import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extend, type Page, type Ranges, type Rank, refresh, within } from '../../renderer/state/ranges.ts';

/* A list of whole numbers, each its own rank, read in pages of three. */
const pageOf = (list: readonly number[], after: Rank): Page<number> => {
  const rows = list.filter((n) => n > after).slice(0, 3);
  const last = rows.at(-1);
  const more = last !== undefined && list.some((n) => n > last);
  return { rows, next: more ? last : null };
};
const self = (n: number): number => n;
const rowsOf = (ranges: Ranges<number>): number[] => ranges.flatMap((range) => range.rows);

const readAll = (list: readonly number[], known: Ranges<number> = []): Ranges<number> => {
  let ranges = known.map((range) => ({ ...range, stale: true })) as Ranges<number>;
  for (;;) {
    const index = ranges.findIndex((range) => range.stale);
    const stale = ranges[index];
    if (stale) ranges = refresh(ranges, index, pageOf(list, stale.after), self);
    else if (ranges.at(-1)?.upTo !== Number.POSITIVE_INFINITY)
      ranges = extend(ranges, Number.NEGATIVE_INFINITY, pageOf(list, ranges.at(-1)?.upTo ?? Number.NEGATIVE_INFINITY));
    else return ranges;
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

test('a range is read again without the others', () => {
  const ranges = readAll([1, 2, 3, 4, 5, 6, 7]);
  const changed = refresh(ranges, 0, pageOf([2, 4, 5, 6, 7], Number.NEGATIVE_INFINITY), self);
  expect(rowsOf(changed)).toEqual([2, 4, 5, 6, 7]);
  expect(changed.slice(1)).toEqual(ranges.slice(1));
});

test('rows that are held stay in their place', () => {
  const ranges = readAll([1, 2, 3]);
  const changed = refresh(ranges, 0, pageOf([1, 3], Number.NEGATIVE_INFINITY), self, (n) => n === 2);
  expect(rowsOf(changed)).toEqual([1, 2, 3]);
});

test('the first range is always among the visible ones: news comes in there', () => {
  const ranges = readAll([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(within(ranges, 4, 4)).toEqual([0, 1]);
  expect(within(ranges, 0, 1)).toEqual([0]);
  expect(within(ranges, 2, 6)).toEqual([0, 1, 2]);
});
