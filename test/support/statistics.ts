import { expect } from 'vitest';
import type { ApiActivity, ApiMessage } from '#restante/protocol/api';
import type { ApiStatistics } from '#restante/protocol/statistics';

/*
 * Statistics as whoever counts every step of every message would tell them: the other opinion that the server's are held against.
 */

const hour = 3_600_000;
const hourOf = (at: string | number): number => Math.floor((typeof at === 'number' ? at : Date.parse(at)) / hour);

type Amount = { count: number; bytes: number };
const nothing = (): Amount => ({ count: 0, bytes: 0 });
const add = (amount: Amount, size: number, sign = 1): void => {
  amount.count += sign;
  amount.bytes += sign * size;
};

/** One step of a message with what it means for the folders. */
interface Deed {
  readonly hour: number;
  readonly size: number;
  readonly arrived: boolean;
  /** How long it took, ms; undefined: it is no acquisition. */
  readonly took: number | undefined;
  readonly delivery: number;
  readonly processed: number;
}

/** @param sizes by uid */
const deedsOf = (steps: readonly ApiActivity[], sizes: ReadonlyMap<string, number>): Deed[] => {
  const came = new Map<string, number>();
  const folder = new Map<string, 'delivery' | 'processed'>();
  return steps.flatMap(({ uid, kind, at, detail }): Deed[] => {
    if (uid === null) return [];
    const time = Date.parse(at);
    const size = sizes.get(uid);
    if (size === undefined) throw new Error(`the size of ${uid} is not known`);
    const was = folder.get(uid);
    const of = (arrived: boolean, to: 'delivery' | 'processed' | undefined, byDevice: boolean): Deed[] => {
      if (to === undefined) folder.delete(uid);
      else folder.set(uid, to);
      const took = byDevice ? time - (came.get(uid) ?? time) : undefined;
      if (to === 'delivery') came.set(uid, time);
      const change = (name: 'delivery' | 'processed'): number => Number(to === name) - Number(was === name);
      return [{ hour: hourOf(time), size, arrived, took, delivery: change('delivery'), processed: change('processed') }];
    };
    switch (kind) {
      case 'accepted':
        return of(true, 'delivery', false);
      case 'redelivered':
        return of(false, 'delivery', false);
      case 'moved':
        return of(false, 'processed', true);
      case 'forwarded':
      case 'returned':
        return of(false, undefined, true);
      case 'deleted':
        return of(false, undefined, was === 'delivery' && detail?.by === 'device');
      case 'expired':
        return of(false, undefined, false);
      default:
        return [];
    }
  });
};

/** What statistics must say of these deeds; delays as the exact times, in ms, sorted. */
const countedFor = (deeds: readonly Deed[], told: ApiStatistics) => {
  const last = told.steps.at(-1);
  return told.steps.map((step) => {
    const counted = { arrived: nothing(), acquired: nothing(), delivery: nothing(), processed: nothing(), delays: [] as number[] };
    for (const deed of deeds) {
      const { size, hour: at } = deed;
      // What is held now is in the last step, whatever a clock that jumped has dated ahead.
      if (at < hourOf(step.to) || step === last) {
        if (deed.delivery !== 0) add(counted.delivery, size, deed.delivery);
        if (deed.processed !== 0) add(counted.processed, size, deed.processed);
      }
      if (at < hourOf(step.from) || at >= hourOf(step.to)) continue;
      if (deed.arrived) add(counted.arrived, size);
      if (deed.took === undefined) continue;
      add(counted.acquired, size);
      counted.delays.push(Math.max(1, deed.took));
    }
    counted.delays.sort((a, b) => a - b);
    // A clock that was set back has something leave before it came.
    for (const held of [counted.delivery, counted.processed]) {
      held.count = Math.max(0, held.count);
      held.bytes = Math.max(0, held.bytes);
    }
    return counted;
  });
};

/** Ages of messages in whole hours, held ones apart; those without any are left out. */
const agesFor = (messages: readonly ApiMessage[], at: string) => {
  const ages = new Map<number, { delivery: Amount; processed: Amount; heldDelivery: Amount; heldProcessed: Amount }>();
  for (const { enteredAt, folder, held, size } of messages) {
    const age = Math.max(0, hourOf(at) - hourOf(enteredAt));
    const own = ages.get(age) ?? { delivery: nothing(), processed: nothing(), heldDelivery: nothing(), heldProcessed: nothing() };
    ages.set(age, own);
    add(own[held ? (folder === 'delivery' ? 'heldDelivery' : 'heldProcessed') : folder], size);
  }
  return ages;
};

// ── Over HTTP ────────────────────────────────────────────────────────────────────────────────────

/** A request of the administrator. */
export type Ask = <T>(path: string, method?: string, body?: unknown) => Promise<T>;

const activityOf = async (ask: Ask): Promise<ApiActivity[]> => {
  const all: ApiActivity[] = [];
  for (let after = 0; ; ) {
    const page = await ask<{ entries: ApiActivity[]; next: number | null }>(`/v1/activity?after=${after}`);
    all.push(...page.entries);
    if (page.next === null) return all;
    after = page.next;
  }
};
/** Every message of every folder. */
export const listAll = async (ask: Ask): Promise<ApiMessage[]> =>
  (
    await Promise.all(
      (['delivery', 'processed'] as const).map(async (folder) => {
        const all: ApiMessage[] = [];
        for (let after = ''; ; ) {
          const page = await ask<{ messages: ApiMessage[]; next: string | null }>(`/v1/messages?folder=${folder}${after}`);
          all.push(...page.messages);
          if (page.next === null) return all;
          after = `&after=${page.next}`;
        }
      }),
    )
  ).flat();

/**
 * Holds what the server tells of all mailboxes and of each against what its events and lists say.
 * @param sizes by uid; those that it lacks are asked for
 */
export const compareStatistics = async (
  ask: Ask,
  sizes: Map<string, number>,
  from: number,
  mailboxes: readonly string[],
): Promise<void> => {
  const [events, messages] = [await activityOf(ask), await listAll(ask)];
  for (const { uid } of events)
    if (uid !== null && !sizes.has(uid)) sizes.set(uid, (await ask<{ size: number }>(`/v1/messages/${uid}`)).size);
  for (const mailbox of [undefined, ...mailboxes]) {
    const own = (of: string | null): boolean => mailbox === undefined || of === mailbox;
    const query = new URLSearchParams({ from: new Date(from).toISOString(), step: 'hour', ...(mailbox !== undefined && { mailbox }) });
    const told = await ask<ApiStatistics>(`/v1/statistics?${query}`);
    const deeds = deedsOf(
      events.filter((event) => own(event.mailbox)),
      sizes,
    );
    for (const [at, counted] of countedFor(deeds, told).entries()) {
      const step = told.steps[at];
      if (!step) throw new Error('as many as were told');
      const none = { count: 0, bytes: 0 };
      const since = Date.parse(told.since ?? '');
      expect([step.from, step.arrived ?? none, step.acquired ?? none]).toEqual([step.from, counted.arrived, counted.acquired]);
      if (Date.parse(step.to) > since)
        expect([step.from, step.delivery, step.processed]).toEqual([step.from, counted.delivery, counted.processed]);
      const { delays } = counted;
      expect(step.delay === null).toBe(delays.length === 0);
      for (const [share, said] of [[0.5, step.delay?.median ?? 0] as const, [0.95, step.delay?.p95 ?? 0] as const]) {
        const exact = delays[Math.ceil(delays.length * share) - 1];
        // A tenth, and the millisecond that it is rounded to.
        if (exact !== undefined) expect(Math.abs(said * 1_000 - exact)).toBeLessThanOrEqual(exact * 0.0906 + 0.51);
      }
    }
    const ages = agesFor(
      messages.filter((message) => own(message.mailbox)),
      told.at,
    );
    for (const age of told.ages) {
      const within = [...ages].filter(([hours]) => hours * 3_600 >= age.from && hours * 3_600 < age.to).map(([, amounts]) => amounts);
      const sum = (of: 'delivery' | 'processed' | 'heldDelivery' | 'heldProcessed') => ({
        count: within.reduce((total, amounts) => total + amounts[of].count, 0),
        bytes: within.reduce((total, amounts) => total + amounts[of].bytes, 0),
      });
      const { from: _, to: __, ...amounts } = age;
      expect(amounts).toEqual({
        delivery: sum('delivery'),
        processed: sum('processed'),
        heldDelivery: sum('heldDelivery'),
        heldProcessed: sum('heldProcessed'),
      });
    }
    expect(Math.max(0, ...[...ages.keys()].map((age) => age * 3_600))).toBeLessThan(told.ages.at(-1)?.to ?? 1);
  }
};
