import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admit, type MessageState } from '#restante/main/inbox/capacity';
import type { RoomChoice } from '#restante/protocol/bridge';
import { capToFit, choose, fitting, gainOf, isChosen, nothingChosen, roomOf, whyWaiting } from '../../renderer/room.ts';

const rules = fc.record({
  cap: fc.record({ unit: fc.constantFrom('messages' as const, 'bytes' as const), limit: fc.nat(2_000) }),
  overwriteRead: fc.boolean(),
});
const amount = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 8 });
const held = fc.record({ unread: amount, protected: amount, read: amount, deleted: amount });
type Held = Record<MessageState, readonly number[]>;
const tallyOf = (sizes: Held) => {
  const of = (state: MessageState) => ({ count: sizes[state].length, bytes: sizes[state].reduce((sum, size) => sum + size, 0) });
  return { unread: of('unread'), protected: of('protected'), read: of('read'), deleted: of('deleted') };
};
const sizes = fc.array(fc.nat(400), { maxLength: 12 });
const weight = (unit: 'messages' | 'bytes', size: number): number => (unit === 'messages' ? 1 : Math.max(size, 1));

test('those that fit are in order, take no more than the room, and what was passed over does not fit into what is left', () => {
  fc.assert(
    fc.property(rules, fc.integer({ min: -500, max: 2_000 }), sizes, (rules, room, sizes) => {
      const places = fitting(rules, room, sizes);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      let left = room;
      for (const [place, size] of sizes.entries()) {
        const w = weight(rules.cap.unit, size);
        expect(places.includes(place)).toBe(w <= left);
        if (places.includes(place)) left -= w;
      }
      expect(left).toBeGreaterThanOrEqual(Math.min(room, 0));
    }),
  );
});

test('what is said to fit is what the inbox itself admits, one after the other', () => {
  fc.assert(
    fc.property(rules, held, sizes, (rules, held, sizes) => {
      let state: Held = held;
      const admitted: number[] = [];
      for (const [place, size] of sizes.entries()) {
        const candidates = (of: MessageState) => state[of].map((size, message) => ({ message, size }));
        const admission = admit(rules, tallyOf(state), size, candidates('deleted'), candidates('read'));
        if (admission.kind === 'no-room') continue;
        admitted.push(place);
        // Deleted ones go first, then read ones, each in order.
        const gone = admission.remove.length;
        const deleted = Math.min(gone, state.deleted.length);
        state = {
          ...state,
          deleted: state.deleted.slice(deleted),
          read: state.read.slice(gone - deleted),
          unread: [...state.unread, Math.max(size, 1)],
        };
      }
      expect(fitting(rules, roomOf(tallyOf(held), rules), sizes)).toEqual(admitted);
    }),
  );
});

test('the gain is the room that is there afterwards, less the room before', () => {
  fc.assert(
    fc.property(
      rules,
      held,
      fc.constantFrom('delete' as const, 'read' as const),
      fc.nat(8),
      fc.nat(8),
      (rules, held, act, reads, unreads) => {
        const chosen = { read: held.read.slice(0, reads), unread: held.unread.slice(0, unreads) };
        const tally = tallyOf({ ...held, read: chosen.read, unread: chosen.unread });
        const after: Held =
          act === 'delete'
            ? {
                ...held,
                read: held.read.slice(reads),
                unread: held.unread.slice(unreads),
                deleted: [...held.deleted, ...chosen.read, ...chosen.unread],
              }
            : { ...held, read: [...held.read, ...chosen.unread], unread: held.unread.slice(unreads) };
        const gain = gainOf({ read: tally.read, unread: tally.unread }, rules, act);
        expect(roomOf(tallyOf(after), rules) - roomOf(tallyOf(held), rules)).toBe(gain);
      },
    ),
  );
});

test('with the cap that is said to suffice a message comes after all before it, and with one less it does not', () => {
  fc.assert(
    fc.property(rules, held, fc.array(fc.nat(400), { minLength: 1, maxLength: 12 }), fc.nat(11), (rules, held, sizes, at) => {
      const place = at % sizes.length;
      const tally = tallyOf(held);
      const limit = capToFit(tally, rules, sizes, place);
      const comes = (limit: number): boolean => {
        const wider = { ...rules, cap: { ...rules.cap, limit } };
        return fitting(wider, roomOf(tally, wider), sizes.slice(0, place + 1)).length === place + 1;
      };
      expect(comes(limit)).toBe(true);
      expect(comes(limit - 1)).toBe(false);
    }),
  );
});

test('why a message waits: too large, no room, damaged, or on its way', () => {
  const rules = { cap: { unit: 'bytes' as const, limit: 100 }, overwriteRead: false };
  const tally = tallyOf({ unread: [60], protected: [], read: [], deleted: [] });
  const of = (size: number, connection: Parameters<typeof whyWaiting>[1]['connection']) =>
    whyWaiting({ size }, { connection, tally, waiting: { count: 1, bytes: size }, unread: 1, room: 40, next: null }, rules);
  expect(of(101, { kind: 'deferred', smallest: 101 })).toBe('too-large');
  expect(of(50, { kind: 'full', smallest: 50 })).toBe('room');
  expect(of(30, { kind: 'deferred', smallest: 30 })).toBe('damaged');
  expect(of(30, { kind: 'idle' })).toBe('coming');
  expect(of(30, { kind: 'refused', code: 'token-unknown', message: '' })).toBe('refused');
});

test('messages are taken in and out of a choice, also of one by a rule', () => {
  const row = (uid: string, read: boolean, bytes: number) => ({ uid, key: Number(uid), read, bytes, receivedAt: 10, attachments: null });
  const rule: RoomChoice = { rule: { read: true, upTo: 5, least: 100 }, also: [], except: [] };
  expect([row('1', true, 100), row('2', false, 100), row('3', true, 99), row('6', true, 100)].map((one) => isChosen(rule, one))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  const without = choose(rule, row('1', true, 100), false);
  expect(without).toEqual({ ...rule, except: ['1'] });
  expect(choose(without, row('1', true, 100), true)).toEqual(rule);
  const more = choose(nothingChosen, row('2', false, 1), true);
  expect(more).toEqual({ rule: null, also: ['2'], except: [] });
  expect(choose(more, row('2', false, 1), false)).toEqual(nothingChosen);
});
