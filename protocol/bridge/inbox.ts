import { z } from 'zod';
import { filterSchema } from '../settings.ts';
import { account, holder, key, method, rows, uid, uids } from './method.ts';
import type { ServerPage } from './server.ts';
import type { Sizes } from './tasks.ts';

/** A message of the inbox as the list shows it. Times are ms since the epoch. */
export interface MessageRow {
  /** The account that has it. */
  readonly account: string;
  readonly uid: string;
  /** Place in the order of receipt; the key of paging. */
  readonly key: number;
  readonly mailbox: string;
  readonly subject: string;
  readonly from: string;
  readonly type: string;
  readonly bytes: number;
  readonly acceptedAt: number;
  readonly receivedAt: number;
  readonly read: boolean;
  readonly protected: boolean;
  readonly deleted: boolean;
  /** Null until they were counted. */
  readonly attachments: number | null;
  /** How its text begins, on one line; empty until it was read for the search. */
  readonly preview: string;
}

export const inboxFolders = ['inbox', 'unread', 'protected', 'deleted'] as const;
export type InboxFolder = (typeof inboxFolders)[number];

/** A page of the list, the newest first. `next` is the `before` of the page behind it, null at the end. */
export interface MessagePage {
  readonly rows: readonly MessageRow[];
  readonly next: number | null;
}

/** Why a message is gone: here (`overwritten`, `deleted`), or at the server before it came. */
export const traceReasons = ['overwritten', 'deleted', 'expired', 'removed', 'returned'] as const;
export type TraceReason = (typeof traceReasons)[number];

/** What is left of a message that is gone. Times are ms since the epoch. */
export interface TraceRow {
  /** Its place in the order in which the device learned that it is gone. */
  readonly key: number;
  readonly mailbox: string;
  readonly id: number;
  readonly uid: string;
  readonly bytes: number;
  readonly type: string;
  readonly subject: string;
  readonly from: string;
  readonly acceptedAt: number;
  /** Null: it was never here. */
  readonly receivedAt: number | null;
  readonly goneAt: number;
  readonly because: TraceReason;
  /** When it was fetched again; null if it was not. */
  readonly backAt: number | null;
}

/** What is gone, what was learned of last first; `next` as of a page of messages. */
export interface TracePage {
  readonly rows: readonly TraceRow[];
  readonly next: number | null;
}

/** What became of the wish to have a message once more. */
export interface Again {
  readonly uid: string;
  /** `coming`: it is in the delivery folder now; `waiting`: it is there anyway; `gone`: the server has it no more. */
  readonly outcome: 'coming' | 'waiting' | 'gone';
}

/** What may come of opening a file with the system: by its name, and by its type. */
export const dangers = ['program', 'script', 'macro', 'link', 'page', 'disk', 'archive'] as const;
export type Danger = (typeof dangers)[number];

/** What the app can show by itself, without running anything of it. */
export type Preview = 'image' | 'audio' | 'pdf';

/** A file in a mail; its place in the list names it. */
export interface Attachment {
  /** Only a name, on every system, and nothing in it that turns its letters around. */
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  /** By which the layout refers to it, without brackets. */
  readonly contentId: string | null;
  /** Belongs into the layout, which shows it. */
  readonly inline: boolean;
  readonly preview: Preview | null;
  readonly danger: Danger | null;
  /** Its name makes it look like another kind of file. */
  readonly disguised: boolean;
}

/** A header of a mail, its words decoded. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** What the reading pane shows. */
export interface MessageContent {
  readonly row: MessageRow;
  readonly to: string;
  readonly body: /** `cut`: it is longer than what is shown. */
    | { readonly kind: 'text'; readonly text: string; readonly cut: boolean }
    /** With a layout, untrusted; `text` is what its sender wrote for those who want none. */
    | { readonly kind: 'html'; readonly html: string; readonly text: string | null; readonly cut: boolean }
    | { readonly kind: 'image'; readonly type: string; readonly data: Uint8Array }
    /** To be fetched with `reading.part`. */
    | { readonly kind: 'audio' | 'pdf'; readonly name: string; readonly type: string }
    /** Anything else: to be saved to disk. */
    /** Not opened here, for it is too large, or of a kind that is not. */
    | { readonly kind: 'file'; readonly name: string; readonly why: 'size' | 'type' }
    /** Its bytes here do not match its digest any more. */
    | { readonly kind: 'damaged' };
  readonly attachments: readonly Attachment[];
  /** All of a mail, in its order; none of what is no mail. */
  readonly headers: readonly Header[];
}

/** Messages in one state and the bytes they take of a cap by bytes. */
export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** How the device stands to its server. Times are ms since the epoch. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'idle' }
  /** `part`: how much of a large message is here, in bytes. */
  | {
      readonly kind: 'fetching';
      readonly done: number;
      readonly of: number;
      readonly part: { readonly bytes: number; readonly of: number } | null;
    }
  /** What waits at the server waits for room; `smallest` bytes would bring one of them. */
  | { readonly kind: 'full'; readonly smallest: number }
  /** What waits at the server stays there: it is larger than the whole inbox may be, or damaged. */
  | { readonly kind: 'deferred'; readonly smallest: number }
  | { readonly kind: 'offline'; readonly retryAt: number }
  /** The server refuses (token, mailbox): asking again does not help. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** Something of this machine or of the server fails, as the disk. */
  | { readonly kind: 'failing'; readonly code: string; readonly message: string; readonly retryAt: number };

/** Everything that the window shows of the inbox's state, small enough to be sent whole. */
export interface Status {
  readonly connection: Connection;
  /** At the server, as far as is known. */
  readonly waiting: Amount;
  readonly tally: Readonly<Record<'unread' | 'protected' | 'read' | 'deleted', Amount>>;
  /** All unread messages, protected ones included. */
  readonly unread: number;
  /** What can still be received, in the unit of the cap. */
  readonly room: number;
  /** The message that a new one of usual size would take the place of; null while there is free room, or none would go. */
  readonly next: string | null;
}

/** A message of a list, and how many stand above it. */
export interface Stepped extends Pick<MessageRow, 'account' | 'uid'> {
  readonly place: number;
}

/** Down the list, or up. */
export const by = z.union([z.literal(1), z.literal(-1)]);

/** What is looked at of an inbox. */
export const sight = z.strictObject({
  account,
  folder: z.enum(inboxFolders),
  /** Words to be found in subject, sender, text or names of attachments, all of them; the last one may be unfinished. */
  words: z.string().max(1_000).optional(),
  filter: filterSchema.optional(),
});

/** Of an account's inbox; the mail engine answers all of them. */
export const inboxMethods = {
  'status.read': method<Status>()(z.strictObject({ account })),
  /** Check for new mail now (F5). */
  'inbox.fetch': method<null>()(z.strictObject({ account })),
  /** How the inbox calls itself at its server. */
  'inbox.device': method<string>()(z.strictObject({ account })),
  /** Makes this device the one of the mailbox, after the server refused with `other-device`. */
  'inbox.takeOver': method<null>()(z.strictObject({ account })),
  'inbox.page': method<MessagePage>()(
    sight.extend({
      before: key,
      /** From the first one on that was received before, ms since the epoch; in place of a key. */
      receivedBefore: z.int().min(0).optional(),
      /** Messages that are passed over from there. */
      skip: z.int().min(0).max(100_000_000).optional(),
      limit: rows,
    }),
  ),
  'inbox.count': method<number>()(sight),
  /** Of all messages that are seen so, the newest first. */
  'inbox.uids': method<string[]>()(sight),
  /** The nearest unread one that is seen so, from behind a key on; without a key from the end of the list. Null: there is none. */
  'inbox.step': method<Stepped | null>()(sight.extend({ from: key, by })),
  'inbox.message': method<MessageContent>()(z.strictObject({ account: holder, uid })),
  /** The message that the reader has before their eyes, or null: it is not overwritten meanwhile. */
  'inbox.open': method<null>()(z.strictObject({ account, uid: uid.nullable() })),
  /** Returns the uids that were changed. Deleting can be undone with `deleted: false` until the room is needed. */
  'inbox.mark': method<string[]>()(
    z.strictObject({
      account,
      uids,
      read: z.boolean().optional(),
      protected: z.boolean().optional(),
      deleted: z.boolean().optional(),
    }),
  ),
  /** Removes deleted messages for good, these or all; returns those that went. */
  'inbox.purge': method<string[]>()(z.strictObject({ account, uids: uids.nullable() })),
  'inbox.sizes': method<Sizes>()(z.strictObject({ account })),
  'inbox.traces': method<TracePage>()(z.strictObject({ account, before: key, limit: rows })),
  /** Has the server deliver messages once more that it still has in its processed folder. */
  'inbox.again': method<Again[]>()(z.strictObject({ account, uids })),
  /** What waits at the server, the oldest first; nothing of it is marked. */
  'inbox.waiting': method<ServerPage>()(z.strictObject({ account, after: z.string().max(40).nullable() })),
} as const;
