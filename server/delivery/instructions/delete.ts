import { type InstructionRule, settled } from './rule.ts';

/** 204, embodiment 1: the device has the message; it goes. */
export const deleteRule: InstructionRule = (known) =>
  known.folder === 'delivery' ? { kind: 'carry-out', effect: { kind: 'end', as: 'deleted' } } : settled(known);
