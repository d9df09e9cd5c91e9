import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instruction, receiptVerbs, type Verb, verbs } from '#restante/protocol/instruction';
import { ends } from '#restante/protocol/submission';
import { type Effect, type Instructed, type InstructionJudgement, judgeInstruction } from '#restante/server/delivery/instructions/index';
import { tail } from '../support/arbitraries.ts';

const instruction = (verb: Verb): Instruction => ({
  verb,
  targets: [],
  ...(verb === 'forward' && { to: 'bob' }),
  ...(verb === 'return' && { reason: 'not mine' }),
});
const verb = fc.constantFrom(...verbs);
const receiptVerb = fc.constantFrom(...receiptVerbs);
const handOn = fc.constantFrom<Verb>('forward', 'return');

const place = fc.constantFrom<Omit<Instructed, 'tail'>>(
  { folder: 'delivery', ended: null },
  { folder: 'processed', ended: null },
  ...ends.map((ended) => ({ folder: 'ended', ended }) as const),
);
const known: fc.Arbitrary<Instructed> = fc.record({ place, tail }).map(({ place, tail }) => ({ ...place, tail }));

const effects: Record<Verb, Effect> = {
  delete: { kind: 'end', as: 'deleted' },
  move: { kind: 'process' },
  forward: { kind: 'forward', to: 'bob' },
  return: { kind: 'end', as: 'returned', reason: 'not mine' },
};

/** What the store holds after it did as it was told. */
const carriedOut = (known: Instructed, judgement: InstructionJudgement): Instructed => {
  if (judgement.kind !== 'carry-out') return known;
  const { effect } = judgement;
  switch (effect.kind) {
    case 'process':
      return { ...known, folder: 'processed' };
    case 'end':
      return { ...known, folder: 'ended', ended: effect.as };
    case 'forward':
      return { ...known, folder: 'ended', ended: 'forwarded' };
  }
};

describe('an instruction', () => {
  it('is carried out on a message that waits, by its id alone or with its tail', () => {
    fc.assert(
      fc.property(verb, tail, fc.boolean(), (verb, tail, proven) => {
        const target = { id: 7, ...(proven && { tail }) };
        const judgement = judgeInstruction(instruction(verb), target, { folder: 'delivery', ended: null, tail }, 7);
        expect(judgement).toEqual({ kind: 'carry-out', effect: effects[verb] });
      }),
    );
  });

  it('is idempotent: given again, it is done and changes nothing', () => {
    fc.assert(
      fc.property(verb, known, fc.nat(3), fc.boolean(), (verb, known, times, proven) => {
        const target = { id: 7, ...(proven && { tail: known.tail }) };
        const first = judgeInstruction(instruction(verb), target, known, 9);
        const state = carriedOut(known, first);
        for (let again = 0; again <= times; again += 1) {
          const judgement = judgeInstruction(instruction(verb), target, state, 9);
          const kept = state.ended === 'expired' || state.ended === 'deleted' ? 'done-late' : 'done-already';
          expect(judgement.kind).toBe(first.kind === 'refused' ? 'refused' : verb === 'delete' || verb === 'move' ? kept : 'done-already');
          expect(carriedOut(state, judgement)).toEqual(state);
        }
      }),
    );
  });

  it('to delete or move is done for whatever has left the delivery folder', () => {
    fc.assert(
      fc.property(receiptVerb, known, (verb, known) => {
        fc.pre(known.folder !== 'delivery');
        const { kind } = judgeInstruction(instruction(verb), { id: 7, tail: known.tail }, known, 9);
        expect(kind).toBe(known.ended === 'expired' || known.ended === 'deleted' ? 'done-late' : 'done-already');
      }),
    );
  });

  it('to forward or return is refused with what became of the message instead', () => {
    fc.assert(
      fc.property(handOn, known, (verb, known) => {
        const own = verb === 'forward' ? 'forwarded' : 'returned';
        fc.pre(known.folder !== 'delivery' && known.ended !== own);
        const judgement = judgeInstruction(instruction(verb), { id: 7, tail: known.tail }, known, 9);
        expect(judgement).toEqual({ kind: 'refused', reason: known.ended ?? 'moved' });
      }),
    );
  });

  it('changes nothing when the tail is that of another message', () => {
    fc.assert(
      fc.property(verb, known, tail, (verb, known, other) => {
        fc.pre(other !== known.tail);
        const judgement = judgeInstruction(instruction(verb), { id: 7, tail: other }, known, 7);
        expect(judgement).toEqual({ kind: 'refused', reason: 'mismatch' });
      }),
    );
  });

  it('is refused for an id that was never given', () => {
    fc.assert(
      fc.property(
        verb,
        fc.nat(1_000),
        fc.integer({ min: 1, max: 1_000 }),
        fc.option(tail, { nil: undefined }),
        (verb, lastId, more, tail) => {
          const judgement = judgeInstruction(instruction(verb), { id: lastId + more, tail }, undefined, lastId);
          expect(judgement).toEqual({ kind: 'refused', reason: 'unknown' });
        },
      ),
    );
  });

  it('is done for an id whose message left no trace, unless it needs the message', () => {
    for (const verb of receiptVerbs)
      expect(judgeInstruction(instruction(verb), { id: 7, tail: '9f3c21ab77e0' }, undefined, 7)).toEqual({ kind: 'done-already' });
    for (const verb of ['forward', 'return'] as const)
      expect(judgeInstruction(instruction(verb), { id: 7 }, undefined, 7)).toEqual({ kind: 'refused', reason: 'unknown' });
  });
});
