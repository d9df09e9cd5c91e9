import type { Retention, ServerFolder } from '../protocol/bridge.ts';
import { type AgeUnit, secondsIn, splitAge } from './format.ts';
import { numberOf } from './numbers.ts';

/** The policy of a folder while it is being edited: what stands in the fields. */
export interface Draft {
  readonly ageLimited: boolean;
  readonly age: number | string;
  readonly unit: AgeUnit;
  readonly numberLimited: boolean;
  readonly number: number | string;
}

/** Bounds of the policy's own schema. */
const longest = 100 * 365 * 86_400;
const most = 1_000_000_000;
/** What a field holds when its limit is switched on. */
const usual = { age: 30 * 86_400, number: 1_000 };

export const draftOf = (policy: Retention, folder: ServerFolder): Draft => {
  const { maxAge } = policy[folder];
  const { maxCount } = policy.processed;
  const { value, unit } = splitAge(maxAge ?? usual.age);
  return {
    ageLimited: maxAge !== null,
    age: value,
    unit,
    numberLimited: folder === 'processed' && maxCount !== null,
    number: maxCount ?? usual.number,
  };
};

/** The policy that a draft asks for, or the fields that are wrong. */
export const policyOf = (
  draft: Draft,
  folder: ServerFolder,
  before: Retention,
): { ok: true; policy: Retention } | { ok: false; wrong: readonly ('age' | 'number')[] } => {
  const age = numberOf(draft.age);
  const seconds = age === null ? null : age * secondsIn[draft.unit];
  const number = numberOf(draft.number);
  const wrong: ('age' | 'number')[] = [];
  if (draft.ageLimited && (seconds === null || seconds < 1 || seconds > longest)) wrong.push('age');
  if (draft.numberLimited && (number === null || number < 0 || number > most)) wrong.push('number');
  if (wrong.length > 0) return { ok: false, wrong };
  const maxAge = draft.ageLimited ? seconds : null;
  if (folder === 'delivery') return { ok: true, policy: { ...before, delivery: { maxAge } } };
  return { ok: true, policy: { ...before, processed: { maxAge, maxCount: draft.numberLimited ? number : null } } };
};
