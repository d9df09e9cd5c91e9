import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meterOf, segmentNames } from '../../renderer/meter.ts';

const amount = fc.record({ count: fc.nat(500), bytes: fc.nat(5_000_000) });
const tallies = fc.record({ unread: amount, protected: amount, read: amount, deleted: amount });
const caps = fc.record({ unit: fc.constantFrom('messages' as const, 'bytes' as const), limit: fc.nat(3_000) });

const tally = {
  protected: { count: 3, bytes: 30 },
  unread: { count: 5, bytes: 50 },
  read: { count: 16, bytes: 160 },
  deleted: { count: 1, bytes: 10 },
};
const amounts = (overwriteRead: boolean, limit: number): number[] =>
  meterOf(tally, { cap: { unit: 'messages', limit }, overwriteRead }).segments.map((segment) => segment.amount);

test('read messages are kept, or may be overwritten; deleted ones always may', () => {
  expect(amounts(false, 100)).toEqual([3, 5, 16, 1, 75]);
  expect(amounts(true, 100)).toEqual([3, 5, 0, 17, 75]);
});

test('a cap that was lowered leaves nothing free', () => {
  expect(amounts(false, 10)).toEqual([3, 5, 16, 1, 0]);
});

test('a cap by bytes counts bytes', () => {
  expect(meterOf(tally, { cap: { unit: 'bytes', limit: 1_000 }, overwriteRead: false })).toMatchObject({ used: 250, limit: 1_000 });
});

test('the shares fill the bar, in its order', () => {
  fc.assert(
    fc.property(tallies, caps, fc.boolean(), (held, cap, overwriteRead) => {
      const { segments, used } = meterOf(held, { cap, overwriteRead });
      expect(segments.map((segment) => segment.name)).toEqual(segmentNames);
      const sum = segments.reduce((total, segment) => total + segment.share, 0);
      if (used > 0 || cap.limit > 0) expect(sum).toBeCloseTo(1, 9);
    }),
  );
});
