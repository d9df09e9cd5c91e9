import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bucket, clientKey, createLimiter, type Rate, take } from '#restante/server/rates';

const rates = fc.record({ count: fc.integer({ min: 1, max: 1_000 }), window: fc.integer({ min: 1, max: 100_000 }) });
/** Pauses between tries, ms; a clock may also go back. */
const pauses = fc.array(fc.integer({ min: -1_000, max: 5_000 }), { maxLength: 300 });

/** Tries at these times; the times of those that were allowed. */
const allowedOf = (rate: Rate, times: readonly number[]): number[] => {
  let bucket: Bucket | undefined;
  return times.filter((now) => {
    const taken = take(rate, bucket, now);
    bucket = taken.bucket;
    return taken.decision.kind === 'allowed';
  });
};

test('at once as many are allowed as the rate has, and not one more', () => {
  fc.assert(
    fc.property(rates, (rate) => {
      expect(allowedOf(rate, Array<number>(rate.count + 5).fill(0))).toHaveLength(rate.count);
    }),
  );
});

test('in no time are more allowed than at once and what came back meanwhile', () => {
  fc.assert(
    fc.property(rates, fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 300 }), (rate, steps) => {
      let now = 0;
      const times = steps.map((step) => {
        now += step;
        return now;
      });
      const allowed = allowedOf(rate, times);
      for (const [from, start] of allowed.entries())
        for (const [to, end] of allowed.entries())
          if (to >= from) expect(to - from + 1).toBeLessThanOrEqual(rate.count + ((end - start) * rate.count) / rate.window + 1e-6);
    }),
  );
});

test('who waits as long as told is allowed, and who waits less is not', () => {
  fc.assert(
    fc.property(rates, pauses, (rate, steps) => {
      let bucket: Bucket | undefined;
      let now = 0;
      for (const step of steps) {
        now += step;
        const taken = take(rate, bucket, now);
        bucket = taken.bucket;
        expect(bucket.credit).toBeGreaterThanOrEqual(0);
        expect(bucket.credit).toBeLessThanOrEqual(rate.count * rate.window);
        if (taken.decision.kind === 'allowed') continue;
        const { retryAfter } = taken.decision;
        expect(retryAfter).toBeGreaterThan(0);
        expect(take(rate, bucket, now + retryAfter).decision.kind).toBe('allowed');
        if (retryAfter > 1) expect(take(rate, bucket, now + retryAfter - 1).decision.kind).toBe('refused');
      }
    }),
  );
});

test('a clock that goes back gives nothing and takes nothing', () => {
  const rate = { count: 2, window: 1_000 };
  const first = take(rate, undefined, 5_000);
  expect(take(rate, first.bucket, 0)).toEqual({ bucket: { credit: 0, at: 0 }, decision: { kind: 'allowed' } });
});

test('a limiter keeps its keys apart, remembers so many, and forgets the one that was away longest', () => {
  let now = 0;
  const limiter = createLimiter({ count: 1, window: 1_000 }, 2, () => now);
  expect(limiter.take('a').kind).toBe('allowed');
  expect(limiter.take('b').kind).toBe('allowed');
  expect(limiter.take('a')).toEqual({ kind: 'refused', retryAfter: 1_000 });
  expect(limiter.take('c').kind).toBe('allowed');
  expect(limiter.take('a').kind).toBe('refused');
  expect(limiter.take('b').kind).toBe('allowed');
  now = 1_000;
  expect(limiter.take('b').kind).toBe('allowed');
});

test('a client is an IPv4 address or the /64 of an IPv6 address, however it is written', () => {
  expect(clientKey('192.0.2.7')).toBe('192.0.2.7');
  expect(clientKey('::ffff:192.0.2.7')).toBe('192.0.2.7');
  expect(clientKey('::1')).toBe('0:0:0:0::/64');
  expect(clientKey('2001:db8::1')).toBe(clientKey('2001:0DB8:0:0:ffff:ffff:ffff:ffff'));
  expect(clientKey('2001:db8:0:1::1')).not.toBe(clientKey('2001:db8::1'));
  expect(clientKey('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  expect(clientKey(undefined)).toBe('');
});
