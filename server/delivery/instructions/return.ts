import { type InstructionRule, tooLate } from './rule.ts';

/** Page 12, another instruction: the device does not want the message; its sender reads why. */
export const returnRule: InstructionRule = (known, { reason }) => {
  if (known.folder === 'delivery')
    return { kind: 'carry-out', effect: { kind: 'end', as: 'returned', ...(reason !== undefined && { reason }) } };
  return known.ended === 'returned' ? { kind: 'done-already' } : tooLate(known);
};
