import type { AccountInfo, Status } from '../protocol/bridge.ts';

type Unit = AccountInfo['cap']['unit'];

export const megabyte = 1_000_000;

const ladder = (from: number, to: number): number[] => {
  const steps: number[] = [];
  for (let power = from; power <= to; power *= 10) steps.push(...[1, 2, 5].map((n) => n * power).filter((n) => n <= to));
  return steps;
};

/** Where the slider stops: round sizes, in the unit of the cap. */
export const capSteps: Readonly<Record<Unit, readonly number[]>> = {
  messages: ladder(10, 1_000_000),
  bytes: ladder(megabyte, 1_000_000 * megabyte),
};

/** The stop that is nearest to a size. */
export const nearestStep = (unit: Unit, limit: number): number => {
  const steps = capSteps[unit];
  const above = steps.findIndex((step) => step >= limit);
  return above < 0 ? steps.length - 1 : above;
};

const held = (tally: Status['tally'], unit: Unit): number =>
  Object.values(tally).reduce((sum, amount) => sum + (unit === 'messages' ? amount.count : amount.bytes), 0);

/** A size to start from when the unit changes: usual, and never below what the inbox holds. */
export const usualCap = (unit: Unit, tally: Status['tally'] | undefined): number => {
  const usual = unit === 'messages' ? 1_000 : 100 * megabyte;
  const needed = tally ? held(tally, unit) * 1.25 : 0;
  return capSteps[unit].find((step) => step >= Math.max(usual, needed)) ?? usual;
};
