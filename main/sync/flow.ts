import type { AcquisitionRequest } from '../../protocol/acquisition.ts';
import { Problem } from '../../protocol/errors.ts';
import { receiptVerbs, tailOf } from '../../protocol/instruction.ts';
import type { Cap } from '../inbox/capacity.ts';
import type { PendingInstruction, Settlement } from '../inbox/port.ts';
import {
  initial,
  judgeDamaged,
  judgeNoRoom,
  judgeNothing,
  judgeStart,
  judgeStored,
  type PassState,
  type PlannedRequest,
  type Step,
} from './judgement.ts';
import type { PassDeps, PassEnd } from './pass.ts';
import { arrive, countDamage, dismiss, takeSeveral, tellStored, tellTrouble } from './receive.ts';
import type { Answer } from './request.ts';

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
      if (answer.kind === 'several') answer.dismiss();
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
    if (answer.kind === 'several') {
      const taken = await takeSeveral(deps, request, answer.messages, settled);
      settled = [];
      state = receptionState(state, taken.cap, taken.room ?? state.room, taken.reached);
      if (taken.problem) return { kind: 'failed', problem: taken.problem };
      step = judgeStored(state, taken.next, taken.instruct, taken.left);
      continue;
    }
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
    const left = Math.max(0, acquisition.waiting - 1);
    tellStored(deps, message, reception, left);

    // S36, S37: next message and room? Ask and instruct in one request, or instruct alone.
    step = judgeStored(state, acquisition.next, [{ verb: order.verb, id: message.id, uid: message.uid }], left);
  }
};

/** In another unit, what was passed over before may fit whatever the room was. */
const receptionState = ({ cap: before, least, reached }: PassState, cap: Cap, room: number, id: number): PassState => ({
  cap,
  room,
  least: cap.unit === before.unit ? Math.min(least, room) : 0,
  reached: Math.max(reached, id),
});

/** With a cap by number there is no room in bytes to speak of: only that there is none. */
const toWire = ({ get, instruct, room, max }: PlannedRequest, { cap }: PassState): AcquisitionRequest => ({
  ...(get !== undefined && { get }),
  ...(max !== undefined && { max }),
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
  tellTrouble(deps, 'message-unreadable', detail, { id });
};
