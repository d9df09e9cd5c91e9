import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ApiMessage, ApiPreview } from '#restante/protocol/api';
import type { Retention } from '#restante/protocol/retention';
import { acquire } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Clock, type Inside, startInside } from '../support/inside.ts';
import { submit, type Tokens } from '../support/server.ts';

/*
 * What a preview announces is what goes: arbitrary messages, an arbitrary policy that is saved with what its preview
 * announced, and a clock that is moved to every time that was named. The messages lie in twins as well, which keep the
 * policy that was in force: what goes of one and not of the other is the difference that was announced.
 * RESTANTE_RUNS=20 makes twenty times as many sequences as `npm test` does.
 */

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 0, 1);
const folders = ['delivery', 'processed'] as const;
type Folder = (typeof folders)[number];
const forEver: Retention = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: null } };

interface Sent {
  /** Hours before the preview at which it came; below 0: the clock was set back since. */
  readonly age: number;
  readonly size: number;
  readonly fate: 'waits' | 'sent' | 'sent-just-now' | 'moved' | 'moved-later' | 'redelivered';
  readonly held: boolean;
}
const sent: fc.Arbitrary<Sent> = fc.record({
  age: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 800 }) }, { weight: 1, arbitrary: fc.integer({ min: -40, max: 0 }) }),
  size: fc.nat(40),
  fate: fc.constantFrom('waits', 'sent', 'sent-just-now', 'moved', 'moved', 'moved-later', 'redelivered'),
  held: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
});
const age = fc.option(
  fc.oneof(
    fc.integer({ min: 1, max: 900 }).map((hours) => hours * 3_600),
    fc.integer({ min: 1, max: 40 * 86_400 }),
  ),
  {
    freq: 4,
  },
);
const policy: fc.Arbitrary<Retention> = fc.record({
  delivery: fc.record({ maxAge: age }),
  processed: fc.record({ maxAge: age, maxCount: fc.option(fc.nat(8)) }),
});
const sequence = fc.record({
  /** Those of each mailbox: one with a policy of its own, or several that have the default. */
  boxes: fc.array(fc.array(sent, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 }),
  before: policy,
  after: policy,
});

/** It came while the clock was ahead, and is over the number: it goes at once, not when the clock is there again. */
const clockSetBack = {
  boxes: [[{ age: -26, size: 32, fate: 'moved' as const, held: false }]],
  before: forEver,
  after: { ...forEver, processed: { maxAge: null, maxCount: 0 } },
};

/** A mailbox's messages by their subjects, in the order of their coming. */
const fill = async (server: Inside, { mailbox, sendToken, receiveToken }: Tokens, messages: readonly Sent[], at: number): Promise<void> => {
  for (const [index, { age, size, fate, held }] of messages.entries()) {
    server.clock.now = at - age * hour;
    const { id, uid } = await submit(server, mailbox, sendToken, 'x'.repeat(size), { Subject: `m${index}` });
    const fetched = () => acquire(server, { mailbox, sendToken, receiveToken }, `get=${id}`);
    const act = (action: string) => server.admin('/v1/messages/actions', 'POST', { action, uids: [uid] });
    if (fate === 'sent') await fetched();
    if (fate === 'sent-just-now') {
      server.clock.now = at - 5 * 60_000;
      await fetched();
    }
    if (fate === 'moved-later') server.clock.now = at - Math.floor(age / 2) * hour;
    if (fate.startsWith('moved') || fate === 'redelivered') await server.admin(`/v1/mailboxes/${mailbox}?move=${id}`, 'POST');
    if (fate === 'redelivered') {
      server.clock.now = at - Math.floor(age / 3) * hour;
      await act('redeliver');
    }
    if (held) await act('hold');
  }
  server.clock.now = at;
};

type Held = Record<Folder, Map<string, ApiMessage>>;
const heldIn = async (server: Inside, mailboxes: readonly string[]): Promise<Held> => {
  const held: Held = { delivery: new Map(), processed: new Map() };
  for (const folder of folders)
    for (const mailbox of mailboxes)
      for (const message of await server.list(mailbox, folder))
        held[folder].set(`${mailbox.replace(/^twin-/, '')} ${message.subject}`, message);
  return held;
};
const sizeOf = (messages: readonly ApiMessage[]) => ({
  count: messages.length,
  bytes: messages.reduce((sum, { size }) => sum + size, 0),
});
const goneOf = (before: Held, now: Held, folder: Folder): string[] => [...before[folder].keys()].filter((key) => !now[folder].has(key));
const plus = (a: { count: number; bytes: number }, b: { count: number; bytes: number }) => ({
  count: a.count + b.count,
  bytes: a.bytes + b.bytes,
});
const minus = (a: readonly string[], b: readonly string[]): string[] => a.filter((key) => !b.includes(key));

/** Saves what was previewed and finds it come true. */
const check = async (server: Inside, boxes: readonly string[], own: boolean, preview: ApiPreview, after: Retention): Promise<void> => {
  const at = server.clock.now;
  const twins = boxes.map((name) => `twin-${name}`);
  const before = await heldIn(server, boxes);
  const announced = preview.folders.map(({ now }) => now.count).join();
  if (own) await server.setRetention(String(boxes[0]), after, announced);
  else await server.admin(`/v1/defaults?previewed=${announced}`, 'PUT', { retention: after });
  const named = preview.folders.flatMap(({ first }) => first.map(({ uid, ends }) => ({ uid, at: Date.parse(ends?.at ?? '') })));
  // Of each folder the first few to the millisecond, all of them by the day.
  const instants = preview.folders
    .flatMap(({ first }) =>
      first
        .map(({ ends }) => Date.parse(ends?.at ?? ''))
        .filter((time) => time > at)
        .slice(0, 3),
    )
    .flatMap((time) => [time - 1, time]);
  const days = preview.folders.flatMap(({ days, inForce }) =>
    [...days.keys()]
      .filter((ahead) => (days[ahead]?.count ?? 0) + (inForce.days[ahead]?.count ?? 0) > 0)
      .map((ahead) => at + (ahead + 1) * day),
  );
  const times = [...new Set([at, ...instants, ...days, at + 30 * day])].filter((time) => time <= at + 30 * day).toSorted((a, b) => a - b);
  for (const time of times) {
    server.clock.now = time;
    await server.settled();
    const now = await heldIn(server, boxes);
    const whole = (time - at) % day === 0;
    const uids = new Set(folders.flatMap((folder) => [...now[folder].values()].map(({ uid }) => uid)));
    for (const message of named) expect(uids.has(message.uid), `${message.uid} at ${time - at}`).toBe(message.at > time);
    if (!whole) continue;
    const inForce = await heldIn(server, twins);
    for (const { folder, now: atOnce, days, inForce: other, more, fewer, first, stored } of preview.folders) {
      const ahead = days.slice(0, (time - at) / day);
      const where = `${folder}, ${ahead.length} days on`;
      const gone = goneOf(before, now, folder);
      const goneInForce = goneOf(before, inForce, folder);
      const amount = (keys: readonly string[]) => sizeOf(keys.flatMap((key) => before[folder].get(key) ?? []));
      expect(amount(gone), where).toEqual(ahead.reduce(plus, atOnce));
      expect(amount(goneInForce), `${where}, in force`).toEqual(other.days.slice(0, ahead.length).reduce(plus, other.now));
      const difference = ahead.length === 0 ? 'now' : ahead.length === 30 ? 'ahead' : undefined;
      if (difference) {
        expect(amount(minus(gone, goneInForce)), `${where}, more`).toEqual(more[difference]);
        expect(amount(minus(goneInForce, gone)), `${where}, fewer`).toEqual(fewer[difference]);
      }
      if (ahead.length === 0) expect(stored).toEqual(sizeOf([...before[folder].values()]));
      if (ahead.length === 30) expect(first).toHaveLength(Math.min(10, gone.length));
    }
  }
  expect(await server.admin('/v1/retention/brakes')).toEqual({ brakes: [] });
};

it('removes precisely what a preview announced, at the announced times, and differs from the policy in force by as much as it said', {
  timeout: 120_000 * Number(process.env.RESTANTE_RUNS ?? 1),
}, async () => {
  const clock: Clock = { now: start };
  const server = await startInside(temporaryFolder(), clock);
  let boxes = 0;
  await fc.assert(
    fc.asyncProperty(sequence, fc.boolean(), async ({ boxes: contents, before, after }, own) => {
      // Every sequence behind the one before it, for the server has lived through that.
      const at = clock.now + 100 * day;
      clock.now = at;
      await server.admin('/v1/defaults', 'PUT', { retention: forEver });
      const filled = own ? contents.slice(0, 1) : contents;
      const names: string[] = [];
      for (const messages of filled) {
        boxes += 1;
        const name = `box${boxes}`;
        names.push(name);
        for (const mailbox of [name, `twin-${name}`]) {
          const tokens = await server.addMailbox(mailbox);
          if (own || mailbox !== name) await server.setRetention(mailbox, forEver);
          await fill(server, tokens, messages, at);
        }
      }
      // With the clock far behind, no age is over; nor is it looked at when the clock is right again.
      clock.now = at - 40 * day;
      for (const name of names) await server.setRetention(`twin-${name}`, before);
      if (own) await server.setRetention(String(names[0]), before);
      else await server.admin('/v1/defaults', 'PUT', { retention: before });
      await server.settled();
      clock.now = at;
      const path = own ? `/v1/mailboxes/${names[0]}/retention/preview` : '/v1/retention/preview';
      const preview = await server.admin<ApiPreview>(path, 'POST', after);
      expect(preview.at).toBe(new Date(at).toISOString());
      expect(preview.inForce).toEqual(before);
      await check(server, names, own, preview, after);
      for (const name of names.flatMap((name) => [name, `twin-${name}`])) {
        const { delivery, processed } = await heldIn(server, [name]);
        await server.admin(`/v1/mailboxes/${name}?messages=${delivery.size + processed.size}`, 'DELETE');
      }
    }),
    {
      examples: [[clockSetBack, true]],
      numRuns: 10 * Number(process.env.RESTANTE_RUNS ?? 1),
      endOnFailure: process.env.RESTANTE_SHRINK === undefined,
    },
  );
});
