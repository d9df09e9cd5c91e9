import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { hourLength, hourOf, stepsOf } from '#restante/server/statistics/hours';
import { rangeQuery, todayQuery } from '../../renderer/views/server/overview/ranges.ts';

/* Whole, half and three quarters of an hour off, east and west, with and without summer time (Lord Howe's is half an hour). */
const zones = [
  'UTC',
  'Asia/Tokyo',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'America/New_York',
  'America/St_Johns',
  'Pacific/Marquesas',
  'Pacific/Chatham',
];
const times = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) });

/** The steps that the server makes of a question asked now. */
const told = ({ from, step, zone }: { from: string; step: 'hour' | 'day'; zone: string }, now: number) =>
  stepsOf(hourOf(Date.parse(from)) * hourLength, (hourOf(now) + 1) * hourLength, step, zone);

afterEach(() => vi.unstubAllEnvs());

test.each(zones)('in %s the last 30 and 90 days are so many, each told under its own date, and today is the last', (zone) => {
  vi.stubEnv('TZ', zone);
  const date = (at: number): string => new Date(at).toDateString();
  fc.assert(
    fc.property(times, fc.constantFrom(['month', 30] as const, ['quarter', 90] as const), (now, [range, days]) => {
      const steps = told(rangeQuery(range, now, zone), now);
      const end = new Date(hourOf(now) * hourLength);
      expect(steps.map(({ from }) => date(from))).toEqual(
        Array.from({ length: days }, (_, n) => date(new Date(end).setDate(end.getDate() - days + 1 + n))),
      );
      const today = todayQuery(now, zone);
      // No hour of it has begun: it has not been told apart from yesterday yet.
      if (today === null) expect(date(end.getTime())).not.toBe(date(now));
      else expect(told(today, now)).toEqual(steps.slice(-1));
    }),
  );
});

test('hours are the last whole ones, the one that it is among them', () => {
  const now = Date.UTC(2026, 10, 24, 10, 20);
  expect(rangeQuery('day', now, 'UTC')).toEqual({ from: '2026-11-23T11:00:00.000Z', step: 'hour', zone: 'UTC' });
  expect(told(rangeQuery('week', now, 'UTC'), now)).toHaveLength(168);
});
