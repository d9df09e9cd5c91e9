import type { Acquisition } from '../../protocol/response.ts';
import type { Cap } from '../inbox/capacity.ts';
import type { PendingInstruction } from '../inbox/port.ts';

/*
 * The device's judgements, `(state, event) → decision`: without clock, disk or network. flow.ts performs
 * what they decide.
 */

/** A request as the device plans it: form A (get and instruct), B (get alone) or C (instruct alone, or the deferral). */
export interface PlannedRequest {
  readonly get?: number;
  readonly instruct: readonly PendingInstruction[];
  /** So many at once; absent: one. */
  readonly max?: number;
  /** In the unit of the cap; 0 tells the server that the device is full. */
  readonly room?: number;
}

/** How a pass ends when nothing failed. */
export type Rest =
  /** The delivery folder is empty. */
  | { readonly kind: 'idle' }
  /** Messages wait at the server until there is room for them in the inbox. */
  | ({ readonly kind: 'full' } & Waiting)
  /** What waits at the server stays there, however much room is made: it is larger than the whole inbox may be, or damaged. */
  | ({ readonly kind: 'deferred' } & Waiting);

/** What waits at the server, and the room, in the unit of the cap, that was not enough for it. */
export interface Waiting {
  readonly waiting: number;
  readonly waitingBytes: number;
  /** The least room that brings one of them, in bytes. */
  readonly smallest: number;
  readonly room: number;
  readonly unit: Cap['unit'];
}

export type Step = { readonly kind: 'request'; readonly request: PlannedRequest } | { readonly kind: 'rest'; readonly rest: Rest };

/** What the device knows in the middle of a pass. */
export interface PassState {
  readonly cap: Cap;
  /** In the unit of the cap. */
  readonly room: number;
  /** The least room since the last look at the first message: what was passed over for its size did not fit into it. */
  readonly least: number;
  /** The highest id that was received or passed over in this pass: whatever is new lies behind it. */
  readonly reached: number;
}

const ask = (request: PlannedRequest): Step => ({ kind: 'request', request });

/** S31: the first message. */
export const initial = 0;

/** 101, S30: is there room? Instructions left over from before go first, alone: form B starts each pass (S31). */
export const judgeStart = (state: PassState, pending: readonly PendingInstruction[]): Step => {
  const full = state.room === 0;
  if (pending.length > 0) return ask({ instruct: pending, ...(full && { room: 0 }) });
  if (full) return ask({ instruct: [], room: 0 });
  return ask({ get: initial, instruct: [], room: state.room });
};

/** From so many waiting messages on they are asked for several at once. */
const queueFrom = 8;
/** So many at once: their instructions fit into one request, and a broken answer costs little. */
const severalAtMost = 64;

/** `max` for the next request: absent, so one at a time as the seed has it, unless a queue waits. With a cap by number it keeps to the free places. */
const several = ({ cap, room }: PassState, left: number): { max?: number } =>
  left < queueFrom ? {} : { max: cap.unit === 'messages' ? Math.min(severalAtMost, room) : severalAtMost };

/**
 * 105, 110, S36–S39: a message is stored. Ask for the next and instruct in one request, or instruct alone.
 * @param left messages that wait behind what is stored
 */
export const judgeStored = (state: PassState, next: number, instruct: readonly PendingInstruction[], left: number): Step => {
  // S37: no room for another. The instruction alone, and the server is told.
  if (state.room === 0) return ask({ instruct, room: 0 });
  // S36: no next. The instruction alone (S39).
  if (next === 0) return ask({ instruct });
  return ask({ get: next, instruct, room: state.room, ...several(state, left) });
};

/** The message does not count as received (no room for it any more): it is not instructed. A smaller one may still fit. */
export const judgeNoRoom = (state: PassState, id: number): Step =>
  state.room === 0 ? ask({ instruct: [], room: 0 }) : ask({ get: id + 1, instruct: [], room: state.room });

/** The message came damaged: ask for it once more, or go on behind it. */
export const judgeDamaged = (state: PassState, id: number, giveUp: boolean): Step =>
  ask({ get: giveUp ? id + 1 : id, instruct: [], room: state.room });

/** The answer to a request that brought no message. `unreadable`: the server has one that fits and could not send it. */
export const judgeNothing = (state: PassState, request: PlannedRequest, answer: Acquisition): { step: Step; unreadable?: number } => {
  const { next, waiting, waitingBytes, smallest = 0 } = answer;
  const idle: Step = { kind: 'rest', rest: { kind: 'idle' } };
  const waits = (kind: 'full' | 'deferred'): Step => ({
    kind: 'rest',
    rest: { kind, waiting, waitingBytes, smallest, room: state.room, unit: state.cap.unit },
  });
  const fits = fitsInto(state.room, state.cap, smallest);

  // The deferral has been confirmed.
  if (request.room === 0) {
    if (waiting === 0) return { step: idle };
    return { step: waits(state.cap.unit === 'bytes' && smallest > state.cap.limit ? 'deferred' : 'full') };
  }
  // Instruction alone (form C): messages may have come meanwhile; they lie behind all that this pass has seen.
  if (request.get === undefined) return { step: waiting === 0 ? idle : ask({ get: state.reached + 1, instruct: [], room: state.room }) };
  // What waits now was passed over before, for its size or its damage; if room was made for it meanwhile, it is first in line.
  if (next === 0 && waiting === 0) return { step: idle };
  if (next === 0 && fits) return { step: fitsInto(state.least, state.cap, smallest) ? waits('deferred') : judgeStart(state, []) };
  if (!fits) return { step: ask({ instruct: [], room: 0 }) };
  // Something fits and was not sent. From the initial value on that can only be damage at the server.
  const unreadable = request.get === initial || state.cap.unit === 'messages';
  return { step: ask({ get: next + 1, instruct: [], room: state.room }), ...(unreadable && { unreadable: next }) };
};

/** S30 for a notification: does it call for a pass, given how the last one ended? */
export const judgeNotification = (last: Rest | undefined, room: number, cap: Cap, smallest: number): 'acquire' | 'stay' =>
  last === undefined || last.kind === 'idle' || fitsInto(room, cap, smallest) ? 'acquire' : 'stay';

/** S30 when room was made: does what waits fit now, which it did not before? What stays for its damage is not asked for again. */
export const judgeRoom = (last: Rest | undefined, room: number, cap: Cap): 'acquire' | 'stay' =>
  last && last.kind !== 'idle' && !didFit(last, cap) && fitsInto(room, cap, last.smallest) ? 'acquire' : 'stay';

/** In another unit it is not known. */
const didFit = ({ room, unit, smallest }: Waiting, cap: Cap): boolean => unit === cap.unit && fitsInto(room, cap, smallest);

/** Whether a message of `smallest` bytes fits into `room`, which is in the unit of the cap. */
const fitsInto = (room: number, cap: Cap, smallest: number): boolean => room >= (cap.unit === 'messages' ? 1 : Math.max(smallest, 1));
