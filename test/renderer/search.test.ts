import { expect, test } from 'vitest';
import { dayOf, nextDay, putBack, timeOfDay } from '../../renderer/search.ts';

const at = (year: number, month: number, day: number): number => new Date(year, month - 1, day).getTime();

test.each([
  '2026-11-03',
  '2026-11-3',
  '2026/11/3',
  '2026.11.03',
  ' 2026-11-03 ',
  '2026年11月3日',
  '２０２６－１１－０３',
  '２０２６ー１１ー３',
])('a day is taken as people write it: %s', (written) => expect(timeOfDay(written)).toBe(at(2026, 11, 3)));

test.each(['', '2026', '2026-11', '2026-02-30', '2026-13-01', '2026-00-10', '11/03/2026', '3 November', '2026-11-03T10:00', '99999-01-01'])(
  'what is no day, or another in another country, is none: "%s"',
  (written) => expect(timeOfDay(written)).toBeUndefined(),
);

test('a day is written as it is read, and ends where the next begins', () => {
  expect(dayOf(at(2026, 11, 3))).toBe('2026-11-03');
  expect(timeOfDay(dayOf(at(2024, 2, 29)))).toBe(at(2024, 2, 29));
  expect(nextDay(at(2024, 2, 29))).toBe(at(2024, 3, 1));
});

test('a search that was removed comes back at its place among those that are kept now', () => {
  const kept = (name: string, words = name) => ({ name, words, filter: {} });
  expect(putBack([kept('beta'), kept('gamma')], kept('alpha'), 0)).toEqual([kept('alpha'), kept('beta'), kept('gamma')]);
  expect(putBack([kept('gamma')], kept('alpha'), 3)).toEqual([kept('gamma'), kept('alpha')]);
  expect(putBack([kept('alpha', 'others')], kept('alpha'), 0)).toEqual([kept('alpha', 'others')]);
});
