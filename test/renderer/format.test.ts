import { expect, test } from 'vitest';
import { byteUnit, createFormat, splitAge } from '../../renderer/format.ts';

const now = Date.UTC(2025, 10, 14, 10, 45);
const en = createFormat('en-GB', 'UTC');
const ja = createFormat('ja-JP', 'UTC');

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1 kB'],
  [1_249, '1.2 kB'],
  [9_960, '10 kB'],
  [48_213, '48 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [31_400_000, '31 MB'],
  [2_500_000_000_000, '2.5 TB'],
])('%i bytes are written %s', (bytes, written) => {
  expect(en.bytes(bytes)).toBe(written.replace(' ', '\u00a0'));
});

test('a time is as short as it stays clear', () => {
  expect(en.shortTime(now - 3 * 60_000, now)).toBe('10:42');
  expect(en.shortTime(Date.UTC(2025, 10, 13, 23, 59), now)).toBe('Thu');
  expect(en.shortTime(Date.UTC(2025, 10, 7, 12), now)).toBe('7 Nov');
  expect(en.shortTime(Date.UTC(2024, 11, 31, 12), now)).toBe('31 Dec 2024');
  expect(ja.shortTime(Date.UTC(2025, 10, 7, 12), now)).toBe('11月7日');
});

test('a time of tomorrow, from a clock that is ahead, is not a weekday of the past', () => {
  expect(en.shortTime(now + 86_400_000, now)).toBe('15 Nov');
});

test('today is the day of the reader, not of Greenwich', () => {
  const tokyo = createFormat('en-GB', 'Asia/Tokyo');
  expect(tokyo.shortTime(Date.UTC(2025, 10, 13, 15, 30), now)).toBe('0:30');
});

test('ages are written in the largest unit that says them exactly', () => {
  expect(splitAge(30 * 86_400)).toEqual({ value: 30, unit: 'day' });
  expect(splitAge(36 * 3_600)).toEqual({ value: 36, unit: 'hour' });
  expect(splitAge(61)).toEqual({ value: 61, unit: 'second' });
  expect(en.age(30 * 86_400)).toBe('30 days');
  expect(en.age(3_600)).toBe('1 hour');
  expect(ja.age(30 * 86_400)).toBe('30 日');
});

test('a unit never shows a thousand of itself', () => {
  for (let exponent = 0; exponent < 14.9; exponent += 0.01) {
    const bytes = Math.floor(10 ** exponent);
    const { size } = byteUnit(bytes);
    expect(Math.round(bytes / size)).toBeLessThan(1_000);
  }
});

test('no line ends between a time and its half of the day', () => {
  const us = createFormat('en-US', 'UTC');
  for (const written of [us.time(now), us.clock(now), us.fullTime(now), us.shortTime(now, now)])
    expect(written).toMatch(/\d[\u00a0\u202f]AM$/);
});
