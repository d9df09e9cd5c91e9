import type { Retention, Rule } from '../../protocol/retention.ts';

export type Folder = 'delivery' | 'processed';

/** A message that was sent and not yet instructed is not pulled away from its device for this long, in ms. */
export const sendingGrace = 15 * 60_000;

/** What retention knows of a message; times in ms. */
export interface Kept {
  readonly folder: Folder;
  /** When it came into its folder. */
  readonly enteredAt: number;
  /** When it was last sent and not instructed since. */
  readonly sentAt: number | null;
  /** An administrator holds it: nothing ends it. */
  readonly held: boolean;
  /** As many as the number allows, and not held, came into its folder after it. */
  readonly beyond: boolean;
}

export interface Ending {
  readonly at: number;
  readonly rule: Rule;
}

/**
 * When a message ends and by which rule, the earliest of those that apply; `undefined`: never. A
 * message over the number ended the moment it was; its `at` is then when it entered, and `now` if it is to
 * have entered later than that: the clock was set back since.
 */
export const endingOf = (kept: Kept, policy: Retention, now: number): Ending | undefined => {
  if (kept.held) return undefined;
  if (kept.folder === 'delivery') {
    const { maxAge } = policy.delivery;
    if (maxAge === null) return undefined;
    const at = kept.enteredAt + maxAge * 1_000;
    // The device may hold it already: its instruction goes before our rule.
    return { at: kept.sentAt === null ? at : Math.max(at, kept.sentAt + sendingGrace), rule: 'delivery-age' };
  }
  const { maxAge } = policy.processed;
  if (kept.beyond) return { at: Math.min(kept.enteredAt, now), rule: 'processed-count' };
  return maxAge === null ? undefined : { at: kept.enteredAt + maxAge * 1_000, rule: 'processed-age' };
};

/** How many of the oldest in the processed folder are over its number; `unheld` are those that are not held. */
export const beyondNumber = (unheld: number, { processed: { maxCount } }: Retention): number =>
  maxCount === null ? 0 : Math.max(0, unheld - maxCount);

/** More than this many messages at once, and more than half of their folder: an administrator is asked first. */
export const brakeAbove = 100;

/**
 * The safety brake: a clock that was set wrong, or a policy that nobody previewed, must not empty a folder.
 * @param due messages that retention would remove now @param allowed how many of them an administrator has confirmed
 * @param stored messages in the folder
 */
export const judgeBrake = ({ due, allowed, stored }: { due: number; allowed: number; stored: number }): 'go' | 'wait' => {
  const unasked = due - Math.min(allowed, due);
  return unasked > brakeAbove && unasked * 2 > stored ? 'wait' : 'go';
};
