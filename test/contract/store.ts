import { createHash, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseAcquisition } from '#restante/protocol/acquisition';
import type { Retention } from '#restante/protocol/retention';
import type {
  Acceptance,
  Acquired,
  AcquireOutcome,
  Caller,
  Copy,
  Filter,
  ListQuery,
  Policies,
  Store,
  Submission,
} from '#restante/server/store/port';
import { StorageError } from '#restante/server/store/port';

/*
 * What any store must do that stands behind server/store/port.ts. Times are the suite's own; a store has no clock.
 */

const second = 1_000;
const day = 86_400 * second;
/** When the suite begins. */
const start = Date.UTC(2026, 10, 23);

const keepAll: Retention = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: null } };
const policies: Policies = { default: keepAll, own: new Map() };
/** Ages in seconds. */
const policyOf = (delivery: number | null, processed: number | null, maxCount: number | null = null): Retention => ({
  delivery: { maxAge: delivery },
  processed: { maxAge: processed, maxCount },
});
const byAdmin = { by: 'admin', token: 'abc' };

interface Sent {
  readonly uid: string;
  readonly id: number;
}

/** A store with hands to use it by. */
const withHands = (store: Store) => {
  async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  const submission = async (text: string | Uint8Array, copies: readonly Copy[], rest: Partial<Submission> = {}): Promise<Submission> => {
    const bytes = Buffer.from(text);
    return {
      body: await store.write(once(bytes)),
      size: bytes.byteLength,
      sha256: Uint8Array.from(createHash('sha256').update(bytes).digest()),
      type: 'text/plain',
      subject: 'hello',
      sender: 'bob@example.org',
      envelope: { via: 'http' },
      at: start,
      copies,
      ...rest,
    };
  };
  const accept = async (text: string | Uint8Array, copies: readonly Copy[], rest: Partial<Submission> = {}): Promise<Acceptance[]> =>
    store.accept(await submission(text, copies, rest));
  const send = async (mailbox: string, text: string | Uint8Array = 'x', rest: Partial<Submission> = {}): Promise<Sent> => {
    const [acceptance] = await accept(text, [{ mailbox, uid: randomUUID() }], rest);
    if (acceptance?.kind !== 'accepted') throw new Error(`not accepted: ${acceptance?.kind}`);
    return acceptance;
  };
  const ask = (mailbox: string, query: string, caller: Partial<Caller> = {}): Promise<AcquireOutcome> =>
    store.acquire(mailbox, parseAcquisition(query), { at: start, shared: false, ...caller });
  const acquire = async (mailbox: string, query: string, caller: Partial<Caller> = {}): Promise<Acquired> => {
    const outcome = await ask(mailbox, query, caller);
    if (outcome.kind !== 'answered') throw new Error(`not answered: ${outcome.kind}`);
    return outcome;
  };
  const bytesOf = async (message: Acquired['messages'][number] | undefined): Promise<Buffer> => {
    if (!message) throw new Error('no message');
    const parts = [Buffer.from(message.head)];
    for await (const part of store.readRest(message)) parts.push(Buffer.from(part));
    return Buffer.concat(parts);
  };
  const page = (query: Partial<ListQuery> = {}): ReturnType<Store['list']> =>
    store.list({ folder: 'delivery', filter: { mailbox: 'ann' }, order: 'oldest', limit: 200, policies, at: start, ...query });
  const ids = async (query: Partial<ListQuery> = {}): Promise<number[]> => (await page(query)).messages.map(({ id }) => id);
  const all = async (mailbox: string, folder: 'delivery' | 'processed'): Promise<number[]> => ids({ folder, filter: { mailbox } });
  const kinds = async (uid: string): Promise<string[]> => (await store.status(uid))?.history.map(({ kind }) => kind) ?? [];
  return { store, submission, accept, send, ask, acquire, bytesOf, page, ids, all, kinds };
};

/** @param openStore a new and empty store, which the suite closes */
export const testStore = (name: string, openStore: () => Promise<Store>): void => {
  const prepare = async () => {
    const store = await openStore();
    onTestFinished(() => store.close());
    return withHands(store);
  };

  describe(`${name}: acceptance`, () => {
    test('gives each mailbox ids of its own in order, and every copy its uid', async () => {
      const { accept, all, store } = await prepare();
      const [one, two] = [randomUUID(), randomUUID()];
      expect(
        await accept('hello', [
          { mailbox: 'ann', uid: one },
          { mailbox: 'bob', uid: two },
        ]),
      ).toEqual([
        { kind: 'accepted', mailbox: 'ann', uid: one, id: 1 },
        { kind: 'accepted', mailbox: 'bob', uid: two, id: 1 },
      ]);
      await accept('again', [{ mailbox: 'ann', uid: randomUUID() }]);
      expect([await all('ann', 'delivery'), await all('bob', 'delivery')]).toEqual([[1, 2], [1]]);
      expect(await store.detail(two, policies, start)).toMatchObject({
        origin: one,
        mailbox: 'bob',
        sender: 'bob@example.org',
        held: false,
      });
      expect(await store.mailboxes()).toEqual(['ann', 'bob']);
    });

    test('a retry within 24 h is the first message again; the same key with other bytes is refused', async () => {
      const { accept, all, store } = await prepare();
      const copy = () => [{ mailbox: 'ann', uid: randomUUID(), retry: { scope: 'token', key: 'one' } }];
      const [first] = await accept('hello', copy());
      expect(await accept('hello', copy(), { at: start + day - 1 })).toEqual([{ ...first, kind: 'known' }]);
      expect(await accept('other', copy(), { at: start + 1 })).toEqual([{ kind: 'key-reused', mailbox: 'ann' }]);
      expect(await all('ann', 'delivery')).toEqual([1]);
      await store.forgetReceipts(start + day);
      expect(await accept('other', copy(), { at: start + day })).toMatchObject([{ kind: 'accepted', id: 2 }]);
    });

    test('a retry of a mail for several mailboxes stores only the copies that are new', async () => {
      const { accept, all } = await prepare();
      const copies = (...mailboxes: string[]) =>
        mailboxes.map((mailbox) => ({ mailbox, uid: randomUUID(), retry: { scope: `smtp:${mailbox}`, key: 'one' } }));
      await accept('hello', copies('ann'));
      expect((await accept('hello', copies('ann', 'bob'))).map(({ kind }) => kind)).toEqual(['known', 'accepted']);
      expect([await all('ann', 'delivery'), await all('bob', 'delivery')]).toEqual([[1], [1]]);
    });

    test('all copies or none: a full mailbox keeps the others empty, by messages and by bytes', async () => {
      const { accept, all, store, acquire } = await prepare();
      const to = (mailbox: string, quota: Copy['quota']): Copy => ({ mailbox, uid: randomUUID(), ...(quota && { quota }) });
      for (const quota of [
        { messages: 0, bytes: null },
        { messages: null, bytes: 4 },
      ])
        expect(await accept('hello', [to('bob', undefined), to('ann', quota)])).toEqual([{ kind: 'full', mailbox: 'ann' }]);
      expect([await all('ann', 'delivery'), await all('bob', 'delivery')]).toEqual([[], []]);
      const exact = { messages: 1, bytes: 5 };
      expect(await accept('hello', [to('ann', exact)])).toMatchObject([{ kind: 'accepted' }]);
      expect(await accept('', [to('ann', exact)])).toMatchObject([{ kind: 'full' }]);
      // What has left the delivery folder is not counted.
      await acquire('ann', 'move=1');
      expect(await accept('hello', [to('ann', exact)])).toMatchObject([{ kind: 'accepted', id: 2 }]);
      expect(await store.totals('ann')).toEqual({ waiting: 1, waitingBytes: 5, processed: 1, processedBytes: 5 });
      expect(await store.totals('nobody')).toEqual({ waiting: 0, waitingBytes: 0, processed: 0, processedBytes: 0 });
      expect(await store.totalsOfAll()).toEqual(await store.totals('ann'));
    });

    test('bodies of any size come back byte for byte, whole or from a byte on', async () => {
      const { send, acquire, bytesOf, ask } = await prepare();
      for (const [place, size] of [0, 1, 262_143, 262_144, 262_145, 700_000].entries()) {
        const bytes = Buffer.alloc(size, `${place} body`);
        const { uid, id } = await send('ann', bytes);
        const get = async (from?: number) =>
          bytesOf((await acquire('ann', `get=${id}`, { ...(from !== undefined && { resume: { uid, from } }) })).messages[0]);
        expect((await get()).equals(bytes), `${size} bytes`).toBe(true);
        for (const from of [1, 262_143, 262_144, size - 1])
          if (from < size && from > 0) expect((await get(from)).equals(bytes.subarray(from)), `${size} bytes from ${from}`).toBe(true);
        expect(await ask('ann', `get=${id}`, { resume: { uid, from: size } })).toEqual({ kind: 'unsatisfiable', size });
        expect(await ask('ann', `get=${id}`, { resume: { uid: randomUUID(), from: 0 } })).toEqual({ kind: 'other-message' });
      }
    });

    test('a body that was discarded, or whose source fails, leaves nothing behind', async () => {
      const { store, submission, all } = await prepare();
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield new Uint8Array(600_000);
        throw new Error('the client went away');
      }
      await expect(store.write(broken())).rejects.toThrow('went away');
      const discarded = await submission(new Uint8Array(600_000), [{ mailbox: 'ann', uid: randomUUID() }]);
      await store.discard(discarded.body);
      await expect(store.accept(discarded)).rejects.toThrow();
      expect(await all('ann', 'delivery')).toEqual([]);
    });
  });

  describe(`${name}: acquisition`, () => {
    test('sends the first at or after `get` that fits, and says what is stored behind it', async () => {
      const { send, acquire } = await prepare();
      for (const text of ['12345', '1', '123', '']) await send('ann', text);
      const answer = async (query: string) => {
        const { messages, next, done, occupancy } = await acquire('ann', query);
        return [messages.map(({ id }) => id), next, done, occupancy.smallest, occupancy.first];
      };
      expect(await answer('get=0')).toEqual([[1], 2, 0, 1, 1]);
      expect(await answer('get=0&room=4')).toEqual([[2], 3, 0, 1, 1]);
      expect(await answer('get=3')).toEqual([[3], 4, 0, 1, 1]);
      expect(await answer('get=4')).toEqual([[4], 0, 0, 1, 1]);
      expect(await answer('get=5')).toEqual([[], 0, 0, 1, 1]);
      expect(await answer('room=0')).toEqual([[], 1, 0, 1, 1]);
      expect(await answer('get=0&room=0')).toEqual([[], 1, 0, 1, 1]);
      // Nothing fits: `next` is what is stored at or after `get`.
      expect(await answer('get=3&room=0&delete=4')).toEqual([[], 3, 1, 1, 1]);
      expect(await answer('delete=1-3')).toEqual([[], 0, 3, 0, 0]);
    });

    test('several at once share the room, each with the next of its own', async () => {
      const { send, acquire } = await prepare();
      for (const text of ['12345', '1', '123', '']) await send('ann', text);
      const answer = async (query: string) => (await acquire('ann', query)).messages.map(({ id, next }) => [id, next]);
      expect(await answer('get=0&max=1')).toEqual([[1, 2]]);
      expect(await answer('get=2&max=9')).toEqual([
        [2, 3],
        [3, 4],
        [4, 0],
      ]);
      expect(await answer('get=0&max=9&room=5')).toEqual([[1, 2]]);
      expect(await answer('get=0&max=9&room=4')).toEqual([
        [2, 3],
        [3, 4],
      ]);
      expect((await acquire('ann', 'get=0&max=9&room=0')).messages).toEqual([]);
    });

    test('a mailbox that is not shared belongs to the first device; another takes it over', async () => {
      const { store, send, ask, acquire } = await prepare();
      await send('ann');
      const as = (device: string, shared = false) => ask('ann', 'delete=1', { device, shared });
      await acquire('ann', 'get=0', { device: 'desk' });
      expect(await as('phone')).toEqual({ kind: 'other-device', device: 'desk' });
      expect((await store.occupancy('ann')).waiting).toBe(1);
      // Who gives no name is not judged.
      expect((await acquire('ann', 'get=0')).messages).toHaveLength(1);
      expect(await store.claim('ann', 'phone', false, false, start)).toEqual({ kind: 'other-device', device: 'desk' });
      expect(await store.claim('ann', 'phone', true, false, start)).toEqual({ kind: 'owner' });
      expect(await store.claim('ann', 'phone', false, true, start)).toEqual({ kind: 'owner', before: 'desk' });
      expect(await as('desk')).toEqual({ kind: 'other-device', device: 'phone' });
      expect(await as('desk', true)).toMatchObject({ kind: 'answered', done: 1 });
      expect(await store.forgetDevice('ann', 'phone')).toBe(true);
      expect(await store.forgetDevice('ann', 'phone')).toBe(false);
      expect(await store.claim('ann', 'desk', false, false, start)).toEqual({ kind: 'owner' });
      expect((await store.activity({ kinds: ['taken-over'], limit: 9 })).entries).toMatchObject([
        { mailbox: 'ann', at: start, detail: { device: 'phone', before: 'desk' } },
      ]);
    });

    test('occupancy tells what waits, and the last id ever given', async () => {
      const { store, send, acquire } = await prepare();
      expect(await store.occupancy('ann')).toEqual({ waiting: 0, waitingBytes: 0, smallest: 0, first: 0, lastId: 0 });
      await send('ann', '123');
      await send('ann', '');
      expect(await store.occupancy('ann')).toEqual({ waiting: 2, waitingBytes: 3, smallest: 1, first: 1, lastId: 2 });
      await acquire('ann', 'delete=1-2');
      expect(await store.occupancy('ann')).toEqual({ waiting: 0, waitingBytes: 0, smallest: 0, first: 0, lastId: 2 });
    });
  });

  describe(`${name}: instructions`, () => {
    const tailOf = (uid: string): string => uid.replaceAll('-', '').slice(-12);

    test('delete and move are carried out once and stay done; what was never given is not', async () => {
      const { send, acquire, all, kinds, store } = await prepare();
      const [one, two] = [await send('ann'), await send('ann')];
      for (const repeated of [1, 2, 3]) {
        const query = repeated === 3 ? `delete=2&move=1~${tailOf(one.uid)}` : `move=2&delete=1~${tailOf(one.uid)}`;
        const { done, refused, moved } = await acquire('ann', query);
        expect([done, refused.size, moved]).toEqual([2, 0, repeated === 1 ? 1 : 0]);
      }
      expect([await all('ann', 'delivery'), await all('ann', 'processed')]).toEqual([[], [2]]);
      expect([await kinds(one.uid), await kinds(two.uid)]).toEqual([
        ['accepted', 'deleted'],
        ['accepted', 'moved'],
      ]);
      expect([(await store.status(one.uid))?.state, (await store.status(two.uid))?.state]).toEqual(['deleted', 'moved']);
      const { done, refused } = await acquire('ann', 'delete=3,9&move=2~000000000000');
      expect([done, [...refused]]).toEqual([
        0,
        [
          [3, 'unknown'],
          [9, 'unknown'],
          [2, 'mismatch'],
        ],
      ]);
      // Nobody's word is kept for a message that comes later.
      await send('ann');
      expect(await all('ann', 'delivery')).toEqual([3]);
    });

    test('forward hands the bytes on under a uid of their own, and each knows of the other', async () => {
      const { send, acquire, bytesOf, store, all } = await prepare();
      const bytes = Buffer.alloc(600_000, 'forwarded');
      const { uid } = await send('ann', bytes);
      const first = await acquire('ann', 'forward=1&to=bob');
      expect([first.done, first.forwardedTo]).toEqual([1, ['bob']]);
      const again = await acquire('ann', 'forward=1&to=bob');
      expect([again.done, again.forwardedTo, await all('bob', 'delivery')]).toEqual([1, [], [1]]);
      expect((await bytesOf((await acquire('bob', 'get=0')).messages[0])).equals(bytes)).toBe(true);
      const status = await store.status(uid);
      expect(status).toMatchObject({ state: 'forwarded', forwarded: { mailbox: 'bob', state: 'acquired', id: 1 } });
      expect(await store.detail(status?.forwarded?.uid ?? '', policies, start)).toMatchObject({
        origin: uid,
        envelope: { via: 'forward' },
      });
    });

    test('forward into a full mailbox is refused, and the message stays', async () => {
      const { send, acquire, all } = await prepare();
      await send('ann');
      const { done, refused } = await acquire('ann', 'forward=1&to=bob', { quotas: new Map([['bob', { messages: 0, bytes: null }]]) });
      expect([done, [...refused], await all('ann', 'delivery')]).toEqual([0, [[1, 'full']], [1]]);
    });

    test('return ends a message with its reason, which the sender reads', async () => {
      const { send, acquire, store } = await prepare();
      const { uid } = await send('ann');
      expect((await acquire('ann', 'return=1&reason=not%20mine')).done).toBe(1);
      expect((await acquire('ann', 'return=1&reason=other')).done).toBe(1);
      expect(await store.status(uid)).toMatchObject({
        state: 'returned',
        history: [{ kind: 'accepted' }, { kind: 'returned', detail: { reason: 'not mine' } }],
      });
    });

    test('what needs the message itself comes too late for one that has ended', async () => {
      const { send, acquire } = await prepare();
      for (const _ of [1, 2, 3, 4]) await send('ann');
      await acquire('ann', 'delete=1&move=2&return=3&forward=4&to=bob');
      const late = await acquire('ann', 'forward=1-3&to=bob&return=4');
      expect([...late.refused]).toEqual([
        [1, 'deleted'],
        [2, 'moved'],
        [3, 'returned'],
        [4, 'forwarded'],
      ]);
    });

    test('sendings of one message to one device are one step of its history, counted', async () => {
      const { send, acquire, store } = await prepare();
      const { uid } = await send('ann');
      for (const at of [1, 2, 3]) await acquire('ann', 'get=0', { device: 'desk', at: start + at });
      await acquire('ann', 'get=0', { at: start + 4 });
      expect((await store.status(uid))?.history).toEqual([
        { kind: 'accepted', at: start },
        { kind: 'acquired', at: start + 1, detail: { device: 'desk', times: 3, last: new Date(start + 3).toISOString() } },
        { kind: 'acquired', at: start + 4 },
      ]);
    });
  });

  describe(`${name}: listing`, () => {
    /** 12 messages, apart by an hour: their ids, oldest first. */
    const fill = async (send: ReturnType<typeof withHands>['send']): Promise<void> => {
      for (let n = 1; n <= 12; n += 1)
        await send(n % 3 === 0 ? 'bob' : 'ann', 'x'.repeat(n), {
          at: start + n * second,
          subject: `Letter ${n}`,
          sender: n % 2 === 0 ? 'Eve <eve@example.org>' : 'bob@example.org',
          type: n % 4 === 0 ? 'image/png' : 'text/plain',
        });
    };

    test('pages of any size hold every message once, in either order, of one mailbox and of all', async () => {
      const { send, page } = await prepare();
      await fill(send);
      for (const order of ['oldest', 'newest'] as const)
        for (const mailbox of ['ann', undefined])
          for (const limit of [1, 2, 3, 4, 7, 8, 12, 200]) {
            const found: number[] = [];
            let after: ListQuery['after'];
            for (;;) {
              const { messages, next } = await page({
                order,
                limit,
                filter: mailbox === undefined ? {} : { mailbox },
                ...(after && { after }),
              });
              expect(messages.length).toBeLessThanOrEqual(limit);
              found.push(...messages.map(({ size }) => size));
              if (!next) break;
              after = next;
            }
            const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].filter((n) => mailbox === undefined || n % 3 !== 0);
            expect(found, `${order} ${mailbox} ${limit}`).toEqual(order === 'oldest' ? sizes : sizes.toReversed());
          }
    });

    test('a page begins behind as many as it shall pass over, from either end, with held ones among them, of one mailbox and of all', async () => {
      const { store, send, acquire, page } = await prepare();
      await fill(send);
      const { messages } = await page({ filter: {} });
      await store.act(
        'hold',
        [1, 4, 5, 9].map((at) => messages[at]?.uid ?? ''),
        {},
        start,
      );
      for (const folder of ['delivery', 'processed'] as const) {
        for (const order of ['oldest', 'newest'] as const)
          for (const filter of [{ mailbox: 'ann' }, {}, { since: start + 3 * second }, { mailbox: 'ann', before: start + 9 * second }]) {
            const sizes = async (more: Partial<ListQuery>): Promise<number[]> =>
              (await page({ folder, order, filter, ...more })).messages.map(({ size }) => size);
            const whole = await sizes({});
            for (let skip = 0; skip <= whole.length + 2; skip += 1) {
              const part = await page({ folder, order, filter, skip, limit: 3 });
              expect(
                part.messages.map(({ size }) => size),
                `${order} ${skip}`,
              ).toEqual(whole.slice(skip, skip + 3));
              expect(part.looked).toBe(part.messages.length);
            }
            const { next } = await page({ folder, order, filter, limit: 2 });
            if (next) expect(await sizes({ after: next, skip: 3 })).toEqual(whole.slice(5));
          }
        await acquire('ann', 'move=1-100');
      }
    });

    test('what is passed over is counted whether the filter wants it or not, and what was looked at is told', async () => {
      const { send, page } = await prepare();
      await fill(send);
      const found = await page({ filter: { type: 'image/' }, skip: 5 });
      expect(found.messages.map(({ size }) => size)).toEqual([8, 12]);
      expect(found).toMatchObject({ looked: 7, next: null });
      expect(await page({ filter: { type: 'image/' }, limit: 1 })).toMatchObject({ looked: 4, messages: [{ size: 4 }] });
      expect(await page({ filter: { mailbox: 'nobody' }, skip: 5 })).toEqual({ messages: [], looked: 0, next: null });
    });

    test('messages of one moment keep an order over pages', async () => {
      const { send, page } = await prepare();
      for (let n = 0; n < 5; n += 1) await send('ann', 'x');
      const one = await page({ limit: 2 });
      const two = await page({ limit: 9, ...(one.next && { after: one.next }) });
      expect([...one.messages, ...two.messages].map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
    });

    test.each<[Filter, number[]]>([
      [{ since: start + 10 * second }, [10, 11, 12]],
      [{ before: start + 3 * second }, [1, 2]],
      [{ since: start + 2 * second, before: start + 4 * second }, [2, 3]],
      [{ sender: 'EVE' }, [2, 4, 6, 8, 10, 12]],
      [{ subject: 'letter 1' }, [1, 10, 11, 12]],
      [{ type: 'IMAGE/' }, [4, 8, 12]],
      [{ minSize: 11 }, [11, 12]],
      [{ maxSize: 2 }, [1, 2]],
      [{ minSize: 2, maxSize: 4, sender: 'eve', mailbox: 'ann' }, [2, 4]],
      [{ mailbox: 'nobody' }, []],
      [{ held: true }, [5, 6]],
      [{ held: false, minSize: 4, maxSize: 7 }, [4, 7]],
      [{ endsBefore: start + 63 * second }, [1, 2]],
      [{ endsBefore: start }, []],
    ])('the filter %j finds what it says', async (filter, sizes) => {
      const { send, page, store } = await prepare();
      await fill(send);
      const { messages } = await page({ filter: { minSize: 5, maxSize: 6 } });
      await store.act(
        'hold',
        messages
          .map(({ uid }) => uid)
          .concat((await page({ filter: { mailbox: 'bob', minSize: 6, maxSize: 6 } })).messages.map(({ uid }) => uid)),
        byAdmin,
        start,
      );
      const found = await page({ filter, policies: { default: policyOf(60, null), own: new Map() } });
      expect(found.messages.map(({ size }) => size)).toEqual(sizes);
    });

    test('a page left in the middle hides nothing that comes after it', async () => {
      const { send, page, store, kinds } = await prepare();
      const { uid } = await send('ann');
      await send('ann');
      await page({ limit: 1 });
      await page({ limit: 1, filter: {} });
      await store.act('delete', [uid], byAdmin, start);
      expect(await kinds(uid)).toEqual(['accepted', 'deleted']);
      expect((await page()).messages).toHaveLength(1);
    });

    test('a filter that finds little is answered in pieces, none of which is lost', async () => {
      const { accept, send, page } = await prepare();
      const many = Array.from({ length: 20_500 }, (_, n) => ({ mailbox: `m${n}`, uid: randomUUID() }));
      await accept('x', many);
      await send('ann', 'x', { subject: 'needle', at: start + 1 });
      const found: string[] = [];
      let pieces = 0;
      for (let after: ListQuery['after']; ; pieces += 1) {
        const { messages, next } = await page({ limit: 5, filter: { subject: 'NEEDLE' }, ...(after && { after }) });
        found.push(...messages.map(({ mailbox }) => mailbox));
        if (!next) break;
        after = next;
      }
      expect([found, pieces > 0]).toEqual([['ann'], true]);
    });

    test('every message says when it ends and by which rule', async () => {
      const { send, acquire, page, store } = await prepare();
      for (let n = 0; n < 6; n += 1) await send('ann', 'x', { at: start + n });
      await acquire('ann', 'move=1-4', { at: start + 10 });
      await acquire('ann', 'get=5', { at: start + 20 });
      const held = (await page({ folder: 'processed', limit: 1 })).messages[0];
      await store.act('hold', [held?.uid ?? ''], byAdmin, start);
      const ends = async (folder: 'delivery' | 'processed', own: Retention) =>
        (await page({ folder, policies: { default: keepAll, own: new Map([['ann', own]]) }, at: start + 60 * second })).messages.map(
          (m) => m.ends,
        );
      expect(await ends('processed', policyOf(null, 1, 2))).toEqual([
        null,
        { at: start + 10, rule: 'processed-count' },
        { at: start + 10 + second, rule: 'processed-age' },
        { at: start + 10 + second, rule: 'processed-age' },
      ]);
      // Sent and not yet instructed: a while of grace.
      expect(await ends('delivery', policyOf(60, null))).toEqual([
        { at: start + 20 + 15 * 60 * second, rule: 'delivery-age' },
        { at: start + 5 + 60 * second, rule: 'delivery-age' },
      ]);
      expect(await ends('delivery', keepAll)).toEqual([null, null]);
    });
  });

  describe(`${name}: one message`, () => {
    test('its detail says everything, its body can be read without a mark on it', async () => {
      const { send, store, kinds } = await prepare();
      const { uid, id } = await send('ann', 'hello', { envelope: { via: 'smtp', to: ['ann@x'] } });
      const opened = await store.open(uid);
      expect([Buffer.from(opened?.head ?? []).toString(), opened?.mailbox, opened?.size]).toEqual(['hello', 'ann', 5]);
      expect(await kinds(uid)).toEqual(['accepted']);
      expect(await store.detail(uid, policies, start)).toEqual({
        ...{ uid, id, mailbox: 'ann', folder: 'delivery', size: 5, type: 'text/plain', subject: 'hello', sender: 'bob@example.org' },
        ...{ acceptedAt: start, enteredAt: start, sentAt: null, held: false, ends: null, origin: uid, state: 'waiting' },
        sha256: Uint8Array.from(createHash('sha256').update('hello').digest()),
        envelope: { via: 'smtp', to: ['ann@x'] },
        history: [{ kind: 'accepted', at: start }],
      });
      const nobody = randomUUID();
      expect([await store.open(nobody), await store.detail(nobody, policies, start), await store.status(nobody)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    });

    test('notification and deferral are steps of it, and states until its device comes', async () => {
      const { send, acquire, store, kinds } = await prepare();
      const { uid } = await send('ann');
      const note = (kind: 'notified' | 'deferred', at: number) =>
        store.note([{ mailbox: 'ann', device: 'desk', kind, at: start + at, ...(kind === 'notified' && { waiting: 1, lastId: 1 }) }], []);
      await note('notified', 1);
      expect((await store.status(uid))?.state).toBe('notified');
      await note('deferred', 2);
      expect([await kinds(uid), (await store.status(uid))?.state]).toEqual([['accepted', 'notified', 'deferred'], 'deferred']);
      await acquire('ann', 'get=0', { device: 'desk', at: start + 3 });
      expect((await store.status(uid))?.state).toBe('acquired');
    });

    test('redelivery, deletion, hold and release, of known messages and of the mailbox alone', async () => {
      const { send, acquire, all, kinds, store } = await prepare();
      const [one, two, three] = [await send('ann', 'one'), await send('ann'), await send('ann')];
      await acquire('ann', 'move=1&delete=3');
      const act = async (action: Parameters<Store['act']>[0], uids: string[], mailbox?: string) =>
        (await store.act(action, uids, byAdmin, start + 5, mailbox)).map((r) => r.outcome);
      const nobody = randomUUID();
      expect(await act('redeliver', [one.uid, two.uid, three.uid, nobody])).toEqual(['done', 'not-processed', 'ended', 'unknown']);
      expect(await all('ann', 'delivery')).toEqual([2, 4]);
      expect(await store.status(one.uid)).toMatchObject({ id: 4, state: 'waiting' });
      // The id that it had is no message's any more.
      expect((await acquire('ann', 'delete=1')).done).toBe(1);
      expect(await act('hold', [one.uid, one.uid])).toEqual(['done', 'already']);
      expect(await act('release', [one.uid, two.uid])).toEqual(['done', 'already']);
      expect(await act('delete', [two.uid], 'bob')).toEqual(['unknown']);
      expect(await act('delete', [two.uid, two.uid])).toEqual(['done', 'ended']);
      expect(await kinds(one.uid)).toEqual(['accepted', 'moved', 'redelivered', 'held', 'released']);
    });

    test('tombstones: what ended without its device having it, until it says that it has', async () => {
      const { send, acquire, store } = await prepare();
      for (let n = 0; n < 6; n += 1) await send('ann', 'x', { at: start + n });
      const [first] = (await store.list({ folder: 'delivery', filter: { mailbox: 'ann' }, order: 'oldest', limit: 1, policies, at: start }))
        .messages;
      await acquire('ann', 'move=2&delete=3&return=4', { at: start + 10 });
      await store.act('delete', [first?.uid ?? ''], byAdmin, start + 11);
      await store.sweep('ann', policyOf(1, null), start + 5 + second, 100, []);
      const stones = async (after = 0, limit = 10) => (await store.tombstones('ann', after, limit)).map(({ id, because }) => [id, because]);
      expect(await stones()).toEqual([
        [4, 'returned'],
        [1, 'deleted'],
        [5, 'expired'],
        [6, 'expired'],
      ]);
      const [one] = await store.tombstones('ann', 0, 1);
      expect(one).toMatchObject({ id: 4, size: 1, subject: 'hello', acceptedAt: start + 3, endedAt: start + 10 });
      expect(await stones(one?.tombstone, 1)).toEqual([[1, 'deleted']]);
      // Its instruction came late: the device has it.
      expect((await acquire('ann', 'move=5')).done).toBe(1);
      expect(await stones(one?.tombstone)).toEqual([
        [1, 'deleted'],
        [6, 'expired'],
      ]);
      expect(await store.tombstones('nobody', 0, 10)).toEqual([]);
    });

    test('a mailbox that was removed is emptied in pieces, and its ids stay given', async () => {
      const { send, acquire, store, all } = await prepare();
      for (let n = 0; n < 5; n += 1) await send('ann');
      await acquire('ann', 'move=1-2', { device: 'desk' });
      const aside = (await store.retire('ann', 5)) ?? '';
      expect(await store.retired()).toEqual([aside]);
      expect([await store.empty(aside, byAdmin, start, 3), await store.empty(aside, byAdmin, start, 3)]).toEqual([3, 2]);
      expect(await store.retired()).toEqual([]);
      expect(await store.retire('nobody', 5)).toBeUndefined();
      expect(await store.empty('nobody', byAdmin, start, 3)).toBe(0);
      expect(await store.totals('ann')).toEqual({ waiting: 0, waitingBytes: 0, processed: 0, processedBytes: 0 });
      expect(await store.claim('ann', 'phone', false, false, start)).toEqual({ kind: 'owner' });
      await send('ann');
      expect(await all('ann', 'delivery')).toEqual([6]);
    });
  });

  describe(`${name}: retention`, () => {
    test('removes what is due in batches, the oldest first, with its rule; and tells when the next is', async () => {
      const { send, acquire, store, all, kinds } = await prepare();
      for (let n = 0; n < 6; n += 1) await send('ann', 'x', { at: start + n * second });
      await acquire('ann', 'move=1-3', { at: start + 10 * second });
      const policy = policyOf(60, 100, 1);
      const sweep = (at: number, limit = 100, sending: string[] = []) => store.sweep('ann', policy, at, limit, sending);
      expect(await sweep(start + 10 * second, 1)).toMatchObject({ removed: [{ id: 1, rule: 'processed-count' }], braked: [], more: true });
      expect(await sweep(start + 10 * second)).toMatchObject({ removed: [{ id: 2, rule: 'processed-count' }], more: false });
      expect(await store.nextDue('ann', policy, start)).toBe(start + 63 * second);
      const due = await sweep(start + 64 * second);
      expect(due.removed.map(({ id, rule }) => [id, rule])).toEqual([
        [4, 'delivery-age'],
        [5, 'delivery-age'],
      ]);
      expect([await all('ann', 'delivery'), await all('ann', 'processed')]).toEqual([[6], [3]]);
      expect(await kinds(due.removed[0]?.uid ?? '')).toEqual(['accepted', 'expired']);
      expect(await store.nextDue('ann', keepAll, start)).toBeUndefined();
      expect(await store.sweep('nobody', policy, start, 100, [])).toEqual({ removed: [], braked: [], more: false, left: false });
      expect(await store.nextDue('nobody', policy, start)).toBeUndefined();
    });

    test('leaves what is held, what is being sent, and what was sent a moment ago', async () => {
      const { send, acquire, store, all } = await prepare();
      const [one, two] = [await send('ann'), await send('ann')];
      await send('ann');
      await store.act('hold', [one.uid], byAdmin, start);
      await acquire('ann', 'get=3', { at: start + second });
      const policy = policyOf(1, null);
      expect((await store.sweep('ann', policy, start + 2 * second, 100, [two.uid])).removed).toEqual([]);
      expect((await store.sweep('ann', policy, start + 2 * second, 100, [])).removed.map(({ id }) => id)).toEqual([2]);
      const grace = start + second + 15 * 60 * second;
      expect(await store.nextDue('ann', policy, start)).toBe(grace);
      expect((await store.sweep('ann', policy, grace - 1, 100, [])).removed).toEqual([]);
      expect((await store.sweep('ann', policy, grace, 100, [])).removed.map(({ id }) => id)).toEqual([3]);
      expect(await all('ann', 'delivery')).toEqual([1]);
    });

    test('more than 100, and more than half, wait for an administrator, who allows what was counted', async () => {
      const { send, store, all } = await prepare();
      await Promise.all(Array.from({ length: 150 }, () => send('ann')));
      const policy = policyOf(1, null);
      const at = start + second;
      expect(await store.sweep('ann', policy, at, 100, [])).toEqual({ removed: [], braked: ['delivery'], more: false, left: false });
      await store.sweep('ann', policy, at + 9, 100, []);
      expect(await store.nextDue('ann', policy, start)).toBeUndefined();
      expect(await store.brakes({ default: policy, own: new Map() }, at)).toEqual([
        { mailbox: 'ann', folder: 'delivery', due: 150, bytes: 150, stored: 150, since: at },
      ]);
      expect(await store.brakes({ default: policy, own: new Map([['ann', keepAll]]) }, at)).toMatchObject([{ due: 0 }]);
      expect((await store.activity({ kinds: ['braked'], limit: 9 })).entries).toHaveLength(1);
      expect(await store.allow('ann', 'delivery', policy, 149, at, false)).toBe(150);
      expect((await store.sweep('ann', policy, at, 100, [])).braked).toEqual(['delivery']);
      expect(await store.allow('ann', 'delivery', policy, 150, at, true)).toBe(150);
      expect(await store.sweep('ann', policy, at, 100, [])).toMatchObject({ braked: [], more: true });
      expect((await store.sweep('ann', policy, at, 100, [])).removed).toHaveLength(50);
      expect([await all('ann', 'delivery'), await store.brakes({ default: policy, own: new Map() }, at)]).toEqual([[], []]);
      expect(await store.allow('nobody', 'delivery', policy, 5, at, false)).toBe(0);
    });

    test('a brake is taken off when nothing is due any more', async () => {
      const { send, store } = await prepare();
      await Promise.all(Array.from({ length: 150 }, () => send('ann')));
      await store.sweep('ann', policyOf(1, null), start + second, 100, []);
      await store.sweep('ann', keepAll, start + second, 100, []);
      expect(await store.brakes({ default: keepAll, own: new Map() }, start)).toEqual([]);
    });

    test('what a preview announces for a day is what has gone by its end', { timeout: 60_000 }, async () => {
      const age = fc.option(fc.constantFrom(1, 3_600, 43_200, 86_400, 86_401, 5 * 86_400, 29 * 86_400, 31 * 86_400));
      const message = fc.record({
        at: fc.integer({ min: -20 * 24, max: 0 }).map((hours) => hours * 3_600 * second),
        size: fc.nat(20),
        fate: fc.constantFrom('waits', 'sent', 'moved', 'held'),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(message, { maxLength: 12 }),
          fc.record({ delivery: age, processed: age, count: fc.option(fc.nat(4)) }),
          async (messages, { delivery, processed, count }) => {
            const { store, send, acquire } = withHands(await openStore());
            const policy = policyOf(delivery, processed, count);
            for (const { at, size, fate } of messages) {
              const { uid, id } = await send('ann', 'x'.repeat(size), { at: start + at });
              const now = start + at + (fate === 'moved' ? 1_800 * second : 1);
              if (fate === 'held') await store.act('hold', [uid], byAdmin, start);
              if (fate === 'sent') await acquire('ann', `get=${id}`, { at: Math.min(now, start) });
              if (fate === 'moved') await acquire('ann', `move=${id}`, { at: Math.min(now, start) });
            }
            const preview = await store.preview(['ann'], policy, policy, start);
            for (let days = 0; days <= 30; days += 1) {
              const before = await store.totals('ann');
              while ((await store.sweep('ann', policy, start + days * day, 5, [])).more);
              const after = await store.totals('ann');
              for (const { folder, now, days: announced } of preview) {
                const [counted, sized] =
                  folder === 'delivery' ? (['waiting', 'waitingBytes'] as const) : (['processed', 'processedBytes'] as const);
                const expected = days === 0 ? now : announced[days - 1];
                expect({ count: before[counted] - after[counted], bytes: before[sized] - after[sized] }, `${folder} ${days}`).toEqual(
                  expected,
                );
              }
            }
            for (const { stored, first } of preview) {
              expect(first.length).toBeLessThanOrEqual(10);
              expect(stored.count).toBeGreaterThanOrEqual(first.length);
              for (const { ends } of first) expect(ends?.at).toBeLessThanOrEqual(start + 30 * day);
            }
            await store.close();
          },
        ),
        { numRuns: 25 },
      );
    });

    test('a preview touches nothing', async () => {
      const { send, store, all } = await prepare();
      await send('ann');
      const preview = await store.preview(['ann'], policyOf(1, 1, 0), policyOf(1, 1, 0), start + day);
      expect(preview).toMatchObject([
        { folder: 'delivery', stored: { count: 1, bytes: 1 }, now: { count: 1, bytes: 1 }, first: [{ id: 1 }] },
        { folder: 'processed', stored: { count: 0 }, now: { count: 0 }, first: [] },
      ]);
      expect(preview.map(({ days }) => days.length)).toEqual([30, 30]);
      expect(await all('ann', 'delivery')).toEqual([1]);
      expect(await store.preview(['nobody'], policyOf(1, 1, 0), policyOf(1, 1, 0), start)).toMatchObject([
        { stored: { count: 0 } },
        { stored: { count: 0 } },
      ]);
    });
  });

  describe(`${name}: records`, () => {
    test('records of what ended are forgotten when they are old, and the newest step never', async () => {
      const { send, acquire, store, all } = await prepare();
      const [one, two] = [await send('ann'), await send('ann')];
      await acquire('ann', 'delete=1', { at: start + 1 });
      await store.record({ kind: 'policy-changed', at: start + 2, mailbox: 'ann', detail: byAdmin });
      await acquire('ann', 'delete=2', { at: start + 3 });
      expect(await store.prune(start + 1, start, 10)).toBe(0);
      expect(await store.prune(start + 100, start, 1)).toBeGreaterThan(0);
      while ((await store.prune(start + 100, start, 10)) >= 10);
      expect(await store.status(one.uid)).toBeUndefined();
      // The cursor of the activity counts from it.
      expect(await store.status(two.uid)).toBeDefined();
      expect((await acquire('ann', 'delete=1')).done).toBe(1);
      await send('ann');
      expect(await all('ann', 'delivery')).toEqual([3]);
    });

    test('what cannot go yet is not counted as gone', async () => {
      const { send, acquire, store } = await prepare();
      await send('ann');
      await acquire('ann', 'delete=1', { at: start + 1 });
      expect(await store.prune(start + 100, start, 1)).toBe(0);
    });

    test('the ledger has lines of devices, the newest first, and what they last did', async () => {
      const { send, store } = await prepare();
      await send('ann');
      const line = (kind: 'connected' | 'notified' | 'retried' | 'acquired' | 'deferred' | 'closed', at: number, device = 'desk') => ({
        mailbox: 'ann',
        device,
        kind,
        at: start + at,
        ...(kind === 'acquired' && { room: 500 }),
        ...(kind === 'notified' && { waiting: 1, lastId: 1 }),
      });
      await store.note([line('connected', 1), line('notified', 2), line('retried', 3)], [{ token: 'abc', at: start + 9 }]);
      expect(await store.devices('ann')).toMatchObject([
        { device: 'desk', firstAt: start + 1, lastAt: start + 1, notifiedAt: start + 3, retries: 1 },
      ]);
      await store.note([line('acquired', 4), line('deferred', 5), line('connected', 6, '')], [{ token: 'abc', at: start + 10 }]);
      expect(await store.devices()).toMatchObject([
        { device: '', retries: 0, deferredAt: null },
        { device: 'desk', lastAt: start + 5, acquiredAt: start + 4, deferredAt: start + 5, room: 0, retries: 0, owner: false },
      ]);
      expect(await store.devices('nobody')).toEqual([]);
      const lines = await store.ledger('ann', undefined, 4);
      expect(lines.map(({ kind }) => kind)).toEqual(['connected', 'deferred', 'acquired', 'retried']);
      expect((await store.ledger('ann', lines.at(-1)?.entry, 4)).map(({ kind, waiting }) => [kind, waiting])).toEqual([
        ['notified', 1],
        ['connected', null],
      ]);
      expect(await store.tokenUses()).toEqual(new Map([['abc', start + 10]]));
      expect(await store.prune(start, start + 30 * day + 4, 2)).toBe(2);
      expect(await store.prune(start, start + 30 * day + 4, 2)).toBe(1);
      expect((await store.ledger('ann', undefined, 10)).map(({ at }) => at)).toEqual([start + 6, start + 5, start + 4]);
    });

    test('the activity is every step and every deed: on from a cursor, or back from the newest', async () => {
      const { send, acquire, store } = await prepare();
      const { uid } = await send('ann');
      await send('bob');
      await acquire('ann', 'move=1', { at: start + 1 });
      await store.record({ kind: 'token-added', at: start + 2, detail: byAdmin });
      await store.record({ kind: 'policy-changed', at: start + 3, mailbox: 'ann', detail: byAdmin });
      const kindsOf = async (query: Parameters<Store['activity']>[0]) => (await store.activity(query)).entries.map(({ kind }) => kind);
      const everything = ['accepted', 'accepted', 'moved', 'token-added', 'policy-changed'];
      expect(await kindsOf({ after: 0, limit: 9 })).toEqual(everything);
      expect(await kindsOf({ limit: 9 })).toEqual(everything.toReversed());
      expect(await kindsOf({ limit: 9, mailbox: 'ann' })).toEqual(['policy-changed', 'moved', 'accepted']);
      expect(await kindsOf({ limit: 9, kinds: ['moved', 'token-added'] })).toEqual(['token-added', 'moved']);
      const found: string[] = [];
      let before: number | undefined;
      for (;;) {
        const { entries, next } = await store.activity({ limit: 2, ...(before !== undefined && { before }) });
        found.push(...entries.map(({ kind }) => kind));
        if (next === null) break;
        before = next;
      }
      expect(found).toEqual(everything.toReversed());
      expect((await store.activity({ after: 0, limit: 1 })).entries).toEqual([
        {
          ...{ event: expect.any(Number), kind: 'accepted', at: start, mailbox: 'ann', uid, id: 1, detail: null },
          ...{ subject: 'hello', sender: 'bob@example.org', via: 'http' },
        },
      ]);
    });

    test('the activity of a span of time, or of a subject, is what was made in it', async () => {
      const { send, acquire, store } = await prepare();
      for (let n = 1; n <= 9; n += 1) await send('ann', 'x', { at: start + n * second, subject: n % 2 ? `Ödd ${n}` : `even ${n}` });
      await acquire('ann', 'move=3', { at: start + 10 * second });
      const found = async (query: Partial<Parameters<Store['activity']>[0]>) =>
        (await store.activity({ limit: 20, ...query })).entries.map(({ kind, id }) => `${kind} ${id}`);
      const accepted = (...ids: number[]) => ids.map((id) => `accepted ${id}`);
      expect(await found({ since: start + 3 * second, until: start + 6 * second })).toEqual(accepted(5, 4, 3));
      expect(await found({ since: start + 3 * second, until: start + 6 * second, after: 0 })).toEqual(accepted(3, 4, 5));
      expect(await found({ until: start })).toEqual([]);
      expect(await found({ until: start + 1 })).toEqual([]);
      expect(await found({ since: start + 11 * second })).toEqual([]);
      expect(await found({ since: start + 9 * second })).toEqual(['moved 3', ...accepted(9)]);
      expect(await found({ subject: 'öDD' })).toEqual(['moved 3', ...accepted(9, 7, 5, 3, 1)]);
      const { entries, next } = await store.activity({ limit: 2, until: start + 6 * second });
      expect(entries.map(({ id }) => id)).toEqual([5, 4]);
      expect(await found({ until: start + 6 * second, since: start + 3 * second, before: next ?? 0 })).toEqual(accepted(3));
    });

    test('the copies of a submission are found from any of them, and what is no longer on record is named', async () => {
      const { accept, send, acquire, store } = await prepare();
      await send('ann', 'before');
      const [ann = '', bob = '', eve = ''] = [randomUUID(), randomUUID(), randomUUID()];
      await accept('to three', [
        { mailbox: 'ann', uid: ann },
        { mailbox: 'bob', uid: bob },
        { mailbox: 'eve', uid: eve },
      ]);
      await send('bob', 'after');
      // From ann's on to cid, and from there to dan.
      await acquire('ann', 'forward=2&to=cid', { at: start + 1, quotas: new Map() });
      await acquire('cid', 'forward=1&to=dan', { at: start + 2, quotas: new Map() });
      await acquire('bob', 'move=1', { at: start + 3 });
      const of = async (uid: string) => await store.copies(uid, policies, start);
      const found = await of(ann);
      expect(found).toMatchObject({ origin: ann, forgotten: [], more: false });
      const copies = found?.copies ?? [];
      expect(copies.map(({ mailbox, state }) => `${mailbox} ${state}`)).toEqual([
        'ann forwarded',
        'bob moved',
        'eve waiting',
        'cid forwarded',
        'dan waiting',
      ]);
      const [, , , cid, dan] = copies;
      expect([cid?.from, dan?.from]).toEqual([ann, cid?.uid]);
      expect(copies.map(({ history }) => history.map(({ kind }) => kind).join(' '))).toEqual([
        'accepted forwarded',
        'accepted moved',
        'accepted',
        'accepted forwarded',
        'accepted',
      ]);
      for (const { uid } of copies) expect(await of(uid)).toEqual(found);
      expect((await of((await send('eve')).uid))?.copies).toHaveLength(1);
      expect(await of(randomUUID())).toBeUndefined();
      // The records of what ended are forgotten in time: ann's first, and then those that it would have led to are found all the same.
      await store.prune(start + 2, start, 1);
      expect((await of(dan?.uid ?? ''))?.forgotten).toEqual([ann]);
      expect((await of(dan?.uid ?? ''))?.copies.map(({ mailbox }) => mailbox)).toEqual(['cid', 'dan']);
      expect((await of(eve))?.copies.map(({ mailbox }) => mailbox)).toEqual(['bob', 'eve']);
    });

    test('a store that was closed says so, and stores nothing', async () => {
      const { store, submission } = await prepare();
      const late = await submission('x', [{ mailbox: 'ann', uid: randomUUID() }]);
      await store.close();
      await expect(store.accept(late)).rejects.toMatchObject({ failure: 'closed' });
      await expect(store.totals('ann')).rejects.toThrow(StorageError);
    });
  });
};
