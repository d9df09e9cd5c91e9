import { type Instruction, receiptVerbs, type Verb } from '../../../protocol/instruction.ts';
import { deleteRule } from './delete.ts';
import { forwardRule } from './forward.ts';
import { moveRule } from './move.ts';
import { returnRule } from './return.ts';
import type { Instructed, InstructionJudgement, InstructionRule } from './rule.ts';

export type { Effect, Instructed, InstructionJudgement } from './rule.ts';

/** The registry: a new instruction is a file beside these, its verb in protocol/instruction.ts, and a line here. */
const registry: Record<Verb, InstructionRule> = { delete: deleteRule, move: moveRule, forward: forwardRule, return: returnRule };

/** Judges one instructed id (S45, S47). Idempotent: judged again after it was carried out, it is done. */
export const judgeInstruction = (
  instruction: Instruction,
  target: { readonly id: number; readonly tail?: string | undefined },
  known: Instructed | undefined,
  lastId: number,
): InstructionJudgement => {
  if (target.id > lastId) return { kind: 'refused', reason: 'unknown' };
  if (!known)
    // Given once and no longer on record: whoever has it can be done with it, and nobody can hand it on.
    return (receiptVerbs as readonly Verb[]).includes(instruction.verb) ? { kind: 'done-already' } : { kind: 'refused', reason: 'unknown' };
  if (target.tail !== undefined && target.tail !== known.tail) return { kind: 'refused', reason: 'mismatch' };
  return registry[instruction.verb](known, instruction);
};
