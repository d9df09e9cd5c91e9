import { z } from 'zod';
import {
  type AccountCheck,
  type AccountInfo,
  accountId,
  accountLabel,
  accountQuestion,
  accountSettingsSchema,
  type Removal,
} from './account.ts';
import { type Retention, type Rule, retentionSchema } from './retention.ts';
import { type Settings, settingsSchema } from './settings.ts';

/*
 * What the window and the rest of the app say to each other. Each method is declared once, here: the
 * preload, the handlers and the renderer's type derive from it. Arguments come from a renderer that
 * shows what strangers wrote, so they are validated; nothing important crosses as a thrown error.
 */

/** A message of the inbox as the list shows it. Times are ms since the epoch. */
export interface MessageRow {
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

/** What is left of a message that is gone. Times are ms since the epoch. */
export interface TraceRow {
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
  readonly because: (typeof traceReasons)[number];
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

export interface Attachment {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}

/** What the reading pane shows. */
export interface MessageContent {
  readonly row: MessageRow;
  readonly to: string;
  readonly body:
    | { readonly kind: 'text'; readonly text: string }
    /** A mail that has only HTML, untrusted: to be shown as text. */
    | { readonly kind: 'html'; readonly html: string }
    | { readonly kind: 'image'; readonly type: string; readonly data: Uint8Array }
    /** Anything else: to be saved to disk. */
    | { readonly kind: 'file'; readonly name: string }
    /** Its bytes here do not match its digest any more. */
    | { readonly kind: 'damaged' };
  readonly attachments: readonly Attachment[];
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
}

/** Where the bundled server listens and how to send to it; null while it is not running. */
export interface ServerInfo {
  readonly http: string;
  readonly smtp: string | null;
  readonly mailbox: string;
  readonly sendToken: string;
}

export const serverFolders = ['delivery', 'processed'] as const;
export type ServerFolder = (typeof serverFolders)[number];

/** A message in a folder of the server. Times are ISO 8601. */
export interface ServerRow {
  readonly id: number;
  readonly uid: string;
  readonly subject: string;
  readonly sender: string;
  readonly type: string;
  readonly size: number;
  readonly acceptedAt: string;
  readonly enteredAt: string;
  /** Exempt from retention. */
  readonly held: boolean;
  readonly ends: { readonly at: string; readonly because: Rule } | null;
  /** Its place in the folder, two whole numbers that sort it, as `1763951262000.7`; the `after` of what is behind it. */
  readonly cursor: string;
}

export interface ServerPage {
  readonly messages: readonly ServerRow[];
  /** The `after` of the next page, null at the end. */
  readonly next: string | null;
  /** Messages in the folder and their bytes. */
  readonly total: Amount;
}

export interface AppInfo {
  readonly version: string;
  readonly electron: string;
  readonly platform: string;
  /** The system's language, as `ja-JP`. */
  readonly locale: string;
  /** What of the settings was not valid when the app started and stands at its default, as `settings.theme`. */
  readonly fallbacks: readonly string[];
}

/** How a call ends. `message` is written for people, in English; the window words known codes itself. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: { readonly code: string; readonly message: string } };

interface Method<A, R> {
  readonly args: z.ZodType<A>;
  /** Only in the types. */
  readonly result?: R;
}
const method =
  <R>() =>
  <A>(args: z.ZodType<A>): Method<A, R> => ({ args });

const uid = z.uuid();
const none = z.undefined();

const account = accountId;
const uids = z.array(uid).min(1).max(1_000);
const key = z.int().positive().nullable();
const rows = z.int().min(1).max(500);
const secret = z.string().min(1).max(1_000);

/** Which messages to show; what is absent does not matter. Times are ms since the epoch. */
const filter = z.strictObject({
  unread: z.boolean().optional(),
  protected: z.boolean().optional(),
  attachments: z.boolean().optional(),
  /** A media type, as `application/pdf`, or all of a kind, as `image/`. */
  type: z.string().max(200).optional(),
  /** Accepted by the server at or after, and before. */
  since: z.int().optional(),
  until: z.int().optional(),
});

export const methods = {
  'app.info': method<AppInfo>()(none),
  'settings.read': method<Settings>()(none),
  'settings.change': method<Settings>()(settingsSchema.partial()),
  /** All that is chosen for the whole app goes back to its default; accounts and messages stay as they are. */
  'settings.reset': method<Settings>()(none),
  /** The app's own first. */
  'accounts.list': method<readonly AccountInfo[]>()(none),
  'accounts.check': method<AccountCheck>()(accountQuestion),
  /** Checks, and adds what is sound. */
  'accounts.add': method<Exclude<AccountCheck, { kind: 'sound' }> | { readonly kind: 'added'; readonly account: AccountInfo }>()(
    accountQuestion.extend({
      ...accountSettingsSchema.partial().shape,
      label: accountLabel.optional(),
      sendToken: secret.optional(),
    }),
  ),
  /** What is absent stays. A new receive token is checked first. */
  'accounts.change': method<Extract<AccountCheck, { kind: 'faulty' }> | { readonly kind: 'changed'; readonly account: AccountInfo }>()(
    accountSettingsSchema
      .partial()
      .extend({ account, label: accountLabel.optional(), receiveToken: secret.optional(), sendToken: secret.optional() }),
  ),
  /** Sends what its server has still to be told, then removes it; `insist` removes it all the same. The inbox goes with it, or stays. */
  'accounts.remove': method<Removal>()(z.strictObject({ account, insist: z.boolean(), keepInbox: z.boolean() })),
  'status.read': method<Status>()(z.strictObject({ account })),
  /** Look for messages now (F5). */
  'inbox.fetch': method<null>()(z.strictObject({ account })),
  /** Makes this device the one of the mailbox, after the server refused with `other-device`. */
  'inbox.takeOver': method<null>()(z.strictObject({ account })),
  'inbox.page': method<MessagePage>()(
    z.strictObject({
      account,
      folder: z.enum(inboxFolders),
      /** Words to be found in subject, sender, text or names of attachments, all of them; the last one may be unfinished. */
      words: z.string().max(1_000).optional(),
      filter: filter.optional(),
      before: key,
      limit: rows,
    }),
  ),
  'inbox.message': method<MessageContent>()(z.strictObject({ account, uid })),
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
  'inbox.traces': method<TracePage>()(z.strictObject({ account, before: key, limit: rows })),
  /** Has the server deliver messages once more that it still has in its processed folder. */
  'inbox.again': method<Again[]>()(z.strictObject({ account, uids })),
  /** What waits at the server, the oldest first; nothing of it is marked. */
  'inbox.waiting': method<ServerPage>()(z.strictObject({ account, after: z.string().max(40).nullable() })),
  /** Asks where to, and saves the message as it came, or one of its attachments. Null if the reader cancelled. */
  'inbox.save': method<{ path: string } | null>()(z.strictObject({ account, uid, attachment: z.int().nonnegative().nullable() })),
  'server.info': method<ServerInfo | null>()(none),
  'server.folder': method<ServerPage>()(z.strictObject({ folder: z.enum(serverFolders), after: z.string().max(40).nullable() })),
  'server.retention': method<Retention>()(none),
  'server.changeRetention': method<Retention>()(retentionSchema),
  /** Puts text on the clipboard. */
  'app.copy': method<null>()(z.strictObject({ text: z.string().max(10_000) })),
} as const;

export type MethodName = keyof typeof methods;
export type Args<K extends MethodName> = (typeof methods)[K] extends Method<infer A, unknown> ? A : never;
export type Result<K extends MethodName> = Exclude<(typeof methods)[K]['result'], undefined>;

/** Commands of the application menu that the window carries out. */
export const commands = ['fetch', 'settings', 'help'] as const;
export type Command = (typeof commands)[number];

/** What the window is told without asking; what belongs to an account names it. */
export type BridgeEvent =
  | { readonly kind: 'status'; readonly account: string; readonly status: Status }
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'accounts'; readonly accounts: readonly AccountInfo[] }
  /** Messages of the inbox came, went or were marked; `gone` are the uids of those that made way. */
  | { readonly kind: 'inbox-changed'; readonly account: string; readonly gone: readonly string[] }
  /** Messages of the server's folders came, went or moved, or it came or went itself. */
  | { readonly kind: 'server-changed' }
  /** Something of one message needs a person's eye; everything else goes on. */
  | { readonly kind: 'trouble'; readonly account: string; readonly problem: { readonly code: string; readonly message: string } }
  /** A message at the server is larger than the whole inbox may be; told once. */
  | { readonly kind: 'too-large'; readonly account: string; readonly message: LeftOut }
  /** A message ended at the server before it came; told once, and kept among the traces. */
  | { readonly kind: 'ended'; readonly account: string; readonly message: LeftOut }
  | { readonly kind: 'command'; readonly command: Command };

/** A message that is not in the inbox, as it is told of. */
export interface LeftOut {
  readonly id: number;
  readonly uid: string;
  readonly bytes: number;
  readonly subject: string;
  readonly from: string;
}

/** What the preload puts on the window; `renderer/bridge.ts` gives it its types. */
export interface Exposed {
  call(name: string, args: unknown): Promise<Outcome<unknown>>;
  /** Returns how to stop listening. */
  listen(listener: (event: BridgeEvent) => void): () => void;
}

export type { AccountInfo, Retention, Settings };
