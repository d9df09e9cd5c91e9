import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  judgeDamaged,
  judgeNoRoom,
  judgeNothing,
  judgeNotification,
  judgeRoom,
  judgeStart,
  judgeStored,
  type PassState,
} from '#restante/main/sync/judgement';

const byNumber: PassState = { cap: { unit: 'messages', limit: 10 }, room: 3, least: 3, reached: 7 };
const bySize: PassState = { cap: { unit: 'bytes', limit: 1_000 }, room: 300, least: 300, reached: 7 };
const move = { verb: 'move' as const, id: 7, uid: '01900000-0000-7000-8000-00000000000a' };
const answer = { next: 0, done: 0, waiting: 0, waitingBytes: 0 };

test('S30, S31: with room the pass starts with form B from the initial value', () => {
  expect(judgeStart(byNumber, [])).toEqual({ kind: 'request', request: { get: 0, instruct: [], room: 3 } });
});

test('instructions left over go first and alone, never together with get=0', () => {
  fc.assert(
    fc.property(fc.nat(5), fc.array(fc.constant(move), { minLength: 1, maxLength: 3 }), (room, pending) => {
      const step = judgeStart({ ...byNumber, room }, pending);
      expect(step).toMatchObject({ kind: 'request', request: { instruct: pending } });
      expect(step.kind === 'request' && step.request.get).toBeUndefined();
    }),
  );
});

test('S36–S39: next and room decide between one request for both and the instruction alone', () => {
  expect(judgeStored(byNumber, 9, [move], 1)).toEqual({
    kind: 'request',
    request: { get: 9, instruct: [move], room: 3 },
  });
  expect(judgeStored(byNumber, 0, [move], 0)).toEqual({ kind: 'request', request: { instruct: [move] } });
  expect(judgeStored({ ...byNumber, room: 0 }, 9, [move], 1)).toEqual({
    kind: 'request',
    request: { instruct: [move], room: 0 },
  });
});

test('a queue is asked for several at once, never more than there are free places', () => {
  const max = (state: PassState, left: number): number | undefined => {
    const step = judgeStored(state, 9, [move], left);
    return step.kind === 'request' ? step.request.max : undefined;
  };
  expect([max(byNumber, 7), max(byNumber, 8), max(bySize, 8), max({ ...byNumber, room: 1_000 }, 8)]).toEqual([undefined, 3, 64, 64]);
});

test('whatever arrived meanwhile is looked for behind all that the pass has seen', () => {
  const judged = judgeNothing(byNumber, { instruct: [move] }, { ...answer, next: 8, waiting: 1 });
  expect(judged.step).toEqual({ kind: 'request', request: { get: 8, instruct: [], room: 3 } });
});

test('nothing fits: the server is told, and then the pass rests as full', () => {
  const tooLarge = { ...answer, next: 9, waiting: 2, waitingBytes: 900, smallest: 400 };
  expect(judgeNothing(bySize, { get: 0, instruct: [], room: 300 }, tooLarge).step).toEqual({
    kind: 'request',
    request: { instruct: [], room: 0 },
  });
  expect(judgeNothing(bySize, { instruct: [], room: 0 }, tooLarge).step).toEqual({
    kind: 'rest',
    rest: { kind: 'full', waiting: 2, waitingBytes: 900, smallest: 400, room: 300, unit: 'bytes' },
  });
});

test('what is larger than the whole inbox, or damaged, is left where it is: no room would bring it', () => {
  const waits = { ...answer, next: 9, waiting: 2, waitingBytes: 3_000, smallest: 1_001 };
  expect(judgeNothing(bySize, { instruct: [], room: 0 }, waits).step).toMatchObject({ rest: { kind: 'deferred', smallest: 1_001 } });
  const passedOver = { ...answer, next: 0, waiting: 1, waitingBytes: 5, smallest: 5 };
  expect(judgeNothing(byNumber, { get: 8, instruct: [], room: 3 }, passedOver).step).toMatchObject({
    rest: { kind: 'deferred', waiting: 1 },
  });
});

test('S30: room that was made calls for a pass when it brings what waits, and only then', () => {
  const full = { kind: 'full', waiting: 2, waitingBytes: 900, smallest: 400, room: 300, unit: 'bytes' } as const;
  const cap = bySize.cap;
  expect(judgeRoom(full, 399, cap)).toBe('stay');
  expect(judgeRoom(full, 400, cap)).toBe('acquire');
  expect(judgeRoom({ ...full, kind: 'deferred' }, 400, { ...cap, limit: 400 })).toBe('acquire');
  expect(judgeRoom({ ...full, kind: 'deferred', room: 500 }, 600, cap), 'damaged: it would have fitted').toBe('stay');
  expect(judgeRoom({ ...full, room: 0, unit: 'messages' }, 1, byNumber.cap)).toBe('acquire');
  expect(judgeRoom({ kind: 'idle' }, 400, cap)).toBe('stay');
});

test('a message that fits and does not come is reported as unreadable and passed over', () => {
  const judged = judgeNothing(byNumber, { get: 9, instruct: [], room: 3 }, { ...answer, next: 9, waiting: 1, smallest: 5 });
  expect(judged).toEqual({ step: { kind: 'request', request: { get: 10, instruct: [], room: 3 } }, unreadable: 9 });
});

test('a damaged message is asked for again, and left behind when given up', () => {
  expect(judgeDamaged(byNumber, 9, false)).toMatchObject({ request: { get: 9 } });
  expect(judgeDamaged(byNumber, 9, true)).toMatchObject({ request: { get: 10 } });
});

test('a pass always ends: whatever a server answers, requests without a message only go forward', () => {
  const answers = fc.record({
    next: fc.nat(20),
    done: fc.constant(0),
    waiting: fc.nat(20),
    waitingBytes: fc.nat(2_000),
    smallest: fc.nat(500),
  });
  fc.assert(
    fc.property(fc.constantFrom(byNumber, bySize), fc.infiniteStream(answers), (state, stream) => {
      let step = judgeStart(state, [move]);
      let least = -1;
      for (let n = 0; step.kind === 'request'; n += 1) {
        expect(n).toBeLessThan(40);
        const { request } = step;
        if (request.get !== undefined) {
          expect(request.get).toBeGreaterThan(least);
          least = request.get;
        }
        const [given] = [...stream.take(1)];
        // The protocol's own rule: next lies at or after what was asked for.
        const next = given && given.next >= (request.get ?? 0) ? given.next : 0;
        step = judgeNothing(state, request, { ...answer, ...given, next }).step;
      }
    }),
  );
});

test('S30 for a notification: a full device comes only for what fits', () => {
  const full = { kind: 'full' as const, waiting: 1, waitingBytes: 9, smallest: 9, room: 0, unit: 'bytes' as const };
  expect(judgeNotification(undefined, 0, byNumber.cap, 9)).toBe('acquire');
  expect(judgeNotification(full, 0, byNumber.cap, 9)).toBe('stay');
  expect(judgeNotification(full, 1, byNumber.cap, 9)).toBe('acquire');
  expect(judgeNotification(full, 8, bySize.cap, 9)).toBe('stay');
  expect(judgeNotification(full, 9, bySize.cap, 9)).toBe('acquire');
});

test('what does not fit any more is passed over: a smaller one may fit; without any room the server is told', () => {
  expect(judgeNoRoom(bySize, 9)).toEqual({ kind: 'request', request: { get: 10, instruct: [], room: 300 } });
  expect(judgeNoRoom({ ...bySize, room: 0 }, 9)).toEqual({ kind: 'request', request: { instruct: [], room: 0 } });
});

test('what was passed over for its size is looked for again when room was made for it within the pass', () => {
  const grown = { ...bySize, room: 500, least: 100 };
  const left = { ...answer, waiting: 1, waitingBytes: 400, smallest: 400 };
  const request = { get: 12, instruct: [], room: 500 };
  expect(judgeNothing(grown, request, left).step).toEqual(judgeStart(grown, []));
  // It fitted all the time: it stays for its damage.
  expect(judgeNothing({ ...grown, least: 450 }, request, left).step).toMatchObject({ kind: 'rest', rest: { kind: 'deferred' } });
});

test('S30 when room was made: a pass begins when what waits fits now and did not before, also in another unit', () => {
  const full = { kind: 'full' as const, waiting: 1, waitingBytes: 400, smallest: 400, room: 300, unit: 'bytes' as const };
  expect(judgeRoom(full, 399, bySize.cap)).toBe('stay');
  expect(judgeRoom(full, 400, bySize.cap)).toBe('acquire');
  expect(judgeRoom({ ...full, room: 400 }, 500, bySize.cap)).toBe('stay');
  expect(judgeRoom(full, 0, byNumber.cap)).toBe('stay');
  expect(judgeRoom(full, 1, byNumber.cap)).toBe('acquire');
});
