import { expect, test } from 'vitest';
import type { ApiStatistics } from '#restante/protocol/statistics';
import { ageEdges, agePoints, delayPoints, occupancyPoints } from '../../renderer/views/server/overview/points.ts';

const hour = 3_600;
const day = 24 * hour;
const words = { span: () => 'span', end: () => 'end', age: (from: number, to: number) => `${from / hour} to ${to / hour} h` };
const iso = (at: number): string => new Date(at).toISOString();
const amount = (count: number) => ({ count, bytes: count * 10 });

type Age = ApiStatistics['ages'][number];
const age = (from: number, to: number, change: Partial<Age> = {}): Age => ({
  ...{ from, to, delivery: amount(0), processed: amount(0), heldDelivery: amount(0), heldProcessed: amount(0) },
  ...change,
});
const told = (ages: Age[], numberEdge: string | null = null) => ({ ages, at: '2026-11-23T10:20:30.000Z', numberEdge });
const policy = (delivery: number | null, processed: number | null, maxCount: number | null = null) => ({
  delivery: { maxAge: delivery },
  processed: { maxAge: processed, maxCount },
});

test('the edges of a policy stand at its ages, and the axis reaches as far as the outermost', () => {
  const stored = told([age(0, day), age(day, 2 * day)]);
  expect(ageEdges(stored, policy(null, null))).toEqual({ edges: [], to: 2 * day });
  expect(ageEdges(stored, undefined)).toEqual({ edges: [], to: 2 * day });
  expect(ageEdges(stored, policy(hour, 5 * day))).toEqual({
    edges: [
      { kind: 'delivery', at: hour },
      { kind: 'processed', at: 5 * day },
    ],
    to: 5 * day,
  });
});

test('an edge that would press the bars together is not drawn; of what is young an hour is the measure', () => {
  const stored = told([age(0, day)]);
  expect(ageEdges(stored, policy(null, 3 * day))).toEqual({ edges: [{ kind: 'processed', at: 3 * day }], to: 3 * day });
  expect(ageEdges(stored, policy(null, 3 * day + 1))).toEqual({ edges: [], to: day });
  expect(ageEdges(told([]), policy(null, 3 * hour))).toEqual({ edges: [{ kind: 'processed', at: 3 * hour }], to: 3 * hour });
  expect(ageEdges(told([]), policy(null, 3 * hour + 1))).toEqual({ edges: [], to: 0 });
});

test('the edge of a limit by number stands behind the bar of the last message that stays', () => {
  const bars = Array.from({ length: 5 }, (_, n) => age(n * hour, (n + 1) * hour));
  // It is 10:20; what came between 8 and 9 is in the third bar, from 2 to 3 hours.
  expect(ageEdges(told(bars, '2026-11-23T08:00:00.000Z'), policy(null, null, 2)).edges).toEqual([{ kind: 'number', at: 3 * hour }]);
  expect(ageEdges(told(bars, '2026-11-23T10:00:00.000Z'), policy(null, null, 2)).edges).toEqual([{ kind: 'number', at: hour }]);
  // The limit was lifted since the server was asked; or it removes nothing.
  expect(ageEdges(told(bars, '2026-11-23T08:00:00.000Z'), policy(null, null)).edges).toEqual([]);
  expect(ageEdges(told(bars), policy(null, null, 2)).edges).toEqual([]);
});

test('ages tell what waits, what is kept and what is held in either folder, by number or by size', () => {
  const ages = [age(0, hour, { delivery: amount(1), processed: amount(2), heldDelivery: amount(3), heldProcessed: amount(4) })];
  expect(agePoints({ ...told(ages) } as ApiStatistics, 'count', words)).toEqual([
    { from: 0, to: hour, label: '0 to 1 h', values: [1, 2, 7] },
  ]);
  expect(agePoints({ ...told(ages) } as ApiStatistics, 'bytes', words)).toMatchObject([{ values: [10, 20, 70] }]);
});

test('what is held at the end of a step stands where the step ends, under the words for the step; the last one is now', () => {
  const step = (from: number) => ({ from: iso(from), to: iso(from + 10), delivery: amount(1), processed: amount(2) });
  const told = { at: iso(25), steps: [step(0), step(10), step(20)] } as ApiStatistics;
  const named = { ...words, end: (from: number, to: number, last: boolean) => (last ? 'now' : `${from} to ${to}`) };
  expect(occupancyPoints(told, 'count', named).map(({ from, label }) => [from, label])).toEqual([
    [10, '0 to 10'],
    [20, '10 to 20'],
    [25, 'now'],
  ]);
});

test('how long messages waited is a gap where none was acquired, not zero', () => {
  const step = (at: number, delay: { median: number; p95: number } | null) => ({
    from: new Date(at).toISOString(),
    to: new Date(at + 1).toISOString(),
    delay,
  });
  const steps = [step(0, { median: 1.5, p95: 60 }), step(1, null)];
  expect(delayPoints({ steps } as ApiStatistics, words)).toEqual([
    { from: 0, to: 1, label: 'span', values: [1.5, 60] },
    { from: 1, to: 2, label: 'span', values: [null, null] },
  ]);
});
