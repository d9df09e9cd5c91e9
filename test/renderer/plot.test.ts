import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvOf, extent, nearest, type PlotPoint, reaches, step } from '../../renderer/views/shared/plot/points.ts';
import { apart, linearScale, numberScale, spanScale, timeScale, valueAt } from '../../renderer/views/shared/plot/scales.ts';

const hour = 3_600_000;
const point = (from: number, values: (number | null)[], to = from + 1): PlotPoint => ({ from, to, label: `${from}`, values });

test('what is stacked stands on what is beneath it, and what is not known is a gap, not zero', () => {
  const points = [point(0, [1, 2]), point(1, [null, 3]), point(2, [0, 0])];
  expect(reaches(points, 2, true)).toEqual([
    [[0, 1], null, [0, 0]],
    [
      [1, 3],
      [0, 3],
      [0, 0],
    ],
  ]);
  expect(reaches(points, 2, false)[1]).toEqual([
    [0, 2],
    [0, 3],
    [0, 0],
  ]);
  expect(extent(reaches(points, 2, true))).toEqual({ least: 1, most: 3 });
  expect(extent([])).toEqual({ least: 0, most: 0 });
});

test('the reading point is the one that holds the place, or the nearest to it', () => {
  const points = [point(0, [1], 10), point(10, [1], 20), point(40, [1], 50)];
  expect([-5, 0, 9, 10, 19, 22, 35, 44, 99].map((x) => nearest(points, x))).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
  expect(nearest([], 3)).toBe(-1);
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { minLength: 1 }), fc.integer(), (froms, x) => {
      const moments = froms.toSorted((a, b) => a - b).map((from): PlotPoint => ({ from, label: '', values: [] }));
      const best = Math.min(...moments.map(({ from }) => Math.abs(from - x)));
      expect(Math.abs((moments[nearest(moments, x)]?.from ?? 0) - x)).toBe(best);
    }),
  );
});

test('keys move the reading point and stay within the plot', () => {
  expect(step('ArrowRight', 3, 40)).toBe(4);
  expect(step('ArrowLeft', 0, 40)).toBe(0);
  expect(step('End', 0, 40)).toBe(39);
  expect(step('PageUp', 38, 40)).toBe(39);
  expect(step('Tab', 3, 40)).toBeUndefined();
});

test('ticks are few and round: whole counts, decimal sizes, spans that have a name', () => {
  expect(linearScale(3, 'count', 100, 4).ticks).toEqual([0, 1, 2, 3]);
  expect(linearScale(1, 'count', 100, 4).ticks).toEqual([0, 1]);
  expect(linearScale(0, 'count', 100, 4).ticks).toEqual([0, 1]);
  expect(linearScale(1_900_000, 'bytes', 100, 3).ticks).toEqual([0, 500_000, 1_000_000, 1_500_000, 2_000_000]);
  expect(spanScale(0.4, 5_000, 100).ticks).toEqual([0.1, 1, 10, 60, 600, 3_600, 21_600]);
  expect(spanScale(0, 0, 100).ticks.length).toBeGreaterThan(1);
});

test('every value has its place within the drawing', () => {
  fc.assert(
    fc.property(fc.nat(1e12), fc.double({ min: 0, max: 1, noNaN: true }), (most, share) => {
      const scale = linearScale(most, 'bytes', 100, 4);
      expect(scale(0)).toBeCloseTo(100);
      expect(scale(most * share)).toBeGreaterThanOrEqual(-1e-6);
    }),
  );
  expect(timeScale(0, 24 * hour, 240, 5)(12 * hour)).toBe(120);
  expect(timeScale(7, 7, 240, 5)(7)).toBe(0);
  expect(numberScale(0, 10, 100, 3, [0, 1, 2, 3, 4, 5]).ticks).toEqual([0, 2, 4]);
  expect(valueAt(50, 10, 30, 100)).toBe(20);
  expect(valueAt(-50, 10, 30, 100)).toBe(10);
});

test('of names that would touch only each second is written, or fewer', () => {
  const names = (width: number) => [0, 50, 100, 150, 200].map((at) => ({ at, start: at - width / 2, end: at + width / 2 }));
  const kept = (width: number): number[] => apart(names(width), 6).map(({ at }) => at);
  expect(kept(44)).toEqual([0, 50, 100, 150, 200]);
  expect(kept(45)).toEqual([0, 100, 200]);
  expect(kept(100)).toEqual([0, 150]);
  expect(kept(1_000)).toEqual([0]);
  expect(apart([], 6)).toEqual([]);
});

test('the table is copied with names that stay in their field, and unrounded numbers', () => {
  expect(csvOf(['When', 'a, "b"'], [{ ...point(0, [1_234, null]), label: 'x' }])).toBe('When,"a, ""b"""\r\nx,1234,\r\n');
});
