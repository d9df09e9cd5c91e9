import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Cap, CapacityPolicy, MessageState } from '#restante/main/inbox/capacity';
import type { Inbox, InboxMessage, Trace } from '#restante/main/inbox/port';
import type { ApiStatus } from '#restante/protocol/api';
import { type ReceiptVerb, receiptVerbs } from '#restante/protocol/instruction';
import { type DeviceHere, deviceOn, expectIntact, openInbox, uniqueBody } from '../support/device-here.ts';
import { type Fault, startFaultyProxy } from '../support/faults.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Clock, type Inside, startInside } from '../support/inside.ts';
import { submit, type Tokens } from '../support/server.ts';

/*
 * Device and server together, through random sequences of everything that senders, the reader, the administrator, the network
 * and the power do. RESTANTE_RUNS=20 makes twenty times as many sequences as `npm test` does; RESTANTE_SHRINK=1 looks for a
 * shorter one when one fails.
 */

const runs = 8 * Number(process.env.RESTANTE_RUNS ?? 1);

type Step =
  | { readonly do: 'submit'; readonly size: number }
  | { readonly do: 'pass' }
  /** The connection is cut within it. */
  | { readonly do: 'cut'; readonly side: Fault['side']; readonly after: number }
  /** The device ends within it, at the n-th thing that it tells. */
  | { readonly do: 'kill'; readonly at: number }
  | { readonly do: 'restart server' }
  | { readonly do: 'mark'; readonly at: number; readonly read?: boolean; readonly protected?: boolean; readonly deleted?: boolean }
  | { readonly do: 'open'; readonly at: number | null }
  | { readonly do: 'purge' }
  | { readonly do: 'cap'; readonly cap: Cap }
  | { readonly do: 'overwrite'; readonly on: boolean }
  | { readonly do: 'after'; readonly verb: ReceiptVerb }
  | { readonly do: 'redeliver'; readonly at: number }
  | { readonly do: 'hold'; readonly at: number }
  | { readonly do: 'expire' };

const at = fc.nat(40);
const sizes = fc.constantFrom(0, 1, 300, 300, 5_000, 5_000, 262_143, 262_144, 262_145, 700_000);
const caps = fc.oneof(
  fc.nat(12).map((limit): Cap => ({ unit: 'messages', limit })),
  fc.constantFrom(0, 400, 6_000, 12_000, 300_000, 1_000_000).map((limit): Cap => ({ unit: 'bytes', limit })),
);
const mark = fc.constantFrom<Partial<Extract<Step, { do: 'mark' }>>>(
  ...[{ read: true }, { read: true }, { read: false }, { protected: true }, { protected: false }, { deleted: true }, { deleted: false }],
);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: sizes.map((size): Step => ({ do: 'submit', size })) },
  { weight: 5, arbitrary: fc.constant<Step>({ do: 'pass' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('cut' as const),
      side: fc.constantFrom('device' as const, 'server' as const),
      after: fc.nat(300_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('cut' as const),
      side: fc.constantFrom('device' as const, 'server' as const),
      after: fc.nat(2_000),
    }),
  },
  { weight: 2, arbitrary: fc.nat(6).map((n): Step => ({ do: 'kill', at: n })) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'restart server' }) },
  { weight: 8, arbitrary: fc.tuple(at, mark).map(([n, marks]): Step => ({ ...marks, do: 'mark', at: n })) },
  { weight: 1, arbitrary: fc.option(at).map((n): Step => ({ do: 'open', at: n })) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'purge' }) },
  { weight: 3, arbitrary: caps.map((cap): Step => ({ do: 'cap', cap })) },
  { weight: 2, arbitrary: fc.boolean().map((on): Step => ({ do: 'overwrite', on })) },
  { weight: 1, arbitrary: fc.constantFrom(...receiptVerbs).map((verb): Step => ({ do: 'after', verb })) },
  { weight: 2, arbitrary: at.map((n): Step => ({ do: 'redeliver', at: n })) },
  { weight: 1, arbitrary: at.map((n): Step => ({ do: 'hold', at: n })) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'expire' }) },
);

const heldIn = async (inbox: Inbox): Promise<InboxMessage[]> => [
  ...(await inbox.page({ folder: 'inbox', limit: 500 })),
  ...(await inbox.page({ folder: 'deleted', limit: 500 })),
];
const costOf = ({ bytes }: { bytes: number }): number => Math.max(1, bytes);
const weigh = ({ unit }: Cap, messages: readonly InboxMessage[]): number =>
  unit === 'messages' ? messages.length : messages.reduce((sum, m) => sum + costOf(m), 0);
const stateOf = (m: InboxMessage): MessageState => (m.deleted ? 'deleted' : m.protected ? 'protected' : m.read ? 'read' : 'unread');

/** Everything of one sequence. */
class World {
  readonly bodies = new Map<string, Buffer>();
  policy: CapacityPolicy = { cap: { unit: 'messages', limit: 6 }, overwriteRead: true, open: null };
  verb: ReceiptVerb = 'move';
  readonly data = temporaryFolder();
  readonly folder = temporaryFolder();
  readonly clock: Clock = { now: Date.parse('2026-01-01T00:00:00Z') };
  server!: Inside;
  ann!: Tokens;
  inbox!: Inbox;
  proxy!: Awaited<ReturnType<typeof startFaultyProxy>>;

  async begin(): Promise<void> {
    this.server = await startInside(this.data, this.clock);
    this.ann = await this.server.addMailbox('ann');
    this.proxy = await startFaultyProxy(() => this.server.http);
    this.inbox = await openInbox(this.folder);
  }

  /** One pass of the device; what it may have removed and stored is judged. */
  async pass(fault?: Fault, killAt?: number): Promise<void> {
    const before = await heldIn(this.inbox);
    const stop = new AbortController();
    let told = 0;
    this.proxy.begin(fault);
    const here: DeviceHere = await deviceOn(this.inbox, {
      http: this.proxy.http,
      mailbox: 'ann',
      token: this.ann.receiveToken,
      order: () => ({ verb: this.verb, policy: this.policy }),
      now: () => this.clock.now,
      told: () => {
        if (told === killAt) stop.abort();
        told += 1;
      },
    });
    const end = await here.device.once(stop.signal);
    await here.stop();
    if (fault === undefined && killAt === undefined) expect(end.kind, JSON.stringify(end)).not.toBe('failed');

    const { cap, overwriteRead, open } = this.policy;
    const after = await heldIn(this.inbox);
    const received = here.events.filter(({ kind }) => kind === 'received').length;
    if (received > 0) expect(weigh(cap, after), 'no receipt leaves the inbox above its cap').toBeLessThanOrEqual(cap.limit);
    for (const gone of before.filter(({ uid }) => !after.some((m) => m.uid === uid))) {
      expect(gone.uid, 'what is open stays').not.toBe(open);
      expect(overwriteRead ? ['deleted', 'read'] : ['deleted'], 'unread and protected ones stay').toContain(stateOf(gone));
      expect(received, 'nothing makes way for nothing').toBeGreaterThan(0);
    }
  }

  async perform(step: Step): Promise<void> {
    const uids = [...this.bodies.keys()];
    const one = (n: number): string | undefined => uids[n % Math.max(1, uids.length)];
    switch (step.do) {
      case 'submit': {
        const body = uniqueBody(step.size);
        const { uid } = await submit(this.server, 'ann', this.ann.sendToken, body);
        this.bodies.set(uid, body);
        return;
      }
      case 'pass':
        return this.pass();
      case 'cut':
        return this.pass({ side: step.side, after: step.after, what: 'cut' });
      case 'kill':
        await this.pass(undefined, step.at);
        await this.inbox.close();
        this.inbox = await openInbox(this.folder);
        return;
      case 'restart server':
        await this.server.stop();
        this.server = await startInside(this.data, this.clock);
        return;
      case 'mark': {
        const held = await heldIn(this.inbox);
        const chosen = held[step.at % Math.max(1, held.length)];
        const { do: _, at: __, ...marks } = step;
        if (chosen) await this.inbox.mark([chosen.uid], marks, this.clock.now);
        return;
      }
      case 'open': {
        const held = await heldIn(this.inbox);
        this.policy = { ...this.policy, open: step.at === null ? null : (held[step.at % Math.max(1, held.length)]?.uid ?? null) };
        return;
      }
      case 'purge':
        await this.inbox.purge(undefined, this.clock.now);
        return;
      case 'cap':
        this.policy = { ...this.policy, cap: step.cap };
        return;
      case 'overwrite':
        this.policy = { ...this.policy, overwriteRead: step.on };
        return;
      case 'after':
        this.verb = step.verb;
        return;
      case 'redeliver':
      case 'hold': {
        const uid = one(step.at);
        if (uid) await this.server.admin('/v1/messages/actions', 'POST', { action: step.do, uids: [uid] });
        return;
      }
      case 'expire': {
        // Beyond the grace of what was sent and not instructed.
        this.clock.now += 3_600_000;
        const never = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: null } };
        await this.server.setRetention('ann', { ...never, delivery: { maxAge: 1_800 } });
        await this.server.settled();
        await this.server.setRetention('ann', never);
        return;
      }
    }
  }

  /** The promise, and that counts are what is there. */
  async check(): Promise<void> {
    const held = await heldIn(this.inbox);
    const uids = new Set(held.map(({ uid }) => uid));
    expect(uids.size, 'each is here once').toBe(held.length);
    const atServer = new Set(
      [...(await this.server.list('ann', 'delivery')), ...(await this.server.list('ann', 'processed'))].map(({ uid }) => uid),
    );
    const traced = new Set((await this.inbox.traces(undefined, 500)).map(({ uid }: Trace) => uid));
    for (const uid of this.bodies.keys()) {
      if (uids.has(uid) || atServer.has(uid) || traced.has(uid)) continue;
      const { state } = await this.server.admin<ApiStatus>(`/v1/submissions/${uid}`);
      expect(state, `${uid} is nowhere, and no reason is on record`).toBe('expired');
    }
    const { tally, unread } = await this.inbox.counts(this.policy);
    for (const state of ['unread', 'protected', 'read', 'deleted'] as const) {
      const these = held.filter((m) => stateOf(m) === state);
      expect(tally[state], state).toEqual({ count: these.length, bytes: these.reduce((sum, m) => sum + costOf(m), 0) });
    }
    expect(unread).toBe(held.filter((m) => !m.read && !m.deleted).length);
  }

  /** With room for all, all that waits comes, intact, and nothing waits any more. */
  async end(): Promise<void> {
    this.policy = { cap: { unit: 'messages', limit: 1_000 }, overwriteRead: false, open: null };
    const waiting = (await this.server.list('ann', 'delivery')).map(({ uid }) => uid);
    await this.pass();
    expect(await this.server.list('ann', 'delivery')).toEqual([]);
    const held = await heldIn(this.inbox);
    for (const uid of waiting) expect(held.map((m) => m.uid)).toContain(uid);
    for (const { uid } of held) await expectIntact(this.inbox, uid, this.bodies.get(uid) ?? Buffer.alloc(0));
    await this.check();
    await this.inbox.close();
    await this.server.stop();
  }
}

it('every accepted message is at the server, or on the device, or has a reason on record, whatever happens', {
  timeout: 60_000 * Math.max(2, runs / 4),
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 25, maxLength: 45 }), async (steps) => {
      const world = new World();
      await world.begin();
      for (const step of steps) {
        await world.perform(step);
        await world.check();
      }
      await world.end();
    }),
    { numRuns: runs, ...(process.env.RESTANTE_SHRINK ? {} : { endOnFailure: true }) },
  );
});
