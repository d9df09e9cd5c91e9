import { type InstructionRule, settled } from './rule.ts';

/** 210, embodiment 2: the device has the message; it goes to the processed folder (211). */
export const moveRule: InstructionRule = (known) =>
  known.folder === 'delivery' ? { kind: 'carry-out', effect: { kind: 'process' } } : settled(known);
