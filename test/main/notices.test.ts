import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Circumstances,
  initialNotices,
  isQuiet,
  judgeNotices,
  type Notice,
  type NoticeEvent,
  type NoticeState,
  pace,
} from '#restante/main/notices/policy';
import { noticeWords } from '#restante/main/notices/words';

const settings = { on: true, preview: true, quiet: { on: false, from: '22:00', to: '07:00' } };
const usual: Omit<Circumstances, 'now'> = { minute: 12 * 60, focused: false, paused: false, settings };
const message = (uid: string) => ({ uid, subject: `About ${uid}`, from: 'Ann Lee <ann@sender.example>' });

type Shown = Notice & { readonly at: number };

/** A clock that stands, and what was shown until now; whatever is due by itself comes as time goes by. */
const follow = (around: Partial<Circumstances> = {}) => {
  let state: NoticeState = initialNotices;
  let wakeAt: number | undefined;
  let now = 0;
  const shown: Shown[] = [];
  const tell = (event: NoticeEvent, more: Partial<Circumstances> = {}): void => {
    const judged = judgeNotices(state, event, { ...usual, ...around, ...more, now });
    state = judged.state;
    wakeAt = judged.wakeAt;
    shown.push(...judged.show.map((notice) => ({ ...notice, at: now })));
  };
  return {
    shown,
    tell,
    /** ms go by. */
    pass(ms: number): void {
      const end = now + ms;
      while (wakeAt !== undefined && wakeAt <= end) {
        now = Math.max(now, wakeAt);
        tell({ kind: 'time' });
      }
      now = end;
    },
    receive: (uid: string, account = 'own') => tell({ kind: 'received', account, message: message(uid) }),
    fetching: (fetching: boolean, account = 'own') => tell({ kind: 'fetching', account, fetching }),
  };
};

describe('what is notified of', () => {
  test('one message: by itself, a second after it came', () => {
    const { receive, pass, shown } = follow();
    receive('a');
    pass(pace.gather - 1);
    expect(shown).toEqual([]);
    pass(1);
    expect(shown).toEqual([{ kind: 'one', account: 'own', message: message('a'), at: pace.gather }]);
  });

  test('a drain of thousands: once, when it is over, with their number', () => {
    const { receive, pass, fetching, shown } = follow();
    for (let n = 0; n < 5_000; n += 1) {
      receive(`${n}`);
      if (n === 0) fetching(true);
      pass(20);
    }
    expect(shown).toEqual([]);
    fetching(false);
    pass(pace.apart);
    expect(shown).toMatchObject([{ kind: 'many', count: 5_000, last: message('4999') }]);
  });

  test('what comes within a minute of a notice takes its place and counts on; later ones stand for themselves', () => {
    const { receive, pass, shown } = follow();
    receive('a');
    pass(pace.gather + 2_000);
    receive('b');
    pass(pace.apart);
    receive('c');
    pass(pace.group * 2);
    receive('d');
    pass(pace.group);
    expect(shown.map((notice) => (notice.kind === 'one' ? notice.message.uid : notice.count))).toEqual(['a', 2, 3, 'd']);
  });

  test('nothing that the reader has before their eyes, and the count begins anew when they looked', () => {
    const { receive, tell, pass, shown } = follow();
    receive('a');
    pass(pace.gather);
    tell({ kind: 'looked' }, { focused: true });
    receive('b');
    pass(pace.apart);
    expect(shown).toMatchObject([{ kind: 'one' }, { kind: 'one', message: message('b') }]);
  });

  test('what came in silence is not told of afterwards', () => {
    for (const silence of [
      { focused: true },
      { paused: true },
      { settings: { ...settings, on: false } },
      { settings: { ...settings, quiet: { on: true, from: '11:00', to: '13:00' } } },
    ]) {
      const { tell, receive, pass, shown } = follow();
      tell({ kind: 'received', account: 'own', message: message('a') }, silence);
      pass(pace.group);
      expect(shown).toEqual([]);
      receive('b');
      pass(pace.gather);
      expect(shown).toMatchObject([{ kind: 'one', message: message('b') }]);
    }
  });

  test('an account that was removed is silent', () => {
    const { receive, tell, pass, shown } = follow();
    receive('a');
    tell({ kind: 'account-gone', account: 'own' });
    pass(pace.group);
    expect(shown).toEqual([]);
  });

  const event = fc.oneof(
    fc.record({ kind: fc.constant('received' as const), account: fc.constantFrom('own', 'other') }),
    fc.record({ kind: fc.constant('fetching' as const), account: fc.constantFrom('own', 'other'), fetching: fc.boolean() }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 30_000 }) }),
  );
  test('whatever comes whenever: every message is counted once, no account has two notices at once, none within a drain', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), (events) => {
        const { receive, fetching, pass, shown } = follow();
        const received = { own: 0, other: 0 };
        const draining = { own: false, other: false };
        for (const [index, one] of events.entries()) {
          const before = shown.length;
          if (one.kind === 'wait') pass(one.ms);
          else if (one.kind === 'fetching') {
            draining[one.account as 'own'] = one.fetching;
            fetching(one.fetching, one.account);
          } else {
            received[one.account as 'own'] += 1;
            receive(String(index), one.account);
          }
          for (const { account } of shown.slice(before)) expect(draining[account as 'own']).toBe(false);
        }
        for (const account of ['own', 'other'] as const) fetching(false, account);
        pass(pace.group);
        for (const account of ['own', 'other'] as const) {
          const mine = shown.filter((notice) => notice.account === account);
          let told = 0;
          mine.forEach((notice, at) => {
            const before = mine[at - 1];
            const count = notice.kind === 'one' ? 1 : notice.count;
            if (before) expect(notice.at - before.at).toBeGreaterThanOrEqual(pace.apart);
            const counted = before && notice.at - before.at < pace.group ? (before.kind === 'one' ? 1 : before.count) : 0;
            expect(count).toBeGreaterThan(counted);
            told += count - counted;
          });
          expect(told).toBe(received[account]);
        }
      }),
    );
  });
});

describe('quiet hours', () => {
  const at = (from: string, to: string, minute: number): boolean => isQuiet({ on: true, from, to }, minute);
  test('over midnight, within a day, all day', () => {
    expect([at('22:00', '07:00', 21 * 60 + 59), at('22:00', '07:00', 22 * 60), at('22:00', '07:00', 0)]).toEqual([false, true, true]);
    expect([at('22:00', '07:00', 6 * 60 + 59), at('22:00', '07:00', 7 * 60)]).toEqual([true, false]);
    expect([at('12:00', '13:30', 719), at('12:00', '13:30', 720), at('12:00', '13:30', 810)]).toEqual([false, true, false]);
    expect(at('09:00', '09:00', 0)).toBe(true);
    expect(isQuiet({ on: false, from: '00:00', to: '23:59' }, 60)).toBe(false);
  });
});

describe('the words of a notification', () => {
  const one: Notice = { kind: 'one', account: 'own', message: message('a') };
  const many: Notice = { kind: 'many', account: 'own', count: 1_234, last: message('z') };
  const say = (notice: Notice, more: Partial<Parameters<typeof noticeWords>[1]> = {}) =>
    noticeWords(notice, { language: 'en', preview: true, account: undefined, ...more });

  test('sender and subject, or neither', () => {
    expect(say(one)).toEqual({ title: 'Ann Lee', body: 'About a' });
    expect(say(one, { account: 'Work' })).toEqual({ title: 'Ann Lee', body: 'About a\nWork' });
    expect(say(one, { preview: false })).toEqual({ title: 'New message', body: '' });
    expect(say(many)).toEqual({ title: '1,234 new messages', body: 'The last one is from Ann Lee.' });
    expect(say(many, { preview: false, language: 'ja' })).toEqual({ title: '新着 1,234 件', body: '' });
  });

  test('without a preview nothing of any message stands in it; with one, it has two short lines', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), fc.string({ unit: 'binary', maxLength: 2_000 }), (subject, from) => {
        const notice: Notice = { kind: 'one', account: 'own', message: { uid: 'a', subject, from } };
        expect(say(notice, { preview: false })).toEqual({ title: 'New message', body: '' });
        const { title, body } = say(notice);
        for (const text of [title, body]) expect(text).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect([...title].length).toBeLessThanOrEqual(80);
        expect([...body].length).toBeLessThanOrEqual(160);
        expect(title).not.toBe('');
        expect(body).not.toBe('');
      }),
    );
  });
});
