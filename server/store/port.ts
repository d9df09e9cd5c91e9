import type { AcquisitionRequest } from '../../protocol/acquisition.ts';
import type { DeedKind } from '../../protocol/activity.ts';
import type { actions, contactKinds } from '../../protocol/api.ts';
import type { Quota } from '../../protocol/mailbox.ts';
import type { Refusal } from '../../protocol/response.ts';
import type { Retention, Rule } from '../../protocol/retention.ts';
import type { End, EventKind, State } from '../../protocol/submission.ts';
import type { BodySource } from '../../storage/index.ts';
import type { Ending, Folder } from '../retention/policy.ts';
import type { Recorded, Staying } from '../statistics/hours.ts';

export type { BodySource } from '../../storage/index.ts';
export { StorageError } from '../../storage/index.ts';

/** One message for one or several mailboxes. Times are ms since the epoch. */
export interface Submission {
  readonly body: BodySource;
  readonly size: number;
  readonly sha256: Uint8Array;
  readonly type: string;
  readonly subject: string;
  readonly sender: string;
  /** How it came; kept as JSON. */
  readonly envelope: Record<string, unknown>;
  readonly at: number;
  /** A uid for each copy; the first is the origin of all. */
  readonly copies: readonly Copy[];
}

export interface Copy {
  readonly mailbox: string;
  readonly uid: string;
  readonly retry?: RetryKey;
  /** What of the envelope is this copy's alone: other recipients may not know of it. */
  readonly envelope?: Record<string, unknown>;
  /** What its delivery folder may hold; absent: without limit. */
  readonly quota?: Quota;
}

/** What makes a retry recognisable for 24 h. */
export interface RetryKey {
  readonly scope: string;
  readonly key: string;
}

export type Acceptance =
  | { readonly kind: 'accepted'; readonly mailbox: string; readonly uid: string; readonly id: number }
  /** A retry: this uid has been given before, and nothing was stored now. */
  | { readonly kind: 'known'; readonly mailbox: string; readonly uid: string; readonly id: number }
  | { readonly kind: 'key-reused'; readonly mailbox: string }
  /** Its quota is used up; then no copy was stored. */
  | { readonly kind: 'full'; readonly mailbox: string };

/** A mailbox's delivery folder in numbers; `smallest` is a cost in bytes, 0 when none waits. */
export interface Occupancy {
  readonly waiting: number;
  readonly waitingBytes: number;
  readonly smallest: number;
  readonly first: number;
}

export interface Outgoing {
  readonly id: number;
  readonly uid: string;
  readonly size: number;
  readonly sha256: Uint8Array;
  readonly type: string;
  readonly subject: string;
  readonly sender: string;
  readonly acceptedAt: number;
  readonly body: number;
  /** The first bytes to send; all of a small message. */
  readonly head: Uint8Array;
  /** The chunk behind `head`. */
  readonly place: number;
}

/** Who asks, and what the directory says of it. */
export interface Caller {
  readonly at: number;
  /** The stable name that the device gives itself. */
  readonly device?: string;
  /** Several devices may take from this mailbox. */
  readonly shared: boolean;
  /** The quotas of the mailboxes that messages are forwarded to. */
  readonly quotas?: ReadonlyMap<string, Quota>;
  /** Form B with Range and If-Match: only this message, from this byte on. */
  readonly resume?: { readonly uid: string; readonly from: number };
}

export type AcquireOutcome =
  | Acquired
  /** The mailbox belongs to another device; nothing was changed. */
  | { readonly kind: 'other-device'; readonly device: string }
  /** The message to resume is not the one that would be sent; nothing was changed. */
  | { readonly kind: 'other-message' }
  /** The byte to resume at is behind its end; nothing was changed. */
  | { readonly kind: 'unsatisfiable'; readonly size: number };

export interface Acquired {
  readonly kind: 'answered';
  /** The messages to send: one at most, unless `max` asked for more. Each with the `next` of its own answer. */
  readonly messages: readonly (Outgoing & { readonly next: number })[];
  /** A message that should have been sent but cannot be read. */
  readonly damaged?: { readonly id: number; readonly uid: string; readonly reason: string };
  readonly next: number;
  readonly done: number;
  readonly refused: ReadonlyMap<number, Refusal>;
  readonly occupancy: Occupancy;
  /** Messages that came into the processed folder: its number may now be over its limit. */
  readonly moved: number;
  /** Mailboxes that got a message by `forward`. */
  readonly forwardedTo: readonly string[];
}

/** The policies in force: the default, and those of mailboxes that have their own. */
export interface Policies {
  readonly default: Retention;
  readonly own: ReadonlyMap<string, Retention>;
}

/** What a listing shows; all that are given must apply. */
export interface Filter {
  readonly mailbox?: string;
  /** When it came into the folder, ms: at or after, before. */
  readonly since?: number;
  readonly before?: number;
  /** Parts of these, in any case of letters. */
  readonly sender?: string;
  readonly subject?: string;
  /** The media type's start, as `image/`. */
  readonly type?: string;
  /** Bytes, inclusive. */
  readonly minSize?: number;
  readonly maxSize?: number;
  /** It ends before this time, ms. */
  readonly endsBefore?: number;
  readonly held?: boolean;
}

/** A place in a listing: behind the message that came at this time. */
export interface Cursor {
  readonly at: number;
  readonly message: number;
}

export interface ListQuery {
  readonly folder: Folder;
  readonly filter: Filter;
  readonly order: 'oldest' | 'newest';
  readonly after?: Cursor;
  /** Messages that are passed over from there, whether the filter wants them or not. */
  readonly skip?: number;
  readonly limit: number;
  readonly policies: Policies;
  /** What time it is, ms. */
  readonly at: number;
}

export interface ListedMessage {
  /** With `enteredAt` its place in the listing. */
  readonly message: number;
  readonly id: number;
  readonly uid: string;
  readonly mailbox: string;
  readonly folder: Folder;
  readonly size: number;
  readonly type: string;
  readonly subject: string;
  readonly sender: string;
  readonly acceptedAt: number;
  readonly enteredAt: number;
  readonly sentAt: number | null;
  readonly held: boolean;
  /** When it ends and why; null: never. */
  readonly ends: Ending | null;
}

export interface Listing {
  readonly messages: readonly ListedMessage[];
  /** Messages that were looked at for it. */
  readonly looked: number;
  /** Where to go on; the page may have fewer messages than asked for, since one call looks at a bounded number. */
  readonly next: Cursor | null;
}

/** What a mailbox's two folders hold. */
export interface Totals {
  readonly waiting: number;
  readonly waitingBytes: number;
  readonly processed: number;
  readonly processedBytes: number;
}

export interface HistoryEntry {
  readonly kind: EventKind;
  readonly at: number;
  readonly detail?: Record<string, unknown>;
}

export interface Status {
  readonly uid: string;
  readonly mailbox: string;
  readonly id: number;
  readonly state: State;
  readonly history: readonly HistoryEntry[];
  /** The copy that another mailbox got, if it was forwarded. */
  readonly forwarded?: Status;
}

/** Everything about one message but its bytes. */
export interface MessageDetail extends Omit<ListedMessage, 'folder' | 'message'>, Status {
  readonly folder: Folder | 'ended';
  readonly origin: string;
  readonly sha256: Uint8Array;
  readonly envelope: Record<string, unknown>;
}

/** A copy of a submission: a recipient's, or one that was handed on. */
export interface CopyDetail extends Omit<ListedMessage, 'folder' | 'message' | 'sentAt'>, Omit<Status, 'forwarded'> {
  readonly folder: Folder | 'ended';
  readonly ended: End | null;
  readonly envelope: Record<string, unknown>;
  /** The copy that it was handed on from. */
  readonly from: string | null;
}

/** All copies of a submission, as far as there are records. */
export interface Copies {
  readonly origin: string;
  /** In the order of their acceptance. */
  readonly copies: readonly CopyDetail[];
  /** Named by others, and no longer on record. */
  readonly forgotten: readonly string[];
  readonly more: boolean;
}

/** A message that ended without its device having said that it has it. */
export interface Tombstone {
  /** The cursor. */
  readonly tombstone: number;
  readonly id: number;
  readonly uid: string;
  readonly size: number;
  readonly type: string;
  readonly subject: string;
  readonly sender: string;
  readonly acceptedAt: number;
  readonly endedAt: number;
  readonly because: 'deleted' | 'expired' | 'returned';
}

/** What an administrator does with messages of a folder. */
export type Action = (typeof actions)[number];

export type ActionResult =
  | { readonly uid: string; readonly outcome: 'done'; readonly mailbox: string; readonly id: number }
  /** It was so already; nothing was changed. */
  | { readonly uid: string; readonly outcome: 'already'; readonly mailbox: string; readonly id: number }
  /** Redelivery is for messages in the processed folder. */
  | { readonly uid: string; readonly outcome: 'not-processed' | 'ended' | 'unknown' };

export interface Removed {
  readonly mailbox: string;
  readonly id: number;
  readonly uid: string;
  readonly rule: Rule;
}

/** Retention waits for an administrator. */
export interface Brake {
  readonly mailbox: string;
  readonly folder: Folder;
  /** Messages that it would remove now, and their bytes. */
  readonly due: number;
  readonly bytes: number;
  readonly stored: number;
  /** Since when, ms. */
  readonly since: number;
}

export interface Sweep {
  readonly removed: readonly Removed[];
  /** Folders that wait for an administrator. */
  readonly braked: readonly Folder[];
  /** The batch was full: there may be more. */
  readonly more: boolean;
  /** Something due was left, for it is on its way to a device. */
  readonly left: boolean;
}

export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** What a policy would remove from a folder, if nothing came or went meanwhile. */
/** What goes at once, and within all the days that a preview looks ahead. */
export interface Difference {
  readonly now: Amount;
  readonly ahead: Amount;
}

export interface Preview {
  readonly folder: Folder;
  readonly stored: Amount;
  readonly now: Amount;
  /** For each of the next days what ends within it; the first day begins now. */
  readonly days: readonly Amount[];
  /** What of `now` the brake would hold if nobody announced it. */
  readonly asks: Amount;
  /** What ends by the policies in force. */
  readonly inForce: { readonly now: Amount; readonly days: readonly Amount[] };
  /** What ends by the policy, and would not by those in force. */
  readonly more: Difference;
  /** What ends by those in force, and would not by the policy. */
  readonly fewer: Difference;
  /** The first that go, the oldest first. */
  readonly first: readonly ListedMessage[];
}

export type ContactKind = (typeof contactKinds)[number];

/** A line for the ledger. */
export interface Contact {
  readonly mailbox: string;
  /** '': one that gives itself no name. */
  readonly device: string;
  readonly kind: ContactKind;
  readonly at: number;
  /** The room that the device named, in bytes. */
  readonly room?: number;
  /** Notified and retried: how many waited, and the last id given then. */
  readonly waiting?: number;
  readonly lastId?: number;
}

export interface DeviceRow {
  readonly mailbox: string;
  readonly device: string;
  /** It is the mailbox's one device. */
  readonly owner: boolean;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly room: number | null;
  readonly deferredAt: number | null;
  readonly acquiredAt: number | null;
  readonly notifiedAt: number | null;
  readonly retries: number;
}

export interface LedgerEntry {
  readonly entry: number;
  readonly device: string;
  readonly kind: ContactKind;
  readonly at: number;
  readonly waiting: number | null;
}

export type Claim = { readonly kind: 'owner'; readonly before?: string } | { readonly kind: 'other-device'; readonly device: string };

/** Of one mailbox, or of all of them, with those that were put aside: what they hold is stored too. */
export interface HoursQuery {
  readonly mailbox?: string;
  /** The first hour since the epoch, and the one behind the last. */
  readonly first: number;
  readonly end: number;
}

/** What an administrator did, beside what happened to messages. */
export interface Deed {
  readonly kind: DeedKind;
  readonly at: number;
  readonly mailbox?: string;
  readonly detail: Record<string, unknown>;
}

export interface Activity {
  /** The cursor. */
  readonly event: number;
  readonly kind: string;
  readonly at: number;
  readonly mailbox: string | null;
  readonly uid: string | null;
  readonly id: number | null;
  readonly subject: string | null;
  readonly sender: string | null;
  /** By which door the message came: `smtp`, `http`, `forward`. */
  readonly via: string | null;
  readonly detail: Record<string, unknown> | null;
}

export interface ActivityQuery {
  /** From behind this event on, the oldest first; */
  readonly after?: number;
  /** or from before this one back, the newest first (also without either). */
  readonly before?: number;
  readonly mailbox?: string;
  readonly kinds?: readonly string[];
  /** From this time on, ms. */
  readonly since?: number;
  /** Before this time, ms. */
  readonly until?: number;
  /** A part of the subject, whatever its case. */
  readonly subject?: string;
  readonly limit: number;
}

export interface ActivityPage {
  readonly entries: readonly Activity[];
  /** Where to go on; the page may have fewer than asked for, since one call looks at a bounded number. */
  readonly next: number | null;
  /** The last that was looked at, whether the query wants it or not; null: none. */
  readonly last: number | null;
}

/**
 * Where the messages are. Everything that a method returns is durable when it returns. Whatever fails
 * throws StorageError and has stored nothing.
 */
export interface Store {
  /** Stages a body of any length. */
  write(source: AsyncIterable<Uint8Array>, seen?: (bytes: Uint8Array) => void): Promise<BodySource>;
  discard(body: BodySource): Promise<void>;
  /** The bytes behind `head`. */
  readRest(message: Pick<Outgoing, 'body' | 'size' | 'place'>): AsyncIterable<Uint8Array>;

  /** Stores every copy or none. Ids are given in commit order. */
  accept(submission: Submission): Promise<Acceptance[]>;
  /** S40–S47 in one transaction: the instructions, then the message to send. */
  acquire(mailbox: string, request: AcquisitionRequest, caller: Caller): Promise<AcquireOutcome>;
  occupancy(mailbox: string): Promise<Occupancy & { readonly lastId: number }>;
  totals(mailbox: string): Promise<Totals>;
  /** What all mailboxes hold together. */
  totalsOfAll(): Promise<Totals>;
  /** Mailboxes that hold messages or have given ids. */
  mailboxes(): Promise<string[]>;

  list(query: ListQuery): Promise<Listing>;
  status(uid: string): Promise<Status | undefined>;
  detail(uid: string, policies: Policies, at: number): Promise<MessageDetail | undefined>;
  /** Every copy of the submission that the message comes from. */
  copies(uid: string, policies: Policies, at: number): Promise<Copies | undefined>;
  /** A message of a folder for reading, without any mark on it. */
  open(uid: string): Promise<(Outgoing & { readonly mailbox: string }) | undefined>;
  tombstones(mailbox: string, after: number, limit: number): Promise<Tombstone[]>;
  /** Carries out an action on messages, of one mailbox only if one is given. */
  act(action: Action, uids: readonly string[], by: Record<string, unknown>, at: number, mailbox?: string): Promise<ActionResult[]>;
  /**
   * Puts a removed mailbox aside, with what it held up to `lastId`; returns the name under which it is from then on,
   * which no mailbox can have. Who gets the old name begins with an empty one, whose ids go on.
   */
  retire(mailbox: string, lastId: number): Promise<string | undefined>;
  /** Mailboxes that were put aside and still hold messages. */
  retired(): Promise<string[]>;
  /** Deletes at most `limit` messages of a mailbox that was put aside; how many. */
  empty(mailbox: string, by: Record<string, unknown>, at: number, limit: number): Promise<number>;

  /** Removes at most `limit` of what is due, the oldest first, but not what is being sent. */
  sweep(mailbox: string, policy: Retention, at: number, limit: number, sending: readonly string[]): Promise<Sweep>;
  /** When the next message of the mailbox is due; `undefined`: none will be, or an administrator is asked first. */
  nextDue(mailbox: string, policy: Retention, at: number): Promise<number | undefined>;
  /** What each folder of these mailboxes together would lose by the policy, and by the one in force. */
  preview(mailboxes: readonly string[], policy: Retention, inForce: Retention, at: number): Promise<Preview[]>;
  /** Allows the removal of what is due now, if that is at most `count`, or exactly so many; returns how many are due. */
  allow(mailbox: string, folder: Folder, policy: Retention, count: number, at: number, exactly: boolean): Promise<number>;
  brakes(policies: Policies, at: number): Promise<Brake[]>;
  /**
   * Forgets records of what ended or was done before a time, and lines of the ledger and hours that are too old at `at`, at
   * most `limit` of each kind; how many of the kind of which most went.
   */
  prune(before: number, at: number, limit: number): Promise<number>;
  /** Forgets the retry keys whose 24 h are over. */
  forgetReceipts(at: number): Promise<void>;

  /** Whether the device may take from the mailbox; the first one may from then on alone. */
  claim(mailbox: string, device: string, shared: boolean, takeOver: boolean, at: number): Promise<Claim>;
  /** Writes lines into the ledger, and when tokens were used. */
  note(contacts: readonly Contact[], uses: readonly { readonly token: string; readonly at: number }[]): Promise<void>;
  devices(mailbox?: string): Promise<DeviceRow[]>;
  forgetDevice(mailbox: string, device: string): Promise<boolean>;
  /** The newest first. */
  ledger(mailbox: string, before: number | undefined, limit: number): Promise<LedgerEntry[]>;
  tokenUses(): Promise<Map<string, number>>;

  /** What came, went and stays, by the hour. */
  hours(query: HoursQuery): Promise<Recorded & { readonly staying: readonly Staying[] }>;
  /** The server runs within this hour (since the epoch). */
  wake(hour: number): Promise<void>;

  record(deed: Deed): Promise<void>;
  /** When the newest step or deed was, ms; `undefined`: there is none. */
  newest(): Promise<number | undefined>;
  activity(query: ActivityQuery): Promise<ActivityPage>;

  close(): Promise<void>;
  readonly failed: Promise<Error>;
}
