import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRetention, type Retention, retentionSchema } from '#restante/protocol/retention';

const age = fc.option(fc.integer({ min: 1, max: 100 * 365 * 86_400 }));

const retention: fc.Arbitrary<Retention> = fc.record({
  delivery: fc.record({ maxAge: age }),
  processed: fc.record({ maxAge: age, maxCount: fc.option(fc.nat(1_000_000_000)) }),
});

describe('retention', () => {
  it('keeps undelivered messages for ever unless someone says otherwise', () => {
    expect(retentionSchema.parse(defaultRetention)).toEqual(defaultRetention);
    expect(defaultRetention.delivery.maxAge).toBeNull();
  });

  it('is the same after it was saved', () => {
    fc.assert(fc.property(retention, (policy) => void expect(retentionSchema.parse(JSON.parse(JSON.stringify(policy)))).toEqual(policy)));
  });

  const delivery = { maxAge: null };
  const processed = { maxAge: 60, maxCount: 10 };

  it.each([
    ['an age of nothing', { delivery: { maxAge: 0 }, processed }],
    ['a negative age', { delivery: { maxAge: -1 }, processed }],
    ['a fraction of a second', { delivery: { maxAge: 0.5 }, processed }],
    ['more than a century', { delivery: { maxAge: 100 * 365 * 86_400 + 1 }, processed }],
    ['an age in words', { delivery: { maxAge: '30d' }, processed }],
    ['a missing limit: without limit is said by null', { delivery: {}, processed }],
    ['a missing folder', { delivery }],
    ['a negative number', { delivery, processed: { maxAge: null, maxCount: -1 } }],
    ['a misspelt rule, which would otherwise not hold', { delivery: { maxAge: null, maxage: 60 }, processed }],
    ['a number for the delivery folder', { delivery: { maxAge: null, maxCount: 5 }, processed }],
    ['an unknown folder', { delivery, processed, archive: {} }],
    ['nothing', null],
  ])('refuses %s', (_, policy) => {
    expect(retentionSchema.safeParse(policy).success).toBe(false);
  });
});
