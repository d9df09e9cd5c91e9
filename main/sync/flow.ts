import type { AcquisitionRequest } from '../../protocol/acquisition.ts';
import { Problem } from '../../protocol/errors.ts';
import { type ReceiptVerb, receiptVerbs, tailOf } from '../../protocol/instruction.ts';
import type { CapacityPolicy } from '../inbox/capacity.ts';
import type { Gone, Inbox, PendingInstruction, Settlement, Source } from '../inbox/port.ts';
import {
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
import { receiveBody } from './receive.ts';
import type { Answer, Incoming, ServerClient } from './request.ts';

/** What a pass tells while it goes. */
export type FlowEvent =
  | { readonly kind: 'received'; readonly message: Omit<Incoming, 'body'>; readonly left: number }
  | { readonly kind: 'gone'; readonly gone: Gone }
  | { readonly kind: 'instructed'; readonly instruction: PendingInstruction }
  /** Something needs a person's eye; the pass goes on. */
  | { readonly kind: 'trouble'; readonly problem: Problem; readonly uid?: string; readonly id?: number }
  | { readonly kind: 'deferred' };

export type PassEnd = Rest | { readonly kind: 'failed'; readonly problem: Problem };

export interface PassDeps {
  readonly inbox: Inbox;
  readonly server: ServerClient;
  readonly source: Source;
  readonly policy: () => CapacityPolicy;
  /** What becomes of a message at the server once it is here. */
  readonly afterReceipt: () => ReceiptVerb;
  /** How often each message arrived damaged, by uid; kept over the passes. */
  readonly damages: Map<string, number>;
  readonly tell: (event: FlowEvent) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

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
  let state: PassState = { cap: deps.policy().cap, room: await inbox.room(deps.policy()), reached: 0 };
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
    const answer = await deps.server.acquire(source.mailbox, toWire(request, state), signal);

    // S33: any well-formed answer confirms the instruction, whatever else it brings.
    if (answer.kind === 'problem') {
      await settle();
      return { kind: 'failed', problem: answer.problem };
    }
    const settlements = settlementsOf(request.instruct, answer);
    if (!settlements)
      return {
        kind: 'failed',
        problem: new Problem('answer-invalid', 'The server did not say what became of an instruction; it is sent again.'),
      };
    settled.push(...settlements);
    tellSettled(deps, request.instruct, settlements);
    if (request.room === 0) deps.tell({ kind: 'deferred' });

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
    const { message, acquisition } = answer;
    if (request.get === undefined || message.id < request.get) {
      dismiss(message);
      await settle();
      return { kind: 'failed', problem: new Problem('answer-invalid', `The server sent message ${message.id}, which was not asked for.`) };
    }
    const arrival = (deps.damages.get(message.uid) ?? 0) < damagesAtMost ? await receiveBody(inbox, message) : dismiss(message);
    if (arrival.kind === 'truncated') {
      await settle();
      return { kind: 'failed', problem: arrival.problem };
    }
    if (arrival.kind !== 'whole') {
      const giveUp = arrival.kind === 'dismissed' || countDamage(deps, message);
      state = { ...state, reached: giveUp ? Math.max(state.reached, message.id) : state.reached };
      step = judgeDamaged(state, message.id, giveUp);
      continue;
    }
    const { body } = arrival;
    const { id, uid, size, sha256, type, subject, sender, acceptedAt } = message;
    const verb = deps.afterReceipt();
    const reception = await inbox.receive(
      source,
      { id, uid, body, size, sha256, type, subject, sender, acceptedAt, receivedAt: deps.now() },
      verb,
      deps.policy(),
      settled,
    );
    settled = [];
    deps.damages.delete(uid);
    state = { cap: deps.policy().cap, room: reception.room, reached: Math.max(state.reached, id) };
    if (reception.kind === 'no-room') {
      step = judgeNoRoom([]);
      continue;
    }
    if (reception.kind === 'stored') {
      for (const gone of reception.gone) deps.tell({ kind: 'gone', gone });
      deps.tell({ kind: 'received', message, left: Math.max(0, acquisition.waiting - 1) });
    }

    // S36, S37: next message and room? Ask and instruct in one request, or instruct alone.
    step = judgeStored(state, acquisition, [{ verb, id, uid }]);
  }
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

/** A message that was given up before: its body is not worth the way. */
const dismiss = (message: Incoming): { kind: 'dismissed' } => {
  message.body.on('error', () => {}).destroy();
  return { kind: 'dismissed' };
};
