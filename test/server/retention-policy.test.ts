import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRetention, type Retention } from '#restante/protocol/retention';
import { beyondNumber, brakeAbove, endingOf, type Folder, judgeBrake, type Kept, sendingGrace } from '#restante/server/retention/policy';

const folder = fc.constantFrom<Folder>('delivery', 'processed');
const time = fc.integer({ min: 0, max: 4e12 });
const age = fc.option(fc.integer({ min: 1, max: 100 * 365 * 86_400 }));

const retention: fc.Arbitrary<Retention> = fc.record({
  delivery: fc.record({ maxAge: age }),
  processed: fc.record({ maxAge: age, maxCount: fc.option(fc.nat(30)) }),
});

const kept: fc.Arbitrary<Kept> = fc
  .record({ folder, enteredAt: time, sentAt: fc.option(time), held: fc.boolean(), beyond: fc.boolean() })
  .map((kept) => ({ ...kept, beyond: kept.beyond && kept.folder === 'processed' }));

/** A folder from its oldest message on. */
const messages = fc
  .array(fc.record({ enteredAt: time, sentAt: fc.option(time) }), { maxLength: 40 })
  .map((rows) => rows.toSorted((a, b) => a.enteredAt - b.enteredAt).map((row) => ({ ...row, held: false })));

/** The same under a policy: the oldest are those over the number. */
const judged = (rows: readonly Omit<Kept, 'folder' | 'beyond'>[], folder: Folder, policy: Retention): Kept[] => {
  const beyond = folder === 'processed' ? beyondNumber(rows.length, policy) : 0;
  return rows.map((row, at) => ({ ...row, folder, beyond: at < beyond }));
};

describe('the end of a message', () => {
  it('never comes for an undelivered one without a limit, whatever its age and number', () => {
    fc.assert(
      fc.property(kept, retention, time, (kept, { processed }, now) => {
        expect(endingOf({ ...kept, folder: 'delivery' }, { delivery: { maxAge: null }, processed }, now)).toBeUndefined();
        expect(endingOf({ ...kept, folder: 'delivery' }, defaultRetention, now)).toBeUndefined();
      }),
    );
  });

  it('never comes before a rule that someone set says so', () => {
    fc.assert(
      fc.property(kept, retention, time, (kept, policy, now) => {
        const ending = endingOf(kept, policy, now);
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
            expect(kept.beyond).toBe(true);
            // It goes at once: no end is told that is still to come, nor one before it was here.
            expect(ending.at).toBe(Math.min(kept.enteredAt, now));
            break;
          case undefined:
            if (kept.held) break;
            if (kept.folder === 'delivery') expect(policy.delivery.maxAge).toBeNull();
            else {
              expect(policy.processed.maxAge).toBeNull();
              expect(kept.beyond).toBe(false);
            }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('waits a quarter of an hour for the word of a device that was sent the message', () => {
    fc.assert(
      fc.property(kept, retention, time, time, (kept, policy, sentAt, now) => {
        const ending = endingOf({ ...kept, folder: 'delivery', sentAt }, policy, now);
        if (ending) expect(ending.at).toBeGreaterThanOrEqual(sentAt + sendingGrace);
      }),
    );
    expect(sendingGrace).toBe(15 * 60_000);
  });

  it('is by age to the millisecond, when the device was not sent it', () => {
    const policy: Retention = { delivery: { maxAge: 60 }, processed: { maxAge: 90, maxCount: 2 } };
    const at = { enteredAt: 1_000, sentAt: null, held: false, beyond: false };
    expect(endingOf({ ...at, folder: 'delivery' }, policy, 2_000)).toEqual({ at: 61_000, rule: 'delivery-age' });
    expect(endingOf({ ...at, folder: 'processed' }, policy, 2_000)).toEqual({ at: 91_000, rule: 'processed-age' });
    expect(endingOf({ ...at, folder: 'processed', beyond: true }, policy, 2_000)).toEqual({ at: 1_000, rule: 'processed-count' });
    // The clock was set back after it came.
    expect(endingOf({ ...at, folder: 'processed', beyond: true }, policy, 500)).toEqual({ at: 500, rule: 'processed-count' });
    expect(endingOf({ ...at, folder: 'delivery', sentAt: 60_999 }, policy, 2_000)).toEqual({ at: 960_999, rule: 'delivery-age' });
  });

  it('leaves the newest processed messages up to their number', () => {
    fc.assert(
      fc.property(messages, fc.nat(50), time, (messages, maxCount, now) => {
        const policy: Retention = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount } };
        const all = judged(messages, 'processed', policy);
        expect(all.filter((m) => !endingOf(m, policy, now))).toEqual(maxCount === 0 ? [] : all.slice(-maxCount));
      }),
    );
  });

  it('comes in the order of entry: behind the first that is not due without its grace, none is', () => {
    fc.assert(
      fc.property(messages, folder, retention, time, (messages, folder, policy, now) => {
        const ends = judged(messages, folder, policy).map(
          (m) => endingOf({ ...m, sentAt: null }, policy, now)?.at ?? Number.POSITIVE_INFINITY,
        );
        expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });

  it('never comes for a held one', () => {
    fc.assert(fc.property(kept, retention, time, (kept, policy, now) => endingOf({ ...kept, held: true }, policy, now) === undefined));
  });

  it('comes no later under a stricter policy', () => {
    const less = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b));
    fc.assert(
      fc.property(kept, retention, retention, time, (kept, a, b, now) => {
        const at = (kept: Kept, policy: Retention): number => endingOf(kept, policy, now)?.at ?? Number.POSITIVE_INFINITY;
        const both: Retention = {
          delivery: { maxAge: less(a.delivery.maxAge, b.delivery.maxAge) },
          processed: { maxAge: less(a.processed.maxAge, b.processed.maxAge), maxCount: null },
        };
        expect(at(kept, both)).toBe(Math.min(at(kept, a), at(kept, b)));
      }),
    );
  });
});

describe('the safety brake', () => {
  const counts = fc.record({ due: fc.nat(5_000), allowed: fc.nat(5_000), more: fc.nat(5_000) });

  it('lets go what is few, what is at most half of its folder, and what was confirmed', () => {
    fc.assert(
      fc.property(counts, ({ due, allowed, more }) => {
        const stored = due + more;
        expect(judgeBrake({ due: Math.min(due, brakeAbove), allowed: 0, stored })).toBe('go');
        expect(judgeBrake({ due: Math.min(due, Math.floor(stored / 2)), allowed: 0, stored })).toBe('go');
        expect(judgeBrake({ due, allowed: due + allowed, stored })).toBe('go');
      }),
    );
  });

  it('waits when more than a hundred and more than half go at once, unasked', () => {
    fc.assert(
      fc.property(counts, ({ due, allowed, more }) => {
        const unasked = Math.max(0, due - allowed);
        const expected = unasked > 100 && unasked > (due + more) / 2 ? 'wait' : 'go';
        expect(judgeBrake({ due, allowed, stored: due + more })).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
    expect(judgeBrake({ due: 101, allowed: 0, stored: 201 })).toBe('wait');
    expect(judgeBrake({ due: 101, allowed: 0, stored: 202 })).toBe('go');
    expect(judgeBrake({ due: 100, allowed: 0, stored: 100 })).toBe('go');
  });
});
