import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ApiMessage, ApiStatus } from '#restante/protocol/api';
import { type Instruction, tailOf } from '#restante/protocol/instruction';
import type { Retention } from '#restante/protocol/retention';
import { type Answer, acquire } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Clock, type Inside, startInside } from '../support/inside.ts';
import { call, type Tokens } from '../support/server.ts';

/*
 * The real server against a model of arrays, through random sequences of everything that happens to messages.
 * RESTANTE_RUNS=20 makes twenty times as many sequences as `npm test` does, some ten minutes' worth; RESTANTE_SHRINK=1
 * looks for a shorter sequence when one fails, which takes long.
 */

const names = ['ann', 'bob', 'office'] as const;
type Name = (typeof names)[number];
const shared = (name: Name): boolean => name === 'office';
const grace = 15 * 60_000;

// ── The model ────────────────────────────────────────────────────────────────────────────────────

/** A message that was accepted, wherever it is now. */
interface Letter {
  readonly uid: string;
  readonly mailbox: Name;
  id: number;
  readonly body: Buffer;
  folder: 'delivery' | 'processed' | 'deleted' | 'expired' | 'forwarded' | 'returned';
  entered: number;
  sent: number | undefined;
  held: boolean;
  /** It ended without its device. */
  lost: boolean;
}

/** What the server should be like: every letter in the order of acceptance, and what else answers depend on. */
class Model {
  readonly letters: Letter[] = [];
  readonly lastId: Record<Name, number> = { ann: 0, bob: 0, office: 0 };
  readonly device: Partial<Record<Name, string>> = {};
  readonly policy: Record<Name, Retention>;
  readonly quota: Record<Name, number | null> = { ann: null, bob: null, office: null };
  readonly keys = new Map<string, { letter: Letter; at: number }>();
  constructor(policy: Retention) {
    this.policy = { ann: policy, bob: policy, office: policy };
  }
  waiting = (box: Name): Letter[] => this.in(box, 'delivery').toSorted((a, b) => a.id - b.id);
  in = (box: Name, folder: Letter['folder']): Letter[] => this.letters.filter((l) => l.mailbox === box && l.folder === folder);
  next = (box: Name, from: number): number => this.waiting(box).find((l) => l.id >= from)?.id ?? 0;
  hasRoom = (box: Name): boolean => this.waiting(box).length < (this.quota[box] ?? Number.POSITIVE_INFINITY);
  add(mailbox: Name, body: Buffer, uid: string, now: number): Letter {
    this.lastId[mailbox] += 1;
    const id = this.lastId[mailbox];
    const letter: Letter = { uid, mailbox, id, body, folder: 'delivery', entered: now, sent: undefined, held: false, lost: false };
    this.letters.push(letter);
    return letter;
  }
  end(letter: Letter, folder: Letter['folder'], now: number, lost = false): void {
    const over = folder === 'processed' ? {} : { held: false };
    Object.assign(letter, { folder, entered: now, sent: undefined, lost, ...over });
  }
  /** Why an instruction is refused; undefined: it is done. */
  instruct(box: Name, { verb, to }: Instruction, id: number, tail: string | undefined, uid: () => string, now: number): string | undefined {
    const letter = this.letters.find((l) => l.mailbox === box && l.id === id);
    const receipt = verb === 'delete' || verb === 'move';
    if (id > this.lastId[box]) return 'unknown';
    // An id that a redelivery left behind.
    if (!letter) return receipt ? undefined : 'unknown';
    if (tail !== undefined && tail !== tailOf(letter.uid)) return 'mismatch';
    if (letter.folder !== 'delivery') {
      if (receipt && (letter.folder === 'expired' || letter.folder === 'deleted')) letter.lost = false;
      const same = letter.folder === (verb === 'forward' ? 'forwarded' : 'returned');
      return receipt || same ? undefined : letter.folder === 'processed' ? 'moved' : letter.folder;
    }
    if (verb === 'forward' && !this.hasRoom(to as Name)) return 'full';
    if (verb === 'forward') this.add(to as Name, letter.body, uid(), now);
    const folder = { delete: 'deleted', move: 'processed', forward: 'forwarded', return: 'returned' } as const;
    this.end(letter, folder[verb], now, verb === 'return');
    return undefined;
  }
  /** Retention looks at all mailboxes. */
  sweep(now: number): void {
    for (const box of names) {
      const { delivery, processed } = this.policy[box];
      const old = (l: Letter, age: number | null): boolean => age !== null && l.entered + age * 1_000 <= now;
      for (const l of this.in(box, 'delivery'))
        if (!l.held && old(l, delivery.maxAge) && (l.sent === undefined || l.sent + grace <= now)) this.end(l, 'expired', now, true);
      const free = this.in(box, 'processed').filter((l) => !l.held);
      const inOrder = free
        .map((l) => ({ l, place: this.letters.indexOf(l) }))
        .toSorted((a, b) => a.l.entered - b.l.entered || a.place - b.place);
      const over = processed.maxCount === null ? 0 : inOrder.length - processed.maxCount;
      for (const [at, { l }] of inOrder.entries()) if (at < over || old(l, processed.maxAge)) this.end(l, 'expired', now);
    }
  }
}

// ── The server ───────────────────────────────────────────────────────────────────────────────────

class Real {
  steps = 0;
  server: Inside;
  readonly data: string;
  readonly clock: Clock;
  readonly tokens: Record<Name, Tokens>;
  constructor(server: Inside, data: string, tokens: Record<Name, Tokens>) {
    this.server = server;
    this.data = data;
    this.clock = server.clock;
    this.tokens = tokens;
  }
}

const folderOf = async (server: Inside, folder: string): Promise<ApiMessage[]> => {
  const page = await server.admin<{ messages: ApiMessage[]; next: unknown }>(`/v1/messages?folder=${folder}`);
  expect(page.next).toBeNull();
  return page.messages.filter(({ mailbox }) => mailbox !== 'canary');
};

/** The folders of the server are those of the model: what is in them, in their order, and nothing else. */
const compare = async (model: Model, real: Real): Promise<void> => {
  real.steps += 1;
  for (const folder of ['delivery', 'processed'] as const) {
    const expected = model.letters
      .map((l, place) => ({ l, place }))
      .filter(({ l }) => l.folder === folder)
      .toSorted((a, b) => a.l.entered - b.l.entered || a.place - b.place)
      .map(({ l: { uid, mailbox, id, body, held, entered, sent } }) => ({
        uid,
        mailbox,
        id,
        size: body.length,
        held,
        enteredAt: new Date(entered).toISOString(),
        sentAt: sent === undefined ? null : new Date(sent).toISOString(),
      }));
    const found = (await folderOf(real.server, folder)).map(({ uid, mailbox, id, size, held, enteredAt, sentAt }) => ({
      uid,
      mailbox,
      id,
      size,
      held,
      enteredAt,
      sentAt,
    }));
    expect(found, folder).toEqual(expected);
  }
};

type Step = fc.AsyncCommand<Model, Real>;
const step = (name: string, run: (model: Model, real: Real) => Promise<void>): Step => ({
  check: () => true,
  toString: () => name,
  async run(model, real) {
    await run(model, real);
    await compare(model, real);
  },
});

/** What was asked may have made something due: retention has been round. */
const swept = async (model: Model, real: Real): Promise<void> => {
  await real.server.settled();
  model.sweep(real.clock.now);
};

const bodyOf = (seed: number, size: number): Buffer => Buffer.alloc(size, createHash('sha256').update(`${seed}`).digest());

// ── What happens ─────────────────────────────────────────────────────────────────────────────────

const name = fc.constantFrom(...names);
const size = fc.oneof(
  { weight: 6, arbitrary: fc.nat(2_000) },
  { weight: 1, arbitrary: fc.constantFrom(0, 262_143, 262_144, 262_145, 524_288, 700_000) },
);

/** One message, or the same for several mailboxes one after another; a key makes it a retry. */
const submissions = fc
  .record({ to: fc.subarray([...names], { minLength: 1 }), size, seed: fc.nat(), key: fc.option(fc.nat(3), { nil: undefined }) })
  .map(({ to, size, seed, key }) =>
    step(`submit(${to}, ${size}, key=${key})`, async (model, real) => {
      for (const box of to) {
        const token = real.tokens[box].sendToken;
        // The same key with another body is a mistake of the sender's.
        const body = bodyOf(key ?? seed, key === undefined ? size : size % 3);
        const headers = { 'Content-Type': 'text/plain', ...(key !== undefined && { 'Idempotency-Key': `${key}` }) };
        const init = { method: 'POST', body: body as unknown as RequestInit['body'], headers } as RequestInit;
        const response = await call(real.server, token, `/v1/mailboxes/${box}/messages`, init);
        const receipt = (await response.json()) as { uid: string; id: number; code?: string };
        const before = key === undefined ? undefined : model.keys.get(`${box} ${key}`);
        if (before && before.at > real.clock.now - 24 * 3_600_000) {
          if (before.letter.body.equals(body)) expect(receipt).toEqual({ uid: before.letter.uid, id: before.letter.id });
          else expect([response.status, receipt.code]).toEqual([422, 'idempotency-key-reused']);
        } else if (!model.hasRoom(box)) expect([response.status, receipt.code]).toEqual([507, 'mailbox-full']);
        else {
          expect(response.status).toBe(201);
          expect(model.letters.some((l) => l.uid === receipt.uid)).toBe(false);
          const letter = model.add(box, body, receipt.uid, real.clock.now);
          expect(receipt.id).toBe(letter.id);
          if (key !== undefined) model.keys.set(`${box} ${key}`, { letter, at: real.clock.now });
        }
      }
    }),
  );

/** Ids relative to what there is: `0` the first waiting, negative ones from the last given back, large ones unknown. */
const target = fc.record({
  id: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 6 }) },
    { weight: 2, arbitrary: fc.integer({ min: -12, max: -1 }) },
    { weight: 1, arbitrary: fc.constantFrom(3_000, 999_999) },
  ),
  more: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }) }),
  tail: fc.constantFrom('none', 'none', 'right', 'right', 'wrong'),
});
const instruction = fc.record({
  verb: fc.constantFrom('delete', 'move', 'move', 'forward', 'return'),
  targets: fc.array(target, { minLength: 1, maxLength: 3 }),
  to: name,
});
type Aim = typeof target extends fc.Arbitrary<infer T> ? T : never;

const requests = fc
  .record({
    box: name,
    get: fc.option(fc.oneof(fc.constant(0), fc.integer({ min: -6, max: 6 })), { nil: undefined }),
    room: fc.option(fc.oneof(fc.constant(0), fc.nat(3_000), fc.constant(600_000), fc.integer({ min: -8, max: -1 })), { nil: undefined }),
    max: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    device: fc.constantFrom(undefined, undefined, 'A', 'A', 'B'),
    instructions: fc.uniqueArray(instruction, { maxLength: 2, selector: ({ verb }) => verb }),
    resume: fc.option(fc.record({ percent: fc.nat(110), right: fc.boolean() }), { nil: undefined, freq: 4 }),
  })
  .map(({ box, get, room: asks, max, device, instructions, resume }) =>
    step(`acquire(${box}, ${JSON.stringify({ get, room: asks, max, device, instructions, resume })})`, async (model, real) => {
      const { now } = real.clock;
      // Below 0: just room for one of the first that wait, or a byte too little.
      const exact = (aim: number): number => (model.waiting(box)[-aim % 4]?.body.length ?? 1) - (aim < -4 ? 1 : 0);
      const room = asks !== undefined && asks < 0 ? Math.max(0, exact(asks)) : asks;
      const idOf = (aim: number): number => {
        const waiting = model.waiting(box);
        return Math.max(1, aim < 0 ? model.lastId[box] + 1 + aim : aim < 100 ? (waiting[aim]?.id ?? model.lastId[box] + aim) : aim);
      };
      const asked = get === undefined ? undefined : get === 0 ? 0 : idOf(get);
      // An id may stand once in a request, and not be the one that is asked for.
      const taken = new Set(asked === undefined ? [] : [asked]);
      const named = (aims: readonly Aim[]): { id: number; last: number; tail: string | undefined }[] =>
        aims.flatMap(({ id, more, tail }) => {
          const first = idOf(id);
          const last = tail === 'none' ? first + more : first;
          const ids = Array.from({ length: last - first + 1 }, (_, at) => first + at);
          if (ids.some((i) => taken.has(i))) return [];
          for (const i of ids) taken.add(i);
          const uid = model.letters.find((l) => l.mailbox === box && l.id === first)?.uid ?? '000000000000';
          return [{ id: first, last, tail: tail === 'none' ? undefined : tail === 'right' ? tailOf(uid) : 'ffffffffffff' }];
        });
      const given = instructions.flatMap(({ verb, targets, to }) => {
        const list = named(targets);
        const other = to === box ? names[(names.indexOf(box) + 1) % names.length] : to;
        return list.length > 0 ? [{ verb: verb as Instruction['verb'], list, ...(verb === 'forward' && { to: other }) }] : [];
      });
      if (asked === undefined && given.length === 0 && room !== 0) return;
      const query = [
        ...(asked === undefined ? [] : [`get=${asked}`]),
        ...given.flatMap(({ verb, list, to }) => [
          `${verb}=${list.map(({ id, last, tail }) => (tail ? `${id}~${tail}` : last > id ? `${id}-${last}` : `${id}`)).join()}`,
          ...(to === undefined ? [] : [`to=${to}`]),
        ]),
        ...(room === undefined ? [] : [`room=${room}`]),
        ...(max === undefined ? [] : [`max=${max}`]),
      ].join('&');
      const wanted = (from: number, left: number | undefined): Letter | undefined =>
        left === 0 ? undefined : model.waiting(box).find((l) => l.id >= from && (left === undefined || l.body.length <= left));
      const formB = asked !== undefined && given.length === 0 && max === undefined;
      const whole = formB && resume ? wanted(asked, room) : undefined;
      const from = whole && resume ? Math.floor((whole.body.length * resume.percent) / 100) : 0;
      const tag = resume?.right ? whole?.uid : '00000000-0000-7000-8000-000000000000';
      const headers = {
        ...(device !== undefined && { Device: device }),
        ...(whole && { Range: `bytes=${from}-`, 'If-Match': `"${tag}"` }),
      };
      const answer = await acquire(real.server, real.tokens[box], query, headers);

      const owner = model.device[box];
      if (device !== undefined && !shared(box)) {
        if (owner !== undefined && owner !== device) {
          expect(answer).toMatchObject({ status: 409, code: 'other-device' });
          return;
        }
      }
      if (whole && (!resume?.right || from >= whole.body.length)) {
        expect(answer.status).toBe(resume?.right ? 416 : 412);
        return;
      }
      if (device !== undefined && !shared(box)) model.device[box] = device;

      // The instructions (S45, S47), then the message (S40–S44).
      const refused: Record<number, string> = {};
      let done = 0;
      const copies = forwardedCopies(model, real);
      for (const { verb, list, to } of given)
        for (const { id, last, tail } of list)
          for (let at = id; at <= last; at += 1) {
            const uid = verb === 'forward' ? await copies(box, at) : () => '';
            const reason = model.instruct(box, { verb, targets: [], ...(to !== undefined && { to }) }, at, tail, uid, now);
            if (reason === undefined) done += 1;
            else refused[at] = reason;
          }
      const sending: Letter[] = [];
      if (asked !== undefined)
        for (let at = asked, left = room; sending.length < (max ?? 1); ) {
          const letter = wanted(at, left);
          if (!letter) break;
          sending.push(letter);
          at = letter.id + 1;
          if (left !== undefined) left = Math.max(0, left - Math.max(1, letter.body.length));
        }
      for (const letter of sending) letter.sent = now;
      const waiting = model.waiting(box);
      const occupancy = {
        done,
        waiting: waiting.length,
        waitingBytes: waiting.reduce((sum, l) => sum + l.body.length, 0),
        ...(waiting.length > 0 && { smallest: Math.min(...waiting.map((l) => Math.max(1, l.body.length))) }),
      };
      const [first] = sending;
      const nextOf = (l: Letter | undefined): number => (l ? model.next(box, l.id + 1) : model.next(box, asked ?? 0));
      expect(answer.refused).toEqual(refused);
      if (max === undefined || !first) {
        expect(answer.status).toBe(!first ? 204 : whole ? 206 : 200);
        const { accepted: _, ...acquisition } = answer.acquisition ?? {};
        expect(acquisition).toEqual({ ...occupancy, next: nextOf(first), ...(first && { sent: { id: first.id, uid: first.uid } }) });
        expect(answer.body.equals(first?.body.subarray(from) ?? Buffer.alloc(0))).toBe(true);
      } else {
        expect(answer).toMatchObject({ status: 200, acquisition: { ...occupancy, next: nextOf(sending.at(-1)) } });
        expect(partsOf(answer)).toEqual(
          sending.map((l) => ({ sent: `sent=${l.id}, next=${nextOf(l)}, uid="${l.uid}", done=${done}`, body: l.body.toString('base64') })),
        );
      }
      if (given.length > 0) await swept(model, real);
    }),
  );

/** The answers within an answer, by their own lengths. */
const partsOf = ({ body }: Answer): { sent: string | undefined; body: string }[] => {
  const parts = [];
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf('\r\n\r\n', at) + 4;
    const head = body.toString('latin1', at, end);
    const length = Number(/\r\nContent-Length: (\d+)\r\n/.exec(head)?.[1]);
    parts.push({ sent: /sent=\d+, next=\d+, uid="[^"]*", done=\d+/.exec(head)?.[0], body: body.toString('base64', end, end + length) });
    at = end + length;
  }
  return parts;
};

/** The uid that the server gave to the copy of a forwarded message: the status of the message names it. */
const forwardedCopies =
  (model: Model, real: Real) =>
  async (box: Name, id: number): Promise<() => string> => {
    const letter = model.letters.find((l) => l.mailbox === box && l.id === id);
    if (letter?.folder !== 'delivery') return () => '';
    const status = await real.server.admin<ApiStatus>(`/v1/submissions/${letter.uid}`);
    return () => status.forwarded?.uid ?? 'no copy';
  };

const actions = fc
  .record({
    action: fc.constantFrom('redeliver', 'redeliver', 'delete', 'hold', 'hold', 'release'),
    which: fc.array(fc.nat(40), { minLength: 1, maxLength: 3 }),
  })
  .map(({ action, which }) =>
    step(`${action}(${which})`, async (model, real) => {
      // The youngest first: they are in folders.
      const letters = [...new Set(which.flatMap((at) => model.letters.at(-1 - at) ?? []))];
      if (letters.length === 0) return;
      const { results } = await real.server.admin<{ results: unknown[] }>('/v1/messages/actions', 'POST', {
        action,
        uids: letters.map(({ uid }) => uid),
      });
      const expected = letters.map((l) => {
        const { uid, mailbox } = l;
        if (l.folder !== 'delivery' && l.folder !== 'processed') return { uid, outcome: 'ended' };
        if (action === 'redeliver') {
          if (l.folder !== 'processed') return { uid, outcome: 'not-processed' };
          model.lastId[mailbox] += 1;
          Object.assign(l, { folder: 'delivery', id: model.lastId[mailbox], entered: real.clock.now, sent: undefined });
        } else if (action === 'delete') model.end(l, 'deleted', real.clock.now, l.folder === 'delivery');
        else if (l.held === (action === 'hold')) return { uid, outcome: 'already', mailbox, id: l.id };
        else l.held = action === 'hold';
        return { uid, outcome: 'done', mailbox, id: l.id };
      });
      expect(results).toEqual(expected);
      await swept(model, real);
    }),
  );

const age = fc.constantFrom(null, 60, 3_600, 86_400);
const policies = fc
  .record({ box: name, delivery: age, processed: age, maxCount: fc.constantFrom(null, null, 0, 2, 5) })
  .map(({ box, delivery, processed, maxCount }) =>
    step(`policy(${box}, ${delivery}, ${processed}, ${maxCount})`, async (model, real) => {
      const policy = { delivery: { maxAge: delivery }, processed: { maxAge: processed, maxCount } };
      await real.server.setRetention(box, policy);
      model.policy[box] = policy;
      await swept(model, real);
    }),
  );

const quotas = fc.record({ box: name, messages: fc.constantFrom(null, null, 3, 12) }).map(({ box, messages }) =>
  step(`quota(${box}, ${messages})`, async (model, real) => {
    await real.server.admin(`/v1/mailboxes/${box}/settings`, 'PUT', { quota: { messages, bytes: null } });
    model.quota[box] = messages;
  }),
);

/** Time passes, or the clock is set back; retention looks, as it does hourly by itself. */
const clocks = fc.constantFrom(1, 59, 60, 850, 899, 900, 3_600, 86_400, 3 * 86_400, -60, -7_200).map((seconds) =>
  step(`clock(${seconds} s)`, async (model, real) => {
    real.clock.now += seconds * 1_000;
    for (const box of names) await real.server.setRetention(box, model.policy[box]);
    await swept(model, real);
  }),
);

const restarts = fc.constant(0).map(() =>
  step('restart', async (model, real) => {
    await real.server.stop();
    real.server = await startInside(real.data, real.clock);
    await swept(model, real);
  }),
);

// ── At the end ───────────────────────────────────────────────────────────────────────────────────

/** What became of every message that was ever accepted is on record, and what is in a folder is whole. */
const account = async (model: Model, real: Real): Promise<void> => {
  const { server } = real;
  for (const l of model.letters) {
    const status = await server.admin<ApiStatus>(`/v1/submissions/${l.uid}`);
    const state =
      l.folder === 'delivery'
        ? l.sent === undefined
          ? /waiting|notified|deferred/
          : /acquired/
        : l.folder === 'processed'
          ? /moved/
          : new RegExp(l.folder);
    expect(status.state).toMatch(state);
    expect([status.mailbox, status.id]).toEqual([l.mailbox, l.id]);
    expect(status.history[0]?.kind).toBe('accepted');
    if (/deleted|expired|forwarded|returned/.test(l.folder)) {
      const end = status.history.findLast(({ kind }) => kind === l.folder);
      expect(end?.detail).toMatchObject({ by: expect.stringMatching(/^(device|admin|retention)$/) });
      expect(end?.at).toBe(new Date(l.entered).toISOString());
    } else {
      const body = await call(server, server.adminToken, `/v1/messages/${l.uid}/body`);
      expect(Buffer.from(await body.arrayBuffer()).equals(l.body)).toBe(true);
    }
  }
  for (const box of names) {
    const { tombstones } = await server.admin<{ tombstones: { uid: string; because: string }[] }>(`/v1/mailboxes/${box}/tombstones`);
    const lost = model.letters.filter((l) => l.mailbox === box && l.lost);
    expect(new Map(tombstones.map(({ uid, because }) => [uid, because]))).toEqual(new Map(lost.map((l) => [l.uid, l.folder])));
  }
};

it('the server does what its model does, whatever happens in whatever order', { timeout: 3_600_000 }, async () => {
  const keep: Retention = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: null } };
  let steps = 0;
  const weighted = [
    ...Array.from({ length: 10 }, () => submissions),
    ...Array.from({ length: 18 }, () => requests),
    ...Array.from({ length: 6 }, () => actions),
    ...Array.from({ length: 2 }, () => policies),
    ...Array.from({ length: 2 }, () => clocks),
    quotas,
    restarts,
  ];
  await fc.assert(
    fc.asyncProperty(fc.commands(weighted, { maxCommands: 300, size: 'max' }), async (commands) => {
      const data = temporaryFolder();
      const clock = { now: Date.UTC(2026, 0, 1) };
      const server = await startInside(data, clock);
      const tokens: Partial<Record<Name, Tokens>> = {};
      for (const box of names) {
        tokens[box] = await server.addMailbox(box);
        await server.setRetention(box, keep);
        if (shared(box)) await server.admin(`/v1/mailboxes/${box}/settings`, 'PUT', { shared: true });
      }
      const real = new Real(server, data, tokens as Record<Name, Tokens>);
      const model = new Model(keep);
      try {
        await fc.asyncModelRun(() => ({ model, real }), commands);
        await account(model, real);
      } finally {
        steps += real.steps;
        await real.server.stop();
      }
    }),
    { numRuns: 10 * Number(process.env.RESTANTE_RUNS ?? 1), endOnFailure: process.env.RESTANTE_SHRINK === undefined },
  );
  expect(steps).toBeGreaterThan(1_000);
});
