import type { NotifyPolicy } from '../directory/schema.ts';
import { limits } from '../limits.ts';

/**
 * Whether a connected device still has to be reminded (201; p. 12 of the seed: retry of the notification).
 */
export interface Attention {
  /** Repetitions since the device was last heard of. */
  readonly attempt: number;
  /** The device said that it is full: it is told of new messages, but not reminded. */
  readonly deferred: boolean;
  /** ms until the next reminder; `undefined`: none is due. */
  readonly retryIn: number | undefined;
}

export const unconcerned: Attention = { attempt: 0, deferred: false, retryIn: undefined };

export type AttentionEvent =
  /** It opened its stream. */
  | 'connected'
  /** A message was stored for it. */
  | 'accepted'
  /** It asked for a message and more wait. */
  | 'acquired'
  /** Nothing waits any more. */
  | 'emptied'
  /** It has no room (S30, S37). */
  | 'deferred'
  /** The time of `retryIn` is over and it did not come. */
  | 'silent';

/** `(attention, event) → decision`; `notify` says that a notification goes out now, `gone` that the device is given up. */
export const judgeAttention = (
  before: Attention,
  event: AttentionEvent,
  policy: NotifyPolicy,
): { attention: Attention; notify: boolean; gone?: true } => {
  const pause = (attempt: number): number => Math.min(policy.retryAfter * 2 ** attempt, policy.retryMax) * 1_000;
  switch (event) {
    case 'connected':
      return { attention: { attempt: 0, deferred: false, retryIn: pause(0) }, notify: true };
    case 'accepted':
      // Told all the same when deferred: its count of what waits must be right, and this one may fit.
      return { attention: before.deferred ? before : { attempt: 0, deferred: false, retryIn: pause(0) }, notify: true };
    case 'acquired':
      return { attention: { attempt: 0, deferred: false, retryIn: pause(0) }, notify: false };
    case 'emptied':
      return { attention: unconcerned, notify: false };
    case 'deferred':
      return { attention: { attempt: 0, deferred: true, retryIn: undefined }, notify: false };
    case 'silent': {
      const attempt = before.attempt + 1;
      // Nobody is there, whatever the connection says: it ends, and who lives connects again.
      if (attempt > limits.unanswered) return { attention: unconcerned, notify: false, gone: true };
      return { attention: { attempt, deferred: false, retryIn: pause(attempt) }, notify: true };
    }
  }
};
