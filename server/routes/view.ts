import type { z } from 'zod';
import type { ApiCopies, ApiMessage, ApiStatus, messageDetailSchema } from '../../protocol/api.ts';
import type { Directory } from '../directory/index.ts';
import type { Ending } from '../retention/policy.ts';
import type { Copies, Cursor, HistoryEntry, ListedMessage, MessageDetail, Policies, Status } from '../store/port.ts';

/** A time as the interface tells it. */
export const iso = (at: number): string => new Date(at).toISOString();
export const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

/** A place in a listing. */
export const formatCursor = ({ at, message }: Cursor): string => `${at}.${message}`;

const viewEnding = (ends: Ending | null): ApiMessage['ends'] => (ends ? { at: iso(ends.at), because: ends.rule } : null);

export const viewMessage = ({ message, acceptedAt, enteredAt, sentAt, ends, ...listed }: ListedMessage): ApiMessage => ({
  ...listed,
  cursor: formatCursor({ at: enteredAt, message }),
  acceptedAt: iso(acceptedAt),
  enteredAt: iso(enteredAt),
  sentAt: isoOrNull(sentAt),
  ends: viewEnding(ends),
});

const viewHistory = (history: readonly HistoryEntry[]): ApiStatus['history'] =>
  history.map(({ kind, at, detail }) => ({ kind, at: iso(at), ...(detail && { detail }) }));

/** Of a copy in a mailbox that the reader's token does not open, the steps and their times. */
export const viewStatus = ({ forwarded, history, ...status }: Status, opens: (mailbox: string) => boolean): ApiStatus => ({
  ...status,
  history: viewHistory(history).map(({ detail, ...step }) => ({ ...step, ...(detail && opens(status.mailbox) && { detail }) })),
  ...(forwarded && { forwarded: viewStatus(forwarded, opens) }),
});

export const viewDetail = (message: MessageDetail, opens: (mailbox: string) => boolean): z.infer<typeof messageDetailSchema> => {
  const { acceptedAt, enteredAt, sentAt, ends, history, forwarded, sha256, ...rest } = message;
  return {
    ...rest,
    acceptedAt: iso(acceptedAt),
    enteredAt: iso(enteredAt),
    sentAt: isoOrNull(sentAt),
    ends: viewEnding(ends),
    sha256: Buffer.from(sha256).toString('hex'),
    history: viewHistory(history),
    ...(forwarded && { forwarded: viewStatus(forwarded, opens) }),
  };
};

export const viewCopies = ({ origin, copies, forgotten, more }: Copies): ApiCopies => ({
  origin,
  copies: copies.map(({ acceptedAt, enteredAt, ends, history, ...copy }) => ({
    ...copy,
    acceptedAt: iso(acceptedAt),
    enteredAt: iso(enteredAt),
    ends: viewEnding(ends),
    history: viewHistory(history),
  })),
  forgotten: [...forgotten],
  more,
});

/** The policies in force, as the store takes them. */
export const policiesOf = (directory: Pick<Directory, 'mailboxes' | 'mailbox' | 'defaults'>): Policies => ({
  default: directory.defaults().retention,
  own: new Map(
    directory.mailboxes().flatMap((name) => {
      const own = directory.mailbox(name)?.ownRetention;
      return own ? [[name, own]] : [];
    }),
  ),
});
