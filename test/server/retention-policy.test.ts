import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRetention, type Retention } from '#restante/protocol/retention';
import { endingOf, type Folder, type Kept, sendingGrace } from '#restante/server/retention/policy';

const folder = fc.constantFrom<Folder>('delivery', 'processed');
const time = fc.integer({ min: 0, max: 4e12 });
const age = fc.option(fc.integer({ min: 1, max: 100 * 365 * 86_400 }));

const retention: fc.Arbitrary<Retention> = fc.record({
  delivery: fc.record({ maxAge: age }),
  processed: fc.record({ maxAge: age, maxCount: fc.option(fc.nat(30)) }),
});

const kept: fc.Arbitrary<Kept> = fc.record({ folder, enteredAt: time, sentAt: fc.option(time), newer: fc.nat(40) });

/** A folder from its oldest message on. */
const messages = fc
  .array(fc.record({ enteredAt: time, sentAt: fc.option(time) }), { maxLength: 40 })
  .map((rows) => rows.toSorted((a, b) => a.enteredAt - b.enteredAt).map((row, at) => ({ ...row, newer: rows.length - 1 - at })));

describe('the end of a message', () => {
  it('never comes for an undelivered one without a limit, whatever its age and number', () => {
    fc.assert(
      fc.property(kept, retention, (kept, { processed }) => {
        expect(endingOf({ ...kept, folder: 'delivery' }, { delivery: { maxAge: null }, processed })).toBeUndefined();
        expect(endingOf({ ...kept, folder: 'delivery' }, defaultRetention)).toBeUndefined();
      }),
    );
  });

  it('never comes before a rule that someone set says so', () => {
    fc.assert(
      fc.property(kept, retention, (kept, policy) => {
        const ending = endingOf(kept, policy);
        switch (ending?.rule) {
          case 'delivery-age':
            expect(kept.folder).toBe('delivery');
            expect(ending.at).toBeGreaterThanOrEqual(kept.enteredAt + (policy.delivery.maxAge ?? Number.NaN) * 1_000);
            break;
          case 'processed-age':
            expect(kept.folder).toBe('processed');
            expect(ending.at).toBe(kept.enteredAt + (policy.processed.maxAge ?? Number.NaN) * 1_000);
            break;
          case 'processed-count':
            expect(kept.folder).toBe('processed');
            expect(kept.newer).toBeGreaterThanOrEqual(policy.processed.maxCount ?? Number.NaN);
            break;
          case undefined:
            if (kept.folder === 'delivery') expect(policy.delivery.maxAge).toBeNull();
            else {
              expect(policy.processed.maxAge).toBeNull();
              expect(policy.processed.maxCount === null || kept.newer < policy.processed.maxCount).toBe(true);
            }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('waits a quarter of an hour for the word of a device that was sent the message', () => {
    fc.assert(
      fc.property(kept, retention, time, (kept, policy, sentAt) => {
        const ending = endingOf({ ...kept, folder: 'delivery', sentAt }, policy);
        if (ending) expect(ending.at).toBeGreaterThanOrEqual(sentAt + sendingGrace);
      }),
    );
    expect(sendingGrace).toBe(15 * 60_000);
  });

  it('is by age to the millisecond, when the device was not sent it', () => {
    const policy: Retention = { delivery: { maxAge: 60 }, processed: { maxAge: 90, maxCount: 2 } };
    const at = { enteredAt: 1_000, sentAt: null, newer: 0 };
    expect(endingOf({ ...at, folder: 'delivery' }, policy)).toEqual({ at: 61_000, rule: 'delivery-age' });
    expect(endingOf({ ...at, folder: 'processed' }, policy)).toEqual({ at: 91_000, rule: 'processed-age' });
    expect(endingOf({ ...at, folder: 'processed', newer: 1 }, policy)).toEqual({ at: 91_000, rule: 'processed-age' });
    expect(endingOf({ ...at, folder: 'processed', newer: 2 }, policy)).toEqual({ at: 1_000, rule: 'processed-count' });
    expect(endingOf({ ...at, folder: 'delivery', sentAt: 60_999 }, policy)).toEqual({ at: 960_999, rule: 'delivery-age' });
  });

  it('leaves the newest processed messages up to their number', () => {
    fc.assert(
      fc.property(messages, fc.nat(50), (messages, maxCount) => {
        const policy: Retention = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount } };
        const left = messages.filter((m) => !endingOf({ ...m, folder: 'processed' }, policy));
        expect(left).toEqual(maxCount === 0 ? [] : messages.slice(-maxCount));
      }),
    );
  });

  it('comes in the order of entry: behind the first that is not due without its grace, none is', () => {
    fc.assert(
      fc.property(messages, folder, retention, (messages, folder, policy) => {
        const ends = messages.map((m) => endingOf({ ...m, folder, sentAt: null }, policy)?.at ?? Number.POSITIVE_INFINITY);
        // A message over the number is due at once, whenever it came: it stands before all that are not.
        const over =
          folder === 'processed' ? messages.filter((m) => m.newer >= (policy.processed.maxCount ?? Number.POSITIVE_INFINITY)) : [];
        const rest = ends.slice(over.length);
        expect(rest).toEqual(rest.toSorted((a, b) => a - b));
        for (const [at, m] of over.entries()) expect(ends[at]).toBeLessThanOrEqual(m.enteredAt);
      }),
      { numRuns: 500 },
    );
  });

  it('comes no later under a stricter policy', () => {
    const at = (kept: Kept, policy: Retention): number => endingOf(kept, policy)?.at ?? Number.POSITIVE_INFINITY;
    const less = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b));
    fc.assert(
      fc.property(kept, retention, retention, (kept, a, b) => {
        const both: Retention = {
          delivery: { maxAge: less(a.delivery.maxAge, b.delivery.maxAge) },
          processed: {
            maxAge: less(a.processed.maxAge, b.processed.maxAge),
            maxCount: less(a.processed.maxCount, b.processed.maxCount),
          },
        };
        expect(at(kept, both)).toBe(Math.min(at(kept, a), at(kept, b)));
      }),
    );
  });
});
