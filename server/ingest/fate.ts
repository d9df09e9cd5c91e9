import type { Quota } from '../../protocol/mailbox.ts';
import type { Grant } from '../directory/index.ts';

/** What becomes of a recipient at RCPT. */
export type Fate = 'accepted' | 'unknown' | 'full' | 'forbidden';

/**
 * Whether a grant allows to send to a mailbox: an admin token and a send token without a mailbox to all, another send
 * token to its own.
 */
export const maySend = ({ scope, mailbox: own }: Grant, mailbox: string): boolean =>
  scope === 'admin' || (scope === 'send' && (own === undefined || own === mailbox));

/** Bytes that a delivery folder still takes; `undefined`: without limit. What it holds is only asked for if there is one. */
export const roomOf = async (
  quota: Quota,
  totals: () => Promise<{ waiting: number; waitingBytes: number }>,
): Promise<number | undefined> => {
  if (quota.messages === null && quota.bytes === null) return undefined;
  const held = await totals();
  if (quota.messages !== null && held.waiting >= quota.messages) return 0;
  return quota.bytes === null ? undefined : quota.bytes - held.waitingBytes;
};

/**
 * @param grant `undefined`: nobody was asked who they are
 * @param size what the client announced, in bytes
 * @param room bytes that the mailbox still takes; `undefined`: without limit
 */
export const judgeRecipient = (judged: {
  mailbox: string;
  known: boolean;
  grant: Grant | undefined;
  size: number | undefined;
  room: number | undefined;
}): Fate => {
  const { mailbox, known, grant, size, room } = judged;
  // First: whose token is for another mailbox is not told which ones exist.
  if (grant && !maySend(grant, mailbox)) return 'forbidden';
  if (!known) return 'unknown';
  return room !== undefined && (room <= 0 || (size ?? 0) > room) ? 'full' : 'accepted';
};
