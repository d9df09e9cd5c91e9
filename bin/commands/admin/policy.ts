import type { Retention } from '../../../protocol/retention.ts';
import { messages } from '../words.ts';

/** `30d`, or `for ever`. */
export const describeAge = (seconds: number | null): string => {
  if (seconds === null) return 'for ever';
  const [unit, name] = [[86_400, 'd'] as const, [3_600, 'h'] as const, [60, 'm'] as const].find(([u]) => seconds % u === 0) ?? [1, 's'];
  return `${seconds / unit}${name}`;
};

/** A policy in a few words. */
export const describePolicy = ({ delivery, processed }: Retention): string =>
  `undelivered ${describeAge(delivery.maxAge)}, processed ${describeAge(processed.maxAge)}` +
  `${processed.maxCount === null ? '' : ` and at most ${messages(processed.maxCount)}`}`;
