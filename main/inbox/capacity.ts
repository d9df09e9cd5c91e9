import { cost } from '../../protocol/cost.ts';

/** How much the inbox may hold: a number of messages, or bytes. Chosen by the reader. */
export interface Cap {
  readonly unit: 'messages' | 'bytes';
  readonly limit: number;
}

/** The reader's rules of the inbox. */
export interface CapacityPolicy {
  readonly cap: Cap;
  /** Read, unprotected messages may make way for new ones. */
  readonly overwriteRead: boolean;
  /** The uid of the message before the reader's eyes: it stays, whatever its state. */
  readonly open?: string | null;
}

/** What capacity makes of a message: unread and protected ones stay whatever comes. */
export type MessageState = 'unread' | 'protected' | 'read' | 'deleted';

/** Messages in one state and the bytes they cost. */
export interface Amount {
  readonly count: number;
  readonly bytes: number;
}
export type Tally = Readonly<Record<MessageState, Amount>>;

const inUnit = ({ unit }: Cap, { count, bytes }: Amount): number => (unit === 'messages' ? count : bytes);

/** What one message takes of the cap. */
const weight = ({ unit }: Cap, size: number): number => (unit === 'messages' ? 1 : cost(size));

const used = (cap: Cap, tally: Tally): number => Object.values(tally).reduce((sum, amount) => sum + inUnit(cap, amount), 0);

/** What can make way: deleted messages always, read ones if the reader allows it. */
const reclaimable = ({ cap, overwriteRead }: CapacityPolicy, tally: Tally): number =>
  inUnit(cap, tally.deleted) + (overwriteRead ? inUnit(cap, tally.read) : 0);

/** What can still be received, in the unit of the cap (S30, S37): free + deleted + overwritable. */
export const roomOf = (policy: CapacityPolicy, tally: Tally): number =>
  Math.max(0, policy.cap.limit - used(policy.cap, tally) + reclaimable(policy, tally));

/** Whether a message of the size that is usual here would not find free room. */
export const isFull = (cap: Cap, tally: Tally): boolean => {
  const amounts = Object.values(tally);
  const count = amounts.reduce((sum, amount) => sum + amount.count, 0);
  const bytes = amounts.reduce((sum, amount) => sum + amount.bytes, 0);
  return used(cap, tally) + inUnit(cap, { count: 1, bytes: count === 0 ? 1 : Math.ceil(bytes / count) }) > cap.limit;
};

/** The tally as capacity sees it while a message is open: that one stays as if it were protected. */
export const withOpen = (tally: Tally, open: { readonly state: MessageState; readonly size: number } | undefined): Tally => {
  if (!open || open.state === 'protected') return tally;
  const move = ({ count, bytes }: Amount, by: 1 | -1): Amount => ({ count: count + by, bytes: bytes + by * cost(open.size) });
  return { ...tally, [open.state]: move(tally[open.state], -1), protected: move(tally.protected, 1) };
};

export interface Candidate {
  readonly message: number;
  readonly size: number;
}

export type Admission =
  /** It fits when these have made way. */
  | { readonly kind: 'fits'; readonly remove: readonly Candidate[] }
  /** It does not fit, and nothing makes way. */
  | { readonly kind: 'no-room' };

/**
 * Decides whether a message can be received, and which must make way: deleted ones first, then, if
 * overwriting is on, read ones; each in order of receipt, the shortest run that suffices.
 * @param deleted messages in order of receipt; read only as far as needed, as is `read`
 */
export const admit = (
  policy: CapacityPolicy,
  tally: Tally,
  size: number,
  deleted: Iterable<Candidate>,
  read: Iterable<Candidate>,
): Admission => {
  const { cap } = policy;
  let missing = used(cap, tally) + weight(cap, size) - cap.limit;
  if (missing > reclaimable(policy, tally)) return { kind: 'no-room' };
  const remove: Candidate[] = [];
  for (const candidates of policy.overwriteRead ? [deleted, read] : [deleted]) {
    if (missing <= 0) break;
    for (const candidate of candidates) {
      remove.push(candidate);
      missing -= weight(cap, candidate.size);
      if (missing <= 0) break;
    }
  }
  return { kind: 'fits', remove };
};
