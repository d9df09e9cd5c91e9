import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admit, type CapacityPolicy, type MessageState, roomOf, type Tally, withOpen } from '#restante/main/inbox/capacity';

interface Stored {
  message: number;
  size: number;
  state: MessageState;
}

const states: MessageState[] = ['unread', 'protected', 'read', 'deleted'];
const inbox = fc
  .array(fc.record({ size: fc.nat(50), state: fc.constantFrom(...states) }), { maxLength: 30 })
  .map((messages) => messages.map((m, message): Stored => ({ ...m, message })));
const policies = fc.record({
  cap: fc.record({ unit: fc.constantFrom('messages' as const, 'bytes' as const), limit: fc.nat(600) }),
  overwriteRead: fc.boolean(),
});

const weigh = ({ cap }: CapacityPolicy, size: number): number => (cap.unit === 'messages' ? 1 : Math.max(1, size));
const total = (policy: CapacityPolicy, messages: readonly { size: number }[]): number =>
  messages.reduce((sum, m) => sum + weigh(policy, m.size), 0);
const tallyOf = (messages: readonly Stored[]): Tally =>
  Object.fromEntries(
    states.map((state) => {
      const these = messages.filter((m) => m.state === state);
      return [state, { count: these.length, bytes: these.reduce((sum, m) => sum + Math.max(1, m.size), 0) }];
    }),
  ) as Record<MessageState, { count: number; bytes: number }>;
const inState = (messages: readonly Stored[], state: MessageState): Stored[] => messages.filter((m) => m.state === state);
const decide = (policy: CapacityPolicy, messages: readonly Stored[], size: number) =>
  admit(policy, tallyOf(messages), size, inState(messages, 'deleted'), inState(messages, 'read'));

const many = { numRuns: 20_000 };
/** Half of them by number, half by bytes. */
const most = { numRuns: 100_000 };

test('100,000 inboxes in both units: the cap holds, unread and protected stay, the shortest run goes, deleted first, and only for what then fits', () => {
  const seen = { messages: 0, bytes: 0, removed: 0, refused: 0 };
  fc.assert(
    fc.property(policies, inbox, fc.nat(80), (policy, messages, size) => {
      seen[policy.cap.unit] += 1;
      const admission = decide(policy, messages, size);
      const order = [...inState(messages, 'deleted'), ...(policy.overwriteRead ? inState(messages, 'read') : [])];
      const staying = (gone: readonly { size: number }[]): number => total(policy, messages) - total(policy, gone) + weigh(policy, size);
      if (admission.kind === 'no-room') {
        seen.refused += 1;
        // Not even all that may go would be enough.
        if (staying(order) <= policy.cap.limit) throw new Error('refused, though there is room');
        return;
      }
      const { remove } = admission;
      if (remove.length > 0) seen.removed += 1;
      // Those that may go, in their order, from the first on: no unread and no protected one.
      if (remove.some((m, at) => m !== order[at])) throw new Error('not the first that may go');
      if (staying(remove) > policy.cap.limit) throw new Error('above the cap');
      if (remove.length > 0 && staying(order.slice(0, remove.length - 1)) <= policy.cap.limit) throw new Error('one too many');
    }),
    most,
  );
  expect(seen.messages + seen.bytes).toBe(100_000);
  expect(Math.min(seen.messages, seen.bytes)).toBeGreaterThan(40_000);
  expect(Math.min(seen.removed, seen.refused)).toBeGreaterThan(2_000);
});

test('room and admission agree: exactly what fits into the room is admitted', () => {
  fc.assert(
    fc.property(policies, inbox, fc.nat(80), (policy, messages, size) => {
      const room = roomOf(policy, tallyOf(messages));
      expect(room).toBeGreaterThanOrEqual(0);
      expect(decide(policy, messages, size).kind).toBe(weigh(policy, size) <= room ? 'fits' : 'no-room');
    }),
    many,
  );
});

test('the open message counts among those that stay, whatever its state, and nothing else changes', () => {
  fc.assert(
    fc.property(policies, inbox, fc.nat(29), (policy, messages, at) => {
      const open = messages[at % Math.max(1, messages.length)];
      const asProtected = messages.map((m) => (m === open ? { ...m, state: 'protected' as const } : m));
      expect(withOpen(tallyOf(messages), open)).toEqual(tallyOf(asProtected));
      expect(roomOf(policy, withOpen(tallyOf(messages), open))).toBeLessThanOrEqual(roomOf(policy, tallyOf(messages)));
    }),
    many,
  );
});
