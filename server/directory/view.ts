import { isDeepStrictEqual } from 'node:util';
import type { Quota } from '../../protocol/mailbox.ts';
import type { Retention } from '../../protocol/retention.ts';
import { type DirectoryData, type MailboxEntry, unlimited } from './schema.ts';

/** A mailbox as an administrator sees it. */
export interface MailboxInfo {
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Several devices may take its messages. */
  readonly shared: boolean;
  /** In force. */
  readonly quota: Quota;
  /** `null`: the default is in force. */
  readonly ownQuota: Quota | null;
  /** In force. */
  readonly retention: Retention;
  /** `null`: the default is in force. */
  readonly ownRetention: Retention | null;
}

/** What a change means to those who act on the directory. A change of tokens alone names no mailbox. */
export interface DirectoryChange {
  /** Mailboxes that are new, or of which another retention policy is in force. */
  readonly retention: readonly string[];
  /** Mailboxes that are no longer there. */
  readonly removed: readonly string[];
}

/** Own members only: a mailbox may be called "constructor". */
export const entryOf = (data: DirectoryData, name: string): MailboxEntry | undefined =>
  Object.hasOwn(data.mailboxes, name) ? data.mailboxes[name] : undefined;

export const retentionOf = (data: DirectoryData, name: string): Retention => entryOf(data, name)?.retention ?? data.defaults.retention;

export const quotaOf = (data: DirectoryData, name: string): Quota => entryOf(data, name)?.quota ?? data.defaults.quota ?? unlimited;

export const mailboxOf = (data: DirectoryData, name: string): MailboxInfo | undefined => {
  const entry = entryOf(data, name);
  return (
    entry && {
      name,
      createdAt: entry.createdAt,
      shared: entry.shared ?? false,
      quota: quotaOf(data, name),
      ownQuota: entry.quota ?? null,
      retention: retentionOf(data, name),
      ownRetention: entry.retention ?? null,
    }
  );
};

export const compare = (before: DirectoryData, after: DirectoryData): DirectoryChange => ({
  retention: Object.keys(after.mailboxes).filter(
    (name) => !entryOf(before, name) || !isDeepStrictEqual(retentionOf(before, name), retentionOf(after, name)),
  ),
  removed: Object.keys(before.mailboxes).filter((name) => !entryOf(after, name)),
});
