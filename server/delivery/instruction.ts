import type { Verb } from '../../protocol/instruction.ts';
import type { Refusal } from '../../protocol/response.ts';

/** What the store knows of an instructed id; `undefined` if it holds no such row. */
export interface Instructed {
  readonly folder: 'delivery' | 'processed' | 'ended';
  readonly ended: 'deleted' | 'expired' | null;
  /** The tail of its uid. */
  readonly tail: string;
}

export type InstructionJudgement =
  /** 204: delete, or 210: move to the processed folder. */
  | { readonly kind: 'carry-out'; readonly verb: Verb }
  /** Gone from the delivery folder already is done already. */
  | { readonly kind: 'done-already' }
  /** It ended before the device's word came; its history shall say that the device has it. */
  | { readonly kind: 'done-late' }
  | { readonly kind: 'refused'; readonly reason: Refusal };

/** Judges one instructed id (S45, S47). Idempotent: judged again after it was carried out, it is done. */
export const judgeInstruction = (
  verb: Verb,
  target: { readonly id: number; readonly tail?: string | undefined },
  known: Instructed | undefined,
  lastId: number,
): InstructionJudgement => {
  if (target.id > lastId) return { kind: 'refused', reason: 'unknown' };
  if (!known) return { kind: 'done-already' };
  if (target.tail !== undefined && target.tail !== known.tail) return { kind: 'refused', reason: 'mismatch' };
  if (known.folder === 'delivery') return { kind: 'carry-out', verb };
  return known.ended === 'expired' ? { kind: 'done-late' } : { kind: 'done-already' };
};
