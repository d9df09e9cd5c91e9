import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import { tailOf, type Verb } from '#restante/protocol/instruction';
import type { Retention } from '#restante/protocol/retention';
import type { Store } from '#restante/server/store/port';
import { openSqliteStore } from '#restante/server/store/sqlite';
import { temporaryFolder } from '../support/folder.ts';

/*
 * The store's port against a model of it, through thousands of random sequences. The same over HTTP, with several devices,
 * quotas, batches and tombstones, is in test/flow/server-model.test.ts.
 */

// ── The model ────────────────────────────────────────────────────────────────────────────────────

interface Message {
  id: number;
  readonly uid: string;
  readonly size: number;
  place: 'delivery' | 'processed' | 'deleted' | 'forwarded' | 'returned' | 'expired';
  held: boolean;
  enteredAt: number;
  sentAt: number | null;
}

const grace = 15 * 60_000;
const delivered = (box: readonly Message[]) => box.filter((m) => m.place === 'delivery').toSorted((a, b) => a.id - b.id);
const first = (box: readonly Message[], from: number, room = Number.MAX_SAFE_INTEGER) =>
  room === 0 ? undefined : delivered(box).find((m) => m.id >= from && m.size <= room);
const instructed = { delete: 'deleted', move: 'processed', forward: 'forwarded', return: 'returned' } as const;
const isDone = (m: Message, verb: Verb) => m.place === 'delivery' || verb === 'delete' || verb === 'move' || m.place === instructed[verb];
const isDue = (m: Message, box: readonly Message[], { delivery, processed }: Retention, now: number): boolean => {
  if (m.held || (m.place !== 'delivery' && m.place !== 'processed')) return false;
  if (m.place === 'delivery')
    return delivery.maxAge !== null && Math.max(m.enteredAt + delivery.maxAge * 1_000, (m.sentAt ?? -grace) + grace) <= now;
  const newer = box.filter((o) => o.place === 'processed' && !o.held && order(o, m, box) > 0).length;
  return (
    newer >= (processed.maxCount ?? Number.POSITIVE_INFINITY) || m.enteredAt + (processed.maxAge ?? Number.POSITIVE_INFINITY) * 1_000 <= now
  );
};
const order = (a: Message, b: Message, box: readonly Message[]) => a.enteredAt - b.enteredAt || box.indexOf(a) - box.indexOf(b);

// ── The sequences ────────────────────────────────────────────────────────────────────────────────

const nth = fc.nat(12);
const age = fc.option(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 4_000 })));
const step = fc.oneof(
  { weight: 60, arbitrary: fc.record({ do: fc.constant('submit' as const), size: fc.nat(40) }) },
  { weight: 40, arbitrary: fc.record({ do: fc.constant('acquire' as const), get: nth, room: fc.option(fc.nat(45), { nil: undefined }) }) },
  {
    weight: 60,
    arbitrary: fc.record({
      do: fc.constant('instruct' as const),
      verb: fc.constantFrom<Verb>('delete', 'move', 'move', 'forward', 'return'),
      id: fc.integer({ min: 1, max: 12 }),
      proof: fc.constantFrom('right', 'none', 'wrong'),
    }),
  },
  {
    weight: 30,
    arbitrary: fc.record({ do: fc.constantFrom('redeliver' as const, 'delete' as const, 'hold' as const, 'release' as const), nth }),
  },
  {
    weight: 20,
    arbitrary: fc.record({
      do: fc.constant('sweep' as const),
      policy: fc.record({
        delivery: fc.record({ maxAge: age }),
        processed: fc.record({ maxAge: age, maxCount: fc.option(fc.nat(3)) }),
      }),
    }),
  },
  {
    weight: 30,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.oneof(fc.integer({ min: -600, max: 3_000 }), fc.constantFrom(1, 860, 899, 900)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

let folder: string;
let store: Store;
let sequences = 0;

/** Each with mailboxes of its own, all in one store: what one sequence leaves behind must not touch another. */
const sequence = async (steps: readonly Step[]): Promise<void> => {
  sequences += 1;
  const [mailbox, other] = [`a${sequences}`, `b${sequences}`];
  const box: Message[] = [];
  let lastId = 0;
  let now = 1_800_000_000_000;

  const acquire = async (request: Parameters<Store['acquire']>[1]) => {
    const outcome = await store.acquire(mailbox, request, { at: now, shared: false });
    if (outcome.kind !== 'answered') throw new Error(outcome.kind);
    return outcome;
  };
  const perform = async (step: Step): Promise<void> => {
    switch (step.do) {
      case 'submit': {
        const uid = uuidv7();
        lastId += 1;
        box.push({ id: lastId, uid, size: step.size, place: 'delivery', held: false, enteredAt: now, sentAt: null });
        const body = { kind: 'bytes' as const, bytes: new Uint8Array(step.size) };
        const described = { sha256: new Uint8Array(32), type: 'a/b', subject: '', sender: '', envelope: {}, at: now };
        const copies = [{ mailbox, uid }];
        expect(await store.accept({ body, size: step.size, ...described, copies })).toEqual([
          { kind: 'accepted', mailbox, uid, id: lastId },
        ]);
        return;
      }
      case 'acquire': {
        const found = first(box, step.get, step.room);
        const { messages, next } = await acquire({ get: step.get, instructions: [], ...(step.room !== undefined && { room: step.room }) });
        expect(messages.map((m) => [m.id, m.uid, m.size, m.head.byteLength])).toEqual(
          found ? [[found.id, found.uid, found.size, found.size]] : [],
        );
        expect(next).toBe(first(box, found ? found.id + 1 : step.get)?.id ?? 0);
        if (found) found.sentAt = now;
        return;
      }
      case 'instruct': {
        const { verb, id, proof } = step;
        const known = box.find((m) => m.id === id);
        const tail = proof === 'wrong' ? '0'.repeat(12) : proof === 'right' && known ? tailOf(known.uid) : undefined;
        const done = id <= lastId && proof !== 'wrong' && (known ? isDone(known, verb) : verb === 'delete' || verb === 'move');
        const gone = id <= lastId && !known && (verb === 'delete' || verb === 'move');
        const target = { first: id, last: id, ...(tail !== undefined && { tail }) };
        const instruction = { verb, targets: [target], ...(verb === 'forward' && { to: other }), ...(verb === 'return' && { reason: '' }) };
        const answer = await acquire({ instructions: [instruction] });
        expect([answer.done, answer.refused.size]).toEqual(done || gone ? [1, 0] : [0, 1]);
        if (done && known?.place === 'delivery') Object.assign(known, { place: instructed[verb], enteredAt: now, sentAt: null });
        return;
      }
      case 'redeliver':
      case 'delete':
      case 'hold':
      case 'release': {
        const m = box[step.nth];
        const uid = m?.uid ?? uuidv7();
        const ended = m && m.place !== 'delivery' && m.place !== 'processed';
        const held = step.do === 'hold';
        const [result] = await store.act(step.do, [uid], {}, now);
        if (!m || ended) expect(result?.outcome).toBe(m ? 'ended' : 'unknown');
        else if (step.do === 'redeliver') {
          expect(result?.outcome).toBe(m.place === 'processed' ? 'done' : 'not-processed');
          if (m.place !== 'processed') return;
          lastId += 1;
          Object.assign(m, { id: lastId, place: 'delivery', enteredAt: now, sentAt: null });
        } else if (step.do === 'delete') m.place = 'deleted';
        else {
          expect(result?.outcome).toBe(m.held === held ? 'already' : 'done');
          m.held = held;
        }
        return;
      }
      case 'sweep': {
        const due = box.filter((m) => isDue(m, box, step.policy, now));
        const { removed } = await store.sweep(mailbox, step.policy, now, 1_000, []);
        expect(removed.map(({ uid }) => uid).toSorted()).toEqual(due.map(({ uid }) => uid).toSorted());
        for (const m of due) m.place = 'expired';
        const next = await store.nextDue(mailbox, step.policy, now);
        expect(next === undefined || next > now).toBe(true);
        return;
      }
      case 'wait':
        now += step.seconds * 1_000;
        return;
      case 'restart':
        await store.close();
        store = await openSqliteStore(folder);
    }
  };

  for (const step of steps) {
    await perform(step);
    const waiting = delivered(box);
    const sizes = waiting.map((m) => Math.max(1, m.size));
    expect(await store.occupancy(mailbox)).toEqual({
      waiting: waiting.length,
      waitingBytes: waiting.reduce((sum, m) => sum + m.size, 0),
      smallest: waiting.length > 0 ? Math.min(...sizes) : 0,
      first: waiting[0]?.id ?? 0,
      lastId,
    });
  }
  // Whatever was accepted is in a folder, or has ended for a reason that is on record.
  for (const m of box) {
    const found = await store.status(m.uid);
    const state = m.place === 'processed' ? 'moved' : m.place === 'delivery' ? (m.sentAt === null ? 'waiting' : 'acquired') : m.place;
    expect([found?.state, found?.id]).toEqual([state, m.id]);
  }
};

it('does as the model does, whatever comes in whatever order', { timeout: 120_000 }, async () => {
  folder = temporaryFolder();
  store = await openSqliteStore(folder);
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), sequence), {
    numRuns: 2_000 * Number(process.env.RESTANTE_RUNS ?? 1),
    interruptAfterTimeLimit: 110_000 * Number(process.env.RESTANTE_RUNS ?? 1),
    markInterruptAsFailure: true,
  });
  await store.close();
});
