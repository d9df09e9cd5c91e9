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

test('no receipt leaves the inbox above its cap, and only deleted and overwritable messages make way', () => {
  fc.assert(
    fc.property(policies, inbox, fc.nat(80), (policy, messages, size) => {
      const admission = decide(policy, messages, size);
      if (admission.kind === 'no-room') return;
      const gone = new Set(admission.remove.map((m) => m.message));
      const left = messages.filter((m) => !gone.has(m.message));
      expect(total(policy, left) + weigh(policy, size)).toBeLessThanOrEqual(policy.cap.limit);
      for (const m of messages.filter(({ message }) => gone.has(message)))
        expect(policy.overwriteRead ? ['deleted', 'read'] : ['deleted']).toContain(m.state);
    }),
    many,
  );
});

test('what makes way is the shortest run: deleted ones first, each in order of receipt, none too many', () => {
  fc.assert(
    fc.property(policies, inbox, fc.nat(80), (policy, messages, size) => {
      const admission = decide(policy, messages, size);
      if (admission.kind === 'no-room') return;
      const order = [...inState(messages, 'deleted'), ...(policy.overwriteRead ? inState(messages, 'read') : [])];
      expect(admission.remove).toEqual(order.slice(0, admission.remove.length));
      if (admission.remove.length === 0) return;
      const oneLess = order.slice(0, admission.remove.length - 1);
      expect(total(policy, messages) - total(policy, oneLess) + weigh(policy, size)).toBeGreaterThan(policy.cap.limit);
    }),
    many,
  );
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
