import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attention, type AttentionEvent, judgeAttention, unconcerned } from '#restante/server/delivery/attention';
import type { NotifyPolicy } from '#restante/server/directory/schema';
import { limits } from '#restante/server/limits';

const seconds = fc.oneof(fc.integer({ min: 1, max: 86_400 }), fc.double({ min: 0.001, max: 86_400, noNaN: true }));
const policy: fc.Arbitrary<NotifyPolicy> = fc.record({ retryAfter: seconds, retryMax: seconds });

const event = fc.constantFrom<AttentionEvent>('connected', 'accepted', 'acquired', 'emptied', 'deferred', 'silent');

/** What a device lives through; silence comes only when a reminder was due. */
const live = (
  events: readonly AttentionEvent[],
  policy: NotifyPolicy,
  from: Attention = unconcerned,
): { attention: Attention; notified: boolean[] } => {
  let attention = from;
  const notified: boolean[] = [];
  for (const event of events) {
    if (event === 'silent' && attention.retryIn === undefined) continue;
    const judged = judgeAttention(attention, event, policy);
    attention = judged.attention;
    notified.push(judged.notify);
  }
  return { attention, notified };
};

const history = fc.array(event, { maxLength: 20 });

const standard: NotifyPolicy = { retryAfter: 30, retryMax: 900 };

describe('the reminder', () => {
  it('comes after 30 s, then in twice the time, at last every 15 min', () => {
    let { attention } = live(['connected'], standard);
    const pauses: (number | undefined)[] = [];
    for (let time = 0; time < limits.unanswered; time += 1) {
      pauses.push(attention.retryIn);
      const judged = judgeAttention(attention, 'silent', standard);
      expect(judged.notify).toBe(true);
      attention = judged.attention;
    }
    expect(pauses).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 900_000]);
  });

  it('never comes faster, and never beyond its longest pause', () => {
    fc.assert(
      fc.property(policy, fc.nat(limits.unanswered - 1), (policy, times) => {
        const { attention: before } = live(['connected', ...Array(times).fill('silent')], policy);
        const { attention: after } = live(['silent'], policy, before);
        expect(before.retryIn).toBeGreaterThan(0);
        expect(after.retryIn).toBeGreaterThanOrEqual(before.retryIn ?? Number.NaN);
        expect(after.retryIn).toBeLessThanOrEqual(policy.retryMax * 1_000);
      }),
    );
  });

  it('gives up a device that answers none of them: its connection is ended, and who lives connects again', () => {
    fc.assert(
      fc.property(policy, (policy) => {
        const { attention } = live(['connected', ...Array(limits.unanswered).fill('silent')], policy);
        expect(judgeAttention(attention, 'silent', policy)).toEqual({ attention: unconcerned, notify: false, gone: true });
        expect(live(['connected'], policy, unconcerned).notified).toEqual([true]);
      }),
    );
  });

  it('starts anew when the device came, connects, or a message is stored for it', () => {
    fc.assert(
      fc.property(policy, history, fc.constantFrom<AttentionEvent>('acquired', 'connected', 'accepted'), (policy, events, event) => {
        const { attention: before } = live(events, policy);
        fc.pre(!(event === 'accepted' && before.deferred));
        const { attention, notify } = judgeAttention(before, event, policy);
        expect(attention).toEqual({ attempt: 0, deferred: false, retryIn: Math.min(policy.retryAfter, policy.retryMax) * 1_000 });
        // A device that is here already need not be told.
        expect(notify).toBe(event !== 'acquired');
      }),
    );
  });

  it('ends when nothing waits any more, and begins again with the next message', () => {
    fc.assert(
      fc.property(policy, history, (policy, events) => {
        const { attention, notified } = live([...events, 'emptied'], policy);
        expect(attention).toEqual(unconcerned);
        expect(notified.at(-1)).toBe(false);
        expect(live(['accepted'], policy, attention)).toMatchObject({ notified: [true], attention: { retryIn: expect.any(Number) } });
      }),
    );
  });

  it('is due after any history, unless the folder is empty or the device is full', () => {
    fc.assert(
      fc.property(policy, history, (policy, events) => {
        const { attention } = live(['connected', ...events], policy);
        const silences = events.filter((event) => event === 'silent').length;
        if (attention.retryIn === undefined && silences <= limits.unanswered)
          expect(attention.deferred || events.includes('emptied')).toBe(true);
      }),
    );
  });
});

describe('a device that is full', () => {
  it('is not reminded, and is told of every new message all the same', () => {
    fc.assert(
      fc.property(policy, history, fc.integer({ min: 1, max: 20 }), (policy, events, times) => {
        const { attention, notified } = live([...events, 'deferred'], policy);
        expect(notified.at(-1)).toBe(false);
        const later = live(Array<AttentionEvent>(times).fill('accepted'), policy, attention);
        expect(later.notified).toEqual(Array(times).fill(true));
        expect(later.attention).toEqual({ attempt: 0, deferred: true, retryIn: undefined });
      }),
    );
  });

  it('is reminded again as soon as it asks or connects', () => {
    for (const event of ['acquired', 'connected'] as const)
      expect(live(['connected', 'deferred', event], standard).attention).toEqual({ attempt: 0, deferred: false, retryIn: 30_000 });
  });
});
