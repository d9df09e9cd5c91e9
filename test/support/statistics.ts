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
export const deedsOf = (steps: readonly ApiActivity[], sizes: ReadonlyMap<string, number>): Deed[] => {
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
export const countedFor = (deeds: readonly Deed[], told: ApiStatistics) => {
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
export const agesFor = (messages: readonly ApiMessage[], at: string) => {
  const ages = new Map<number, { delivery: Amount; processed: Amount; heldDelivery: Amount; heldProcessed: Amount }>();
  for (const { enteredAt, folder, held, size } of messages) {
    const age = Math.max(0, hourOf(at) - hourOf(enteredAt));
    const own = ages.get(age) ?? { delivery: nothing(), processed: nothing(), heldDelivery: nothing(), heldProcessed: nothing() };
    ages.set(age, own);
    add(own[held ? (folder === 'delivery' ? 'heldDelivery' : 'heldProcessed') : folder], size);
  }
  return ages;
};
