import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursorOf, rankOf } from '../../renderer/state/cursor.ts';

/** A time in ms, also one of a clock that is far off, and the number of a row. */
const place = fc.tuple(fc.integer({ min: -1e15 + 1, max: 1e15 - 1 }), fc.integer({ min: 1, max: 1e15 - 1 }));
const cursor = ([at, row]: readonly [number, number]): string => `${at}.${row}`;

test('a place becomes a rank and that place again', () => {
  fc.assert(
    fc.property(place, (one) => {
      expect(cursorOf(rankOf(cursor(one)))).toBe(cursor(one));
    }),
  );
  expect(cursorOf(Number.NEGATIVE_INFINITY)).toBeNull();
});

test('ranks sort as times do, and rows within one time', () => {
  fc.assert(
    fc.property(place, place, fc.boolean(), ([at, row], [otherAt, otherRow], same) => {
      const second: [number, number] = [same ? at : otherAt, otherRow];
      const before = at < second[0] || (at === second[0] && row < otherRow);
      expect(rankOf(cursor([at, row])) < rankOf(cursor(second))).toBe(before);
    }),
  );
});
