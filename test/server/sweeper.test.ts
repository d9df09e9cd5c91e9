import { request } from 'node:http';
import type { Readable } from 'node:stream';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { previewDays, type Retention } from '#restante/protocol/retention';
import { createSweeper } from '#restante/server/retention/sweeper';
import { openSqliteStore } from '#restante/server/store/sqlite';
import { temporaryFolder } from '../support/folder.ts';
import { type Inside, startInside } from '../support/inside.ts';
import { call, submit, type Tokens } from '../support/server.ts';
import { waitUntil } from '../support/wait-until.ts';

const day = 86_400;
const start = Date.UTC(2026, 0, 1);
const forEver: Retention = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: null } };
const processedFor = (maxAge: number | null, maxCount: number | null = null): Retention => ({
  ...forEver,
  processed: { maxAge, maxCount },
});

/** A server whose mailbox ann holds so many messages, the first of them in its processed folder. */
const started = async (messages: number, moved = messages) => {
  const server = await startInside(temporaryFolder(), { now: start });
  const ann = await server.addMailbox('ann');
  await server.setRetention('ann', forEver);
  await fill(server, ann, messages, moved);
  return { server, ann };
};

const fill = async (server: Inside, box: Tokens, messages: number, moved = messages): Promise<void> => {
  await Promise.all(Array.from({ length: messages }, (_, at) => submit(server, box.mailbox, box.sendToken, `${at}`)));
  if (moved > 0) await server.admin(`/v1/mailboxes/${box.mailbox}?move=1-${moved}`, 'POST');
};

/** Moves the clock and has retention look: what it does hourly by itself. */
const jump = async (server: Inside, seconds: number, mailbox = 'ann'): Promise<void> => {
  server.clock.now += seconds * 1_000;
  const policy = await server.admin<Retention>(`/v1/mailboxes/${mailbox}/retention`);
  await server.setRetention(mailbox, policy);
  await server.settled();
};

interface Brakes {
  brakes: { mailbox: string; folder: string; due: number; bytes: number; stored: number; since: string }[];
}
const brakes = async (server: Inside) => (await server.admin<Brakes>('/v1/retention/brakes')).brakes;
const count = async (server: Inside, mailbox = 'ann', folder: 'delivery' | 'processed' = 'processed') =>
  (await server.list(mailbox, folder)).length;

describe('the safety brake', () => {
  /** 150 messages a day old and 50 new ones, to be kept for a day: 150 of 200 are due. */
  const mostlyDue = async () => {
    const { server, ann } = await started(150);
    server.clock.now += 2 * day * 1_000;
    await Promise.all(Array.from({ length: 50 }, () => submit(server, 'ann', ann.sendToken, 'new')));
    await server.admin('/v1/mailboxes/ann?move=151-200', 'POST');
    return server;
  };

  it('holds 150 of 200 after a clock that jumped ahead: nothing goes, and everyone who should hears of it', async () => {
    const { server } = await started(200);
    await server.setRetention('ann', processedFor(30 * day));
    await jump(server, 400 * day);
    expect(await count(server)).toBe(200);
    expect(await brakes(server)).toEqual([
      { mailbox: 'ann', folder: 'processed', due: 200, bytes: 490, stored: 200, since: new Date(server.clock.now).toISOString() },
    ]);
    expect(server.logged).toMatchObject([{ level: 40, mailbox: 'ann', folders: ['processed'] }]);
    expect(await server.activity('braked')).toMatchObject([{ mailbox: 'ann', detail: { by: 'retention', folder: 'processed', due: 200 } }]);

    // Looked at again it says nothing new.
    await jump(server, 60);
    expect(server.logged).toHaveLength(1);
    expect(await server.activity('braked')).toHaveLength(1);

    // The clock is set right: the brake is off, and the folder whole.
    await jump(server, -400 * day - 60);
    expect(await brakes(server)).toEqual([]);
    expect(await count(server)).toBe(200);
    expect((await server.activity('expired')).filter(({ mailbox }) => mailbox === 'ann')).toEqual([]);
  });

  it('lets exactly those go that an administrator confirms, and asks anew when there are others', async () => {
    const server = await mostlyDue();
    await server.setRetention('ann', processedFor(day));
    await server.settled();
    expect(await brakes(server)).toMatchObject([{ due: 150, stored: 200 }]);
    await expect(server.admin('/v1/mailboxes/ann/retention/confirmation', 'POST', { folder: 'processed', count: 149 })).rejects.toThrow(
      /removal-changed/,
    );
    await server.admin('/v1/mailboxes/ann/retention/confirmation', 'POST', { folder: 'processed', count: 150 });
    await server.settled();
    expect((await server.list('ann', 'processed')).map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, at) => 151 + at));
    expect(await brakes(server)).toEqual([]);
    expect(await server.activity('removal-confirmed')).toMatchObject([{ mailbox: 'ann', detail: { folder: 'processed', count: 150 } }]);
  });

  it('does not ask for a removal that was previewed and saved', async () => {
    const server = await mostlyDue();
    const { folders } = await server.admin<{ folders: { folder: string; now: { count: number } }[] }>(
      '/v1/mailboxes/ann/retention/preview',
      'POST',
      processedFor(day),
    );
    const announced = folders.map(({ now }) => now.count).join();
    expect(announced).toBe('0,150');
    await server.setRetention('ann', processedFor(day), announced);
    await server.settled();
    expect(await count(server)).toBe(50);
    expect(await server.activity('braked')).toEqual([]);
  });

  it('asks all the same when more is due than the preview announced', async () => {
    const server = await mostlyDue();
    await server.setRetention('ann', processedFor(day), '0,149');
    await server.settled();
    expect(await count(server)).toBe(200);
    expect(await brakes(server)).toMatchObject([{ due: 150 }]);
  });

  it('does not ask for 100 messages, though they are all', async () => {
    const { server } = await started(100);
    await server.setRetention('ann', processedFor(day));
    await jump(server, 2 * day);
    expect(await count(server)).toBe(0);
  });

  it('does not ask for half of a folder, and does for one more', async () => {
    const { server, ann } = await started(150);
    server.clock.now += 2 * day * 1_000;
    await Promise.all(Array.from({ length: 150 }, () => submit(server, 'ann', ann.sendToken, 'new')));
    await server.admin('/v1/mailboxes/ann?move=151-299', 'POST');
    await server.setRetention('ann', processedFor(day));
    await server.settled();
    expect(await brakes(server)).toMatchObject([{ due: 150, stored: 299 }]);
    await server.admin('/v1/mailboxes/ann?move=300', 'POST');
    await server.settled();
    expect(await brakes(server)).toEqual([]);
    expect(await count(server)).toBe(150);
  });

  it('judges each folder for itself: what is allowed in one outlasts the removals from the other', async () => {
    const { server, ann } = await started(150);
    // 150 of 301 undelivered ones go without being asked for, in a first batch of 100 that leaves no place for others.
    await Promise.all(Array.from({ length: 150 }, () => submit(server, 'ann', ann.sendToken, 'old')));
    server.clock.now += 2 * day * 1_000;
    await Promise.all(Array.from({ length: 151 }, () => submit(server, 'ann', ann.sendToken, 'new')));
    await server.setRetention('ann', { delivery: { maxAge: day }, processed: { maxAge: day, maxCount: null } }, '150,150');
    await server.settled();
    expect(await count(server, 'ann', 'delivery')).toBe(151);
    expect(await count(server)).toBe(0);
    expect(await server.activity('braked')).toEqual([]);
  });

  it('of one mailbox does not hold up another', async () => {
    const { server } = await started(150);
    const bob = await server.addMailbox('bob');
    await server.setRetention('bob', processedFor(day));
    await fill(server, bob, 20);
    await server.setRetention('ann', processedFor(day));
    await jump(server, 2 * day);
    await jump(server, 0, 'bob');
    expect(await brakes(server)).toMatchObject([{ mailbox: 'ann', due: 150 }]);
    expect([await count(server), await count(server, 'bob')]).toEqual([150, 0]);
  });

  it('is judged again after an hour by itself, also when the clock was set back meanwhile', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    let now = start;
    const looked: number[] = [];
    const sweeper = createSweeper({
      store: {
        sweep: async (_mailbox, _policy, at) => {
          looked.push(at);
          return { removed: [], braked: at === start ? ['processed'] : [], more: false, left: false };
        },
        nextDue: async () => undefined,
      },
      retention: () => forEver,
      now: () => now,
      sending: () => [],
      removed: () => {},
      braked: () => {},
      failed: () => {},
    });
    sweeper.touch('ann');
    await vi.advanceTimersByTimeAsync(1);
    expect(looked).toEqual([start]);
    now -= 400 * day * 1_000;
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(looked).toEqual([start, now]);
    await sweeper.stop();
  });
});

describe('retention leaves alone', () => {
  it('a message on its way to a device, however long it takes', async () => {
    const { server, ann } = await started(0);
    const { uid } = await submit(server, 'ann', ann.sendToken, Buffer.alloc(10_000_000, 'large '));
    await submit(server, 'ann', ann.sendToken, 'small');
    await server.setRetention('ann', { ...forEver, delivery: { maxAge: day } });
    const slow = await new Promise<Readable>((done, reject) => {
      const options = { headers: { Authorization: `Bearer ${ann.receiveToken}` }, highWaterMark: 1_024, agent: false };
      request(`${server.http}/v1/mailboxes/ann?get=0`, options, (response) => done(response.pause()))
        .on('error', reject)
        .end();
    });
    await jump(server, 3 * day);
    expect(await server.list('ann', 'delivery')).toMatchObject([{ uid }]);
    let bytes = 0;
    for await (const part of slow) bytes += (part as Buffer).length;
    expect(bytes).toBe(10_000_000);
    await jump(server, 0);
    expect(await count(server, 'ann', 'delivery')).toBe(0);
  });

  it('a message that was sent less than 15 min ago and not instructed since', async () => {
    const { server, ann } = await started(2, 0);
    await server.setRetention('ann', { ...forEver, delivery: { maxAge: day } });
    server.clock.now += day * 1_000 - 60_000;
    expect((await call(server, ann.receiveToken, '/v1/mailboxes/ann?get=2')).status).toBe(200);
    await jump(server, 2 * 60);
    expect(await server.list('ann', 'delivery')).toMatchObject([{ id: 2 }]);
    await jump(server, 13 * 60 - 1);
    expect(await count(server, 'ann', 'delivery')).toBe(1);
    await jump(server, 1);
    expect(await count(server, 'ann', 'delivery')).toBe(0);
  });

  it('what is held, and judges it again when it is released; its clock ran on', async () => {
    const { server } = await started(4, 2);
    const uids = [...(await server.list('ann', 'processed')), ...(await server.list('ann', 'delivery'))].map(({ uid }) => uid);
    const [first, , third] = uids;
    await server.admin('/v1/messages/actions', 'POST', { action: 'hold', uids: [first, third] });
    await server.setRetention('ann', { delivery: { maxAge: day }, processed: { maxAge: day, maxCount: null } });
    await jump(server, 50 * day);
    expect(await server.list('ann', 'processed')).toMatchObject([{ id: 1, held: true, ends: null }]);
    expect(await server.list('ann', 'delivery')).toMatchObject([{ id: 3, held: true, ends: null }]);
    await server.admin('/v1/messages/actions', 'POST', { action: 'release', uids: [first, third] });
    await server.settled();
    expect([await count(server), await count(server, 'ann', 'delivery')]).toEqual([0, 0]);
  });

  it('as many of the newest as the number says, the held ones not counted', async () => {
    const { server } = await started(10);
    const [, second, , , , , , eighth] = await server.list('ann', 'processed');
    await server.admin('/v1/messages/actions', 'POST', { action: 'hold', uids: [second?.uid, eighth?.uid] });
    await server.setRetention('ann', processedFor(null, 3));
    await server.settled();
    expect((await server.list('ann', 'processed')).map(({ id }) => id)).toEqual([2, 7, 8, 9, 10]);
  });

  it('the newest by number also when they came under a clock that was ahead', async () => {
    const { server } = await started(5);
    server.clock.now -= 30 * day * 1_000;
    await server.setRetention('ann', processedFor(null, 2));
    await server.settled();
    expect((await server.list('ann', 'processed')).map(({ id }) => id)).toEqual([4, 5]);
  });

  it('mailboxes with a policy of their own when the default changes', async () => {
    const { server } = await started(3);
    const bob = await server.addMailbox('bob');
    await fill(server, bob, 3);
    server.clock.now += 2 * day * 1_000;
    await server.admin('/v1/defaults', 'PUT', { retention: processedFor(day) });
    await server.settled();
    expect([await count(server), await count(server, 'bob')]).toEqual([3, 0]);
    await server.admin('/v1/mailboxes/ann/retention', 'DELETE');
    await server.settled();
    expect(await count(server)).toBe(0);
  });
});

describe('records', () => {
  it('go when their life is over, and a retry is recognised for its 24 h', async () => {
    const data = temporaryFolder();
    const clock = { now: start };
    let server = await startInside(data, clock, 0);
    const ann = await server.addMailbox('ann');
    await server.admin('/v1/defaults', 'PUT', { recordAge: 2 * day });
    const key = { 'Idempotency-Key': 'k' };
    const ended: string[] = [];
    for (const [at, headers] of [{}, key, {}].entries()) {
      clock.now = start + at * 10_000;
      ended.push((await submit(server, 'ann', ann.sendToken, 'hello', headers)).uid);
      await server.admin(`/v1/mailboxes/ann?delete=${at + 1}`, 'POST');
    }
    const [before = '', first = '', behind = ''] = ended;
    // The newest step of all stays as long as it is that.
    await submit(server, 'ann', ann.sendToken, 'behind it');
    const status = async (uid: string) => (await call(server, ann.sendToken, `/v1/submissions/${uid}`)).status;
    /** What is forgotten is forgotten from the oldest on: when the one before it is gone, it has been judged. */
    const gone = (uid: string) => waitUntil(async () => (await status(uid)) === 404);
    const restartAt = async (now: number) => {
      await server.stop();
      clock.now = now;
      server = await startInside(data, clock, 0);
    };
    await restartAt(start + 10_000 + (day - 1) * 1_000);
    expect(await submit(server, 'ann', ann.sendToken, 'hello', key)).toMatchObject({ uid: first });
    await restartAt(start + 2 * day * 1_000 + 5_000);
    await gone(before);
    expect([await status(first), await status(behind)]).toEqual([200, 200]);
    await restartAt(start + 2 * day * 1_000 + 15_000);
    await gone(first);
    expect(await status(behind)).toBe(200);
    // Its id is not given again, and its key is free.
    expect(await submit(server, 'ann', ann.sendToken, 'another', key)).toMatchObject({ id: 5 });
  });

  it('are spared while the clock is not to be trusted', async () => {
    const data = temporaryFolder();
    const clock = { now: start };
    let server = await startInside(data, clock, 0);
    const ann = await server.addMailbox('ann');
    const { uid } = await submit(server, 'ann', ann.sendToken, 'hello');
    await server.admin('/v1/mailboxes/ann?delete=1', 'POST');
    await submit(server, 'ann', ann.sendToken, 'behind it');
    await server.stop();
    // Ten years ahead of the newest event: set wrong, or off for ten years.
    clock.now = start + 10 * 365 * day * 1_000;
    server = await startInside(data, clock, 0);
    await server.settled();
    expect((await call(server, ann.sendToken, `/v1/submissions/${uid}`)).status).toBe(200);
  });
});

describe('a preview', () => {
  const hour = 3_600_000;
  const message = fc.record({
    folder: fc.constantFrom('delivery', 'processed'),
    /** Hours before the preview's clock, or behind it: clocks are set. */
    age: fc.integer({ min: -50, max: 1_000 }),
    size: fc.integer({ min: 0, max: 50 }),
    held: fc.boolean(),
    sent: fc.boolean(),
  });
  const age = fc.option(fc.integer({ min: 1, max: 1_500 }).map((hours) => (hours * hour) / 1_000));
  const policy = fc.record({
    delivery: fc.record({ maxAge: age }),
    processed: fc.record({ maxAge: age, maxCount: fc.option(fc.nat(30)) }),
  });

  it('announces what a sweep then removes: now, and within each of the next 30 days', { timeout: 60_000 }, async () => {
    const store = await openSqliteStore(temporaryFolder());
    onTestFinished(store.close);
    let boxes = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 40 }), policy, async (messages, policy) => {
        boxes += 1;
        const mailbox = `box-${boxes}`;
        for (const [at, { age, size, folder, held, sent }] of messages.entries()) {
          const uid = uuidv7();
          const when = start - age * hour;
          const body = { kind: 'bytes', bytes: new Uint8Array(size) } as const;
          const common = { size, sha256: new Uint8Array(32), type: 'text/plain', subject: '', sender: '', envelope: {} };
          await store.accept({ body, ...common, at: when, copies: [{ mailbox, uid }] });
          const id = at + 1;
          if (sent) await store.acquire(mailbox, { get: id, instructions: [] }, { at: when + hour, shared: true });
          const instructions = [{ verb: 'move', targets: [{ first: id, last: id }] }] as const;
          if (folder === 'processed') await store.acquire(mailbox, { instructions }, { at: when, shared: true });
          if (held) await store.act('hold', [uid], {}, when);
        }
        const previews = await store.preview([mailbox], policy, policy, start);
        const removed = { delivery: { count: 0, bytes: 0 }, processed: { count: 0, bytes: 0 } };
        const sizes = new Map<string, number>();
        for (const folder of ['delivery', 'processed'] as const) {
          const query = {
            folder,
            filter: { mailbox },
            order: 'oldest',
            limit: 100,
            policies: { default: policy, own: new Map() },
            at: start,
          } as const;
          for (const { uid, size } of (await store.list(query)).messages) sizes.set(uid, size);
        }
        for (let ahead = 0; ahead <= previewDays; ahead += 1) {
          const at = start + ahead * day * 1_000;
          const swept = await store.sweep(mailbox, policy, at, 100, []);
          const gone = { delivery: { count: 0, bytes: 0 }, processed: { count: 0, bytes: 0 } };
          for (const { uid, rule } of swept.removed) {
            const folder = rule === 'delivery-age' ? 'delivery' : 'processed';
            gone[folder].count += 1;
            gone[folder].bytes += sizes.get(uid) ?? Number.NaN;
          }
          for (const { folder, now, days } of previews) {
            expect(ahead === 0 ? now : days[ahead - 1], `${folder}, day ${ahead}`).toEqual(gone[folder]);
            removed[folder].count += gone[folder].count;
          }
          // What is due next is said to the millisecond: nothing before it, and something then.
          const next = await store.nextDue(mailbox, policy, at);
          if (next !== undefined) expect(next).toBeGreaterThan(at);
        }
        for (const { folder, first } of previews) expect(first).toHaveLength(Math.min(10, removed[folder].count));
      }),
      { numRuns: Number(process.env.RESTANTE_RUNS ?? 1) * 25 },
    );
  });
});
