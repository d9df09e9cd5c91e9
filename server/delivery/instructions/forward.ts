import { type InstructionRule, tooLate } from './rule.ts';

/** Page 12, another instruction: the message is handed on to another mailbox. */
export const forwardRule: InstructionRule = (known, { to }) => {
  if (known.folder === 'delivery' && to !== undefined) return { kind: 'carry-out', effect: { kind: 'forward', to } };
  return known.ended === 'forwarded' ? { kind: 'done-already' } : tooLate(known);
};
