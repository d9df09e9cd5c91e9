import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Verb, verbs } from '#restante/protocol/instruction';
import { type Instructed, type InstructionJudgement, judgeInstruction } from '#restante/server/delivery/instruction';
import { tail } from '../support/arbitraries.ts';

const verb = fc.constantFrom(...verbs);

const known: fc.Arbitrary<Instructed> = fc
  .record({
    at: fc.constantFrom(
      { folder: 'delivery', ended: null } as const,
      { folder: 'processed', ended: null } as const,
      { folder: 'ended', ended: 'deleted' } as const,
      { folder: 'ended', ended: 'expired' } as const,
    ),
    tail,
  })
  .map(({ at, tail }) => ({ ...at, tail }));

/** What the store holds after it did as it was told. */
const carriedOut = (known: Instructed, judgement: InstructionJudgement): Instructed => {
  if (judgement.kind !== 'carry-out') return known;
  return judgement.verb === 'move' ? { ...known, folder: 'processed' } : { ...known, folder: 'ended', ended: 'deleted' };
};

describe('an instruction', () => {
  it('is carried out on a message that waits, by its id alone or with its tail', () => {
    fc.assert(
      fc.property(verb, tail, fc.boolean(), (verb, tail, proven) => {
        const target = { id: 7, ...(proven && { tail }) };
        expect(judgeInstruction(verb, target, { folder: 'delivery', ended: null, tail }, 7)).toEqual({ kind: 'carry-out', verb });
      }),
    );
  });

  it('is idempotent: given again, it is done and changes nothing', () => {
    fc.assert(
      fc.property(verb, known, fc.array(verb, { maxLength: 3 }), fc.boolean(), (verb, known, again, proven) => {
        const target = { id: 7, ...(proven && { tail: known.tail }) };
        let state = carriedOut(known, judgeInstruction(verb, target, known, 9));
        for (const next of [verb, ...again] as Verb[]) {
          const judgement = judgeInstruction(next, target, state, 9);
          expect(judgement.kind).toBe(state.ended === 'expired' ? 'done-late' : 'done-already');
          state = carriedOut(state, judgement);
        }
      }),
    );
  });

  it('changes nothing when the tail is that of another message', () => {
    fc.assert(
      fc.property(verb, known, tail, (verb, known, other) => {
        fc.pre(other !== known.tail);
        expect(judgeInstruction(verb, { id: 7, tail: other }, known, 7)).toEqual({ kind: 'refused', reason: 'mismatch' });
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
          expect(judgeInstruction(verb, { id: lastId + more, tail }, undefined, lastId)).toEqual({ kind: 'refused', reason: 'unknown' });
        },
      ),
    );
  });

  it('is done for an id whose message left no trace', () => {
    expect(judgeInstruction('delete', { id: 7, tail: '9f3c21ab77e0' }, undefined, 7)).toEqual({ kind: 'done-already' });
  });

  it('that comes after the message expired is done, and the history shall say that the device has it', () => {
    const expired: Instructed = { folder: 'ended', ended: 'expired', tail: '9f3c21ab77e0' };
    for (const verb of verbs) expect(judgeInstruction(verb, { id: 7, tail: expired.tail }, expired, 7)).toEqual({ kind: 'done-late' });
  });
});
