import type { Instruction } from '../../../protocol/instruction.ts';
import type { Refusal } from '../../../protocol/response.ts';
import type { End } from '../../../protocol/submission.ts';

/** What the store knows of an instructed id; `undefined` if it holds no such row. */
export interface Instructed {
  readonly folder: 'delivery' | 'processed' | 'ended';
  readonly ended: End | null;
  /** The tail of its uid. */
  readonly tail: string;
}

/** What the store does to a message. */
export type Effect =
  | { readonly kind: 'end'; readonly as: 'deleted' | 'returned'; readonly reason?: string }
  | { readonly kind: 'process' }
  /** Ends it here and gives another mailbox a copy under a uid of its own. */
  | { readonly kind: 'forward'; readonly to: string };

export type InstructionJudgement =
  | { readonly kind: 'carry-out'; readonly effect: Effect }
  /** Gone from the delivery folder already is done already. */
  | { readonly kind: 'done-already' }
  /** It ended before the device's word came, if it had not come already; then its history shall say that the device has it. */
  | { readonly kind: 'done-late' }
  | { readonly kind: 'refused'; readonly reason: Refusal };

/** One instruction. Judged again after it was carried out, it is done. */
export type InstructionRule = (known: Instructed, instruction: Instruction) => InstructionJudgement;

/** The device has the message and is done with it: whatever became of it here, that is in effect. */
export const settled = (known: Instructed): InstructionJudgement =>
  known.ended === 'expired' || known.ended === 'deleted' ? { kind: 'done-late' } : { kind: 'done-already' };

/** Why an instruction that needs the message itself comes too late. */
export const tooLate = (known: Instructed): InstructionJudgement => ({ kind: 'refused', reason: known.ended ?? 'moved' });
