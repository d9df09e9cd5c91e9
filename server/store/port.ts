import type { AcquisitionRequest } from '../../protocol/acquisition.ts';
import type { Refusal } from '../../protocol/response.ts';
import type { Retention } from '../../protocol/retention.ts';
import type { EventKind, State } from '../../protocol/submission.ts';
import type { BodySource } from '../../storage/index.ts';
import type { Folder, Rule } from '../retention/policy.ts';

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
  readonly copies: readonly { readonly mailbox: string; readonly uid: string; readonly retry?: RetryKey }[];
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
  | { readonly kind: 'key-reused'; readonly mailbox: string };

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
  /** The first chunk; all of a small message. */
  readonly head: Uint8Array;
}

export interface Acquired {
  /** The message to send, if any. */
  readonly message?: Outgoing;
  /** A message that should have been sent but cannot be read. */
  readonly damaged?: { readonly id: number; readonly uid: string; readonly reason: string };
  readonly next: number;
  readonly done: number;
  readonly refused: ReadonlyMap<number, Refusal>;
  readonly occupancy: Occupancy;
  /** Messages that came into the processed folder: its number may now be over its limit. */
  readonly moved: number;
}

export interface ListedMessage {
  readonly id: number;
  readonly uid: string;
  readonly folder: Folder;
  readonly size: number;
  readonly type: string;
  readonly subject: string;
  readonly sender: string;
  readonly acceptedAt: number;
  readonly enteredAt: number;
  readonly sentAt: number | null;
  /** How many messages came into the folder after it. */
  readonly newer: number;
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
}

export interface Removed {
  readonly mailbox: string;
  readonly id: number;
  readonly uid: string;
  readonly rule: Rule;
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
  readRest(message: Outgoing): AsyncIterable<Uint8Array>;

  /** Stores every copy or none. Ids are given in commit order. */
  accept(submission: Submission): Promise<Acceptance[]>;
  /** S40–S47 in one transaction: the instructions, then the message to send. */
  acquire(mailbox: string, request: AcquisitionRequest, at: number): Promise<Acquired>;
  occupancy(mailbox: string): Promise<Occupancy>;
  /** Oldest first by id, from behind `after`. */
  list(mailbox: string, folder: Folder, after: number, limit: number): Promise<ListedMessage[]>;
  totals(mailbox: string): Promise<Totals>;
  status(uid: string): Promise<Status | undefined>;
  /** Mailboxes that hold messages or have given ids. */
  mailboxes(): Promise<string[]>;

  /** Removes at most `limit` of what is due, the oldest first. */
  sweep(mailbox: string, policy: Retention, at: number, limit: number): Promise<Removed[]>;
  /** When the next message of the mailbox is due; `undefined`: none will be. */
  nextDue(mailbox: string, policy: Retention): Promise<number | undefined>;
  /** Forgets the retry keys whose 24 h are over. */
  forgetReceipts(at: number): Promise<void>;

  close(): Promise<void>;
  readonly failed: Promise<Error>;
}
