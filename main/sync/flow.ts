import type { AcquisitionRequest } from '../../protocol/acquisition.ts';
import { Problem } from '../../protocol/errors.ts';
import { receiptVerbs, tailOf } from '../../protocol/instruction.ts';
import type { Acquisition } from '../../protocol/response.ts';
import type { Cap } from '../inbox/capacity.ts';
import {
  type Expectation,
  type Gone,
  type Inbox,
  largeFrom,
  type PendingInstruction,
  type ReceiptOrder,
  type Settlement,
  type Source,
} from '../inbox/port.ts';
import {
  initial,
  judgeDamaged,
  judgeNoRoom,
  judgeNothing,
  judgeStart,
  judgeStored,
  type PassState,
  type PlannedRequest,
  type Rest,
  type Step,
} from './judgement.ts';
import { type Arrival, receiveBody, receiveRest } from './receive.ts';
import type { Answer, Incoming, ServerClient } from './request.ts';

/** What a pass tells while it goes. */
export type FlowEvent =
  | { readonly kind: 'received'; readonly message: Omit<Incoming, 'body'>; readonly left: number }
  | { readonly kind: 'gone'; readonly gone: Gone }
  /** So much of a large message is here. */
  | { readonly kind: 'arriving'; readonly message: Omit<Incoming, 'body'>; readonly bytes: number; readonly left: number }
  | { readonly kind: 'instructed'; readonly instruction: PendingInstruction }
  /** Something needs a person's eye; the pass goes on. */
  | { readonly kind: 'trouble'; readonly problem: Problem; readonly uid?: string; readonly id?: number }
  /** The server knows that the device has no room (S30, S37). */
  | { readonly kind: 'told-full' };

export type PassEnd = Rest | { readonly kind: 'failed'; readonly problem: Problem };

export interface PassDeps {
  readonly inbox: Inbox;
  readonly server: ServerClient;
  readonly source: Source;
  /** How messages are to be received, as the reader has it now. */
  readonly order: () => ReceiptOrder;
  /** How often each message arrived damaged, by uid; kept over the passes. */
  readonly damages: Map<string, number>;
  readonly tell: (event: FlowEvent) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Bytes of a large message between two words about it. */
const toldEvery = 1024 ** 2;

/** A message that arrives damaged this often is left where it is. */
const damagesAtMost = 3;

/**
 * The five steps, from a notification until nothing more can be fetched: acquisition request (102),
 * response judgement (103), receive and store (104), instruction with the next request (105, 110). The
 * first, the notification (101), is what calls this.
 */
export const pass = async (deps: PassDeps): Promise<PassEnd> => {
  const { inbox, source, signal } = deps;
  // What the server has confirmed and the disk does not know yet: goes with the next thing that is stored.
  let settled: Settlement[] = [];
  const settle = async (): Promise<void> => {
    if (settled.length > 0) await inbox.settle(source, settled);
    settled = [];
  };

  // S30: is there room, and is anything left to instruct?
  const { policy } = deps.order();
  const roomAtStart = await inbox.room(policy);
  let state: PassState = { cap: policy.cap, room: roomAtStart, least: roomAtStart, reached: 0 };
  const pending = await inbox.pending(source);
  let step: Step = judgeStart(state, pending);
  let resuming = pending.length > 0 && state.room > 0;

  for (;;) {
    if (step.kind === 'rest') {
      await settle();
      return step.rest;
    }

    // S32, S38, S39: the request, with the instruction for what is already on our disk.
    const { request } = step;
    if (request.get === initial) state = { ...state, least: state.room };
    const answer = await deps.server.acquire(source.mailbox, toWire(request, state), signal);

    // S33: any well-formed answer confirms the instruction, whatever else it brings.
    if (answer.kind === 'problem') {
      await settle();
      return { kind: 'failed', problem: answer.problem };
    }
    const settlements = settlementsOf(request.instruct, answer);
    if (!settlements) {
      if (answer.kind === 'message') dismiss(answer.message);
      await settle();
      return {
        kind: 'failed',
        problem: new Problem('answer-invalid', 'The server did not say what became of an instruction; it is sent again.'),
      };
    }
    settled.push(...settlements);
    tellSettled(deps, request.instruct, settlements);
    if (request.room === 0) deps.tell({ kind: 'told-full' });

    if (answer.kind === 'nothing') {
      // Instructions from before are done with; now the pass itself begins, with form B.
      if (resuming) {
        resuming = false;
        step = judgeStart(state, []);
        continue;
      }
      const judged = judgeNothing(state, request, answer.acquisition);
      if (judged.unreadable !== undefined) tellUnreadable(deps, judged.unreadable);
      step = judged.step;
      continue;
    }

    // S34, S35: receive, check, store. Nothing of it is instructed before it is on the disk.
    const { message } = answer;
    if (request.get === undefined || message.id < request.get) {
      dismiss(message);
      await settle();
      return { kind: 'failed', problem: new Problem('answer-invalid', `The server sent message ${message.id}, which was not asked for.`) };
    }
    const arrival = await arrive(deps, answer, settled);
    if (arrival.settled) settled = [];
    if (arrival.kind === 'truncated') {
      await settle();
      return { kind: 'failed', problem: arrival.problem };
    }
    if (arrival.kind === 'dismissed' || arrival.kind === 'damaged' || arrival.kind === 'changed') {
      const giveUp = arrival.kind === 'dismissed' || (arrival.kind === 'damaged' && countDamage(deps, message));
      state = { ...state, reached: giveUp ? Math.max(state.reached, message.id) : state.reached };
      step = judgeDamaged(state, message.id, giveUp);
      continue;
    }
    // Large messages take their time: what the reader changed meanwhile holds.
    const order = deps.order();
    const { body: _, ...head } = message;
    const reception =
      arrival.kind === 'whole'
        ? await inbox.receive(source, { ...head, body: arrival.body, receivedAt: deps.now() }, order, settled)
        : arrival;
    if (arrival.kind === 'whole') settled = [];
    deps.damages.delete(message.uid);
    state = receptionState(state, order.policy.cap, reception.room, message.id);
    if (reception.kind === 'no-room') {
      step = judgeNoRoom(state, message.id);
      continue;
    }
    const { acquisition } = arrival;
    if (reception.kind === 'stored') {
      for (const gone of reception.gone) deps.tell({ kind: 'gone', gone });
      deps.tell({ kind: 'received', message, left: Math.max(0, acquisition.waiting - 1) });
    }

    // S36, S37: next message and room? Ask and instruct in one request, or instruct alone.
    step = judgeStored(state, acquisition, [{ verb: order.verb, id: message.id, uid: message.uid }]);
  }
};

/** In another unit, what was passed over before may fit whatever the room was. */
const receptionState = ({ cap: before, least, reached }: PassState, cap: Cap, room: number, id: number): PassState => ({
  cap,
  room,
  least: cap.unit === before.unit ? Math.min(least, room) : 0,
  reached: Math.max(reached, id),
});

type Brought = Extract<Answer, { kind: 'message' }>;

/** What became of a message on its way here. */
type Arrived = (
  | Arrival
  /** It was given up before: its body is not worth the way. */
  | { readonly kind: 'dismissed' }
  /** Its rest is that of another message now: to be asked for from its start. */
  | { readonly kind: 'changed' }
  /** Seen by its head alone. */
  | Exclude<Expectation, { kind: 'expected' }>
) & {
  /** The settlements were committed with it. */
  readonly settled: boolean;
  /** The newest that the server said. */
  readonly acquisition: Acquisition;
};

/** S34: takes in the body; of a large message only what is not here yet, if there is room and it is not known. */
const arrive = async (deps: PassDeps, answer: Brought, settlements: readonly Settlement[]): Promise<Arrived> => {
  const { inbox, source } = deps;
  const { message, acquisition } = answer;
  if ((deps.damages.get(message.uid) ?? 0) >= damagesAtMost) {
    dismiss(message);
    return { kind: 'dismissed', settled: false, acquisition };
  }
  if (message.size < largeFrom) return { ...(await receiveBody(inbox, message)), settled: false, acquisition };

  const { body: _, ...head } = message;
  const expectation = await inbox.expect(source, head, deps.order(), settlements).catch((error) => {
    dismiss(message);
    throw error;
  });
  if (expectation.kind !== 'expected') {
    dismiss(message);
    return { ...expectation, settled: true, acquisition };
  }
  let rest = answer;
  if (expectation.from > 0) {
    dismiss(message);
    if (expectation.from < message.size) {
      const resumed = await deps.server.resume(source.mailbox, message, expectation.from, deps.signal);
      if (resumed.kind === 'changed') {
        await inbox.forget(source, message.uid);
        return { kind: 'changed', settled: true, acquisition };
      }
      if (resumed.kind === 'problem') return { kind: 'truncated', problem: resumed.problem, settled: true, acquisition };
      rest = resumed;
    }
  }
  const left = Math.max(0, rest.acquisition.waiting - 1);
  let told = Number.NEGATIVE_INFINITY;
  const arriving = (bytes: number): void => {
    if (bytes < told + toldEvery) return;
    told = bytes;
    deps.tell({ kind: 'arriving', message: head, bytes, left });
  };
  arriving(expectation.from);
  const arrival = await receiveRest(inbox, rest.message, expectation, arriving);
  if (arrival.kind === 'damaged') await inbox.forget(source, message.uid);
  return { ...arrival, settled: true, acquisition: rest.acquisition };
};

/** With a cap by number there is no room in bytes to speak of: only that there is none. */
const toWire = ({ get, instruct, room }: PlannedRequest, { cap }: PassState): AcquisitionRequest => ({
  ...(get !== undefined && { get }),
  ...(room !== undefined && (room === 0 || cap.unit === 'bytes') && { room: Math.min(room, 999_999_999_999_999) }),
  instructions: receiptVerbs
    .map((verb) => ({
      verb,
      targets: instruct.filter((i) => i.verb === verb).map(({ id, uid }) => ({ first: id, last: id, tail: tailOf(uid) })),
    }))
    .filter(({ targets }) => targets.length > 0),
});

/** What the answer says of each instruction; `undefined` if the numbers do not add up. */
const settlementsOf = (instruct: readonly PendingInstruction[], answer: Exclude<Answer, { kind: 'problem' }>): Settlement[] | undefined => {
  const settlements = instruct.map(({ id, uid }): Settlement => {
    const refused = answer.refused.get(id);
    return { id, uid, ...(refused !== undefined && { refused }) };
  });
  const done = settlements.filter((s) => s.refused === undefined).length;
  return answer.acquisition.done === done ? settlements : undefined;
};

const tellSettled = (deps: PassDeps, instruct: readonly PendingInstruction[], settlements: readonly Settlement[]): void => {
  instruct.forEach((instruction, at) => {
    const refused = settlements[at]?.refused;
    const { id, uid, verb } = instruction;
    if (refused === undefined) deps.tell({ kind: 'instructed', instruction });
    else {
      const detail = `The server did not ${verb} message ${id} (${refused}). The message is safe here; the instruction is set aside.`;
      deps.tell({ kind: 'trouble', problem: new Problem('instruction-refused', detail), uid, id });
    }
  });
};

const tellUnreadable = (deps: PassDeps, id: number): void => {
  const detail = `The server holds message ${id} and cannot read it. It stays there; the others are fetched.`;
  deps.tell({ kind: 'trouble', problem: new Problem('message-unreadable', detail), id });
};

/** Counts a damaged arrival; true when the message is given up, which is told once. */
const countDamage = (deps: PassDeps, { uid, id }: Incoming): boolean => {
  const count = (deps.damages.get(uid) ?? 0) + 1;
  deps.damages.set(uid, count);
  if (count < damagesAtMost) return false;
  const detail = `Message ${id} arrived damaged ${count} times. It stays at the server, undamaged or not; the others are fetched.`;
  deps.tell({ kind: 'trouble', problem: new Problem('digest-mismatch', detail), uid, id });
  return true;
};

/** Its body is not wanted. */
const dismiss = (message: Incoming): void => {
  message.body.on('error', () => {}).destroy();
};
