import type { Retention } from '../../protocol/retention.ts';

export type Folder = 'delivery' | 'processed';

/** Why a message goes: the rule that says so. */
export type Rule = 'delivery-age' | 'processed-age' | 'processed-count';

/** A message that was sent and not yet instructed is not pulled away from its device for this long, in ms. */
export const sendingGrace = 15 * 60_000;

/** What retention knows of a message; times in ms. */
export interface Kept {
  readonly folder: Folder;
  /** When it came into its folder. */
  readonly enteredAt: number;
  /** When it was last sent and not instructed since. */
  readonly sentAt: number | null;
  /** How many messages came into the same folder after it. */
  readonly newer: number;
}

export interface Ending {
  readonly at: number;
  readonly rule: Rule;
}

/**
 * When a message ends and by which rule, the earliest of those that apply; `undefined`: never. A
 * message over the number ended the moment it was; its `at` is then when it entered.
 */
export const endingOf = (kept: Kept, policy: Retention): Ending | undefined => {
  const endings: Ending[] = [];
  if (kept.folder === 'delivery') {
    const { maxAge } = policy.delivery;
    if (maxAge !== null) {
      const at = kept.enteredAt + maxAge * 1_000;
      // The device may hold it already: its instruction goes before our rule.
      endings.push({ at: kept.sentAt === null ? at : Math.max(at, kept.sentAt + sendingGrace), rule: 'delivery-age' });
    }
  } else {
    const { maxAge, maxCount } = policy.processed;
    if (maxCount !== null && kept.newer >= maxCount) endings.push({ at: kept.enteredAt, rule: 'processed-count' });
    if (maxAge !== null) endings.push({ at: kept.enteredAt + maxAge * 1_000, rule: 'processed-age' });
  }
  return endings.toSorted((a, b) => a.at - b.at)[0];
};
