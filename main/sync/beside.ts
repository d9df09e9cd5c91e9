import type { CapacityPolicy } from '../inbox/capacity.ts';
import type { Ended, Inbox, Oversize, Source } from '../inbox/port.ts';
import type { ServerClient } from './request.ts';

/* What a device learns of its mailbox beside the five steps: it asks, and changes nothing at the server. */

interface Deps {
  readonly inbox: Inbox;
  readonly server: ServerClient;
  readonly source: Source;
  readonly signal: AbortSignal;
}

const reasons = { expired: 'expired', deleted: 'removed', returned: 'returned' } as const;

/**
 * What ended at the server before this device had it and was not known here; kept beside the traces, and told at once: a
 * later page may fail. @throws Problem
 */
export const learnEnded = async ({ inbox, server, source, signal }: Deps, tell: (ended: Ended) => void): Promise<void> => {
  let after = await inbox.tombstonesRead(source);
  for (;;) {
    const { tombstones, next } = await server.tombstones(source.mailbox, after, signal);
    const last = tombstones.at(-1);
    if (!last) return;
    const ended = tombstones.map(
      ({ id, uid, size, type, subject, sender, acceptedAt, endedAt, because }): Ended => ({
        id,
        uid,
        bytes: size,
        type,
        subject,
        from: sender,
        acceptedAt: Date.parse(acceptedAt),
        endedAt: Date.parse(endedAt),
        because: reasons[because],
      }),
    );
    after = last.tombstone;
    for (const learned of await inbox.addEnded(source, ended, after)) tell(learned);
    if (next === null) return;
  }
};

/** A message that is larger than the whole inbox may be, as it is told of. */
export interface TooLarge extends Oversize {
  readonly subject: string;
  readonly from: string;
}

/** Where the last look over the delivery folder ended, and under which cap. */
export interface LookedOver {
  readonly limit: number;
  readonly after: string | undefined;
}

/**
 * Tells of messages in the delivery folder that are larger than the whole inbox may be, of each once. Goes on where the last look
 * ended, unless the cap is another. @throws Problem
 */
export const findTooLarge = async (
  { inbox, server, source, signal }: Deps,
  { cap }: CapacityPolicy,
  last: LookedOver | undefined,
  tell: (message: TooLarge) => void,
): Promise<LookedOver> => {
  let after = last?.limit === cap.limit ? last.after : undefined;
  for (;;) {
    const { messages, next } = await server.waiting(source.mailbox, after, signal);
    const large = messages
      .filter(({ size }) => cap.unit === 'bytes' && size > cap.limit)
      .map(({ id, uid, size, subject, sender }): TooLarge => ({ id, uid, bytes: size, subject, from: sender }));
    const fresh = new Set((await inbox.noteOversize(source, large)).map(({ uid }) => uid));
    for (const message of large) if (fresh.has(message.uid)) tell(message);
    after = messages.at(-1)?.cursor ?? after;
    if (next === null) return { limit: cap.limit, after };
    after = next;
  }
};
