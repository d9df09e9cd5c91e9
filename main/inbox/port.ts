import type { InboxFolder, TraceRow as Trace, TraceReason } from '../../protocol/bridge/inbox.ts';
import type { Whereabouts } from '../../protocol/bridge/where.ts';
import type { ReceiptVerb } from '../../protocol/instruction.ts';
import type { Filter } from '../../protocol/settings.ts';
import type { BodySource } from '../../storage/index.ts';
import type { Amount, Cap, CapacityPolicy, Tally } from './capacity.ts';

export type { BodySource } from '../../storage/index.ts';
export { chunkSize as largeFrom, StorageError } from '../../storage/index.ts';
// Read as they are stored, shown as they are read.
export type { Filter, InboxFolder, Trace, TraceReason };

/** An instruction that the server has not confirmed yet. */
export interface PendingInstruction {
  readonly verb: ReceiptVerb;
  readonly id: number;
  readonly uid: string;
}

/** What the server's answer says of an instruction. */
export interface Settlement {
  readonly id: number;
  readonly uid: string;
  /** Its reason not to carry it out; absent: it is in effect. */
  readonly refused?: string;
}

/** A message whose bytes are here and whose digest was found right. Times are ms since the epoch. */
export interface Receipt {
  readonly id: number;
  readonly uid: string;
  readonly body: BodySource;
  readonly size: number;
  readonly sha256: Uint8Array;
  readonly type: string;
  readonly subject: string;
  readonly sender: string;
  readonly acceptedAt: number;
  readonly receivedAt: number;
}

export interface Gone {
  readonly uid: string;
  readonly id: number;
  readonly because: 'overwritten' | 'deleted';
}

/** How a message is to be received. */
export interface ReceiptOrder {
  /** What the server is told to do with it. */
  readonly verb: ReceiptVerb;
  readonly policy: CapacityPolicy;
  /** A command is to be run for it: until that succeeded it counts as unread. */
  readonly errand?: boolean;
}

export type Reception = (
  | { readonly kind: 'stored'; readonly gone: readonly Gone[] }
  /** It has been here before: nothing was stored, and it is instructed again. */
  | { readonly kind: 'known' }
  /** One more delivery of a message that is here: its bytes took the place of those that were, and it is instructed. */
  | { readonly kind: 'renewed' }
  /** It does not fit (any more): nothing was stored, and it must not be instructed. */
  | { readonly kind: 'no-room' }
) & {
  /** What can be received after it, in the unit of the cap. */
  readonly room: number;
};

/** What the head of a large message says, before its body is on the way. */
export type Head = Omit<Receipt, 'body' | 'receivedAt'>;

/** What becomes of a large message before its body is on the way. */
export type Expectation =
  /** Room is there; of its bytes `from` are here already. */
  | { readonly kind: 'expected'; readonly body: number; readonly from: number }
  /** As of `Reception`; `renewed`: its very bytes are here, whole. */
  | { readonly kind: 'known' | 'renewed' | 'no-room'; readonly room: number };

export interface InboxMessage {
  readonly uid: string;
  /** Place in the order of receipt. */
  readonly key: number;
  readonly id: number;
  readonly mailbox: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly type: string;
  readonly subject: string;
  readonly from: string;
  readonly acceptedAt: number;
  readonly receivedAt: number;
  readonly read: boolean;
  readonly protected: boolean;
  readonly deleted: boolean;
  /** Null until the message was taken apart for the search. */
  readonly attachments: number | null;
  /** How its text begins, on one line; empty until then. */
  readonly preview: string;
}

/** What is looked at of the inbox. */
export interface Sight {
  readonly folder: InboxFolder;
  /** Words to be found in subject, sender, text or names of attachments, all of them; the last one may be unfinished. */
  readonly words?: string;
  readonly filter?: Filter;
}

/** A page of a list, the newest first. */
export interface Look extends Sight {
  /** From behind this key on. */
  readonly before?: number;
  /** From the first one on that was received before, ms since the epoch; in place of a key. */
  readonly receivedBefore?: number;
  /** Messages that are passed over from there. */
  readonly skip?: number;
  readonly limit: number;
}

/** Between two rows of a list: above what comes behind this key, or was received before, ms since the epoch. */
export type Boundary = { readonly before: number } | { readonly receivedBefore: number };

/** Which messages shall make room: all that the rule says, and these, without those; never protected or deleted ones. */
export interface RoomChoice {
  readonly rule: RoomRule | null;
  readonly also: readonly string[];
  readonly except: readonly string[];
}

/** All messages of a kind; what is absent does not matter. */
export interface RoomRule {
  readonly read: boolean;
  /** Up to this key. */
  readonly upTo: number;
  /** Received before, ms since the epoch. */
  readonly before?: number;
  /** Of at least so many bytes. */
  readonly least?: number;
  readonly attachments?: true;
}

/** What is chosen, by what capacity makes of it. */
export interface RoomWeight {
  readonly read: Amount;
  readonly unread: Amount;
}

/** A page of what could make room, in either order. */
export interface RoomLook {
  readonly order: 'oldest' | 'largest';
  /** Also what is read. */
  readonly read: boolean;
  /** From behind this message on. */
  readonly after: { readonly bytes: number; readonly key: number } | null;
  readonly limit: number;
}

export interface RoomQuestion {
  /** Of the read ones, or of the unread ones. */
  readonly read: boolean;
  /** What would be enough. */
  readonly missing: { readonly unit: Cap['unit']; readonly amount: number };
  readonly now: number;
}

/** As of the bridge. */
export interface RoomSuggestion extends Amount {
  readonly kind: 'enough' | 'old' | 'largest' | 'attachments';
  readonly of: number;
  readonly rule: RoomRule;
}

/** What ended at the server before this device had it. */
export interface Ended {
  readonly id: number;
  readonly uid: string;
  readonly bytes: number;
  readonly type: string;
  readonly subject: string;
  readonly from: string;
  readonly acceptedAt: number;
  readonly endedAt: number;
  readonly because: Extract<TraceReason, 'expired' | 'removed' | 'returned'>;
}

/** A message at the server that is larger than the whole inbox may be. */
export interface Oversize {
  readonly id: number;
  readonly uid: string;
  readonly bytes: number;
}

/** A change that the reader makes; what is absent stays. */
export interface Marks {
  readonly read?: boolean;
  readonly protected?: boolean;
  readonly deleted?: boolean;
}

/** One server's mailbox as a source of this inbox. */
export interface Source {
  readonly server: string;
  readonly mailbox: string;
}

/** What is put into the search index of a message, and what its list shows of it. */
export interface Words {
  readonly key: number;
  readonly subject: string;
  readonly sender: string;
  readonly body: string;
  /** Names of its attachments. */
  readonly attachments: readonly string[];
}

export interface Unsearched {
  readonly messages: InboxMessage[];
  /** All of them, those included. */
  readonly left: number;
}

/** Bytes on the disk. */
export interface Sizes {
  /** The file, with its log. */
  readonly file: number;
  /** Of it: the search index, and what is free and used before the file grows. */
  readonly index: number;
  readonly free: number;
}

/** Everything that the inbox holds, in numbers. */
export interface Counts {
  readonly tally: Tally;
  /** All unread messages that are not deleted, protected ones included. */
  readonly unread: number;
  /** What can still be received, in the unit of the cap. */
  readonly room: number;
  /** The uid of the message that a new one of usual size would take the place of; null while there is free room, or none would go. */
  readonly next: string | null;
}

/**
 * The received message store (106). Everything that a method returns is durable when it returns;
 * whatever fails throws StorageError and has changed nothing.
 */
export interface Inbox {
  /** The stable name of this inbox, random, made with it. */
  device(): Promise<string>;
  pending(source: Source): Promise<PendingInstruction[]>;
  room(policy: CapacityPolicy): Promise<number>;
  counts(policy: CapacityPolicy): Promise<Counts>;

  // ── Receiving ──
  /** Stages a body of any length. */
  write(bytes: AsyncIterable<Uint8Array>, seen: (bytes: Uint8Array) => void): Promise<BodySource>;
  discard(body: BodySource): Promise<void>;
  /**
   * S34 for a large message, before it is on its way: is it known, is there room in the inbox and on the disk, and what
   * of it is here already? `settled` commits with the answer; a known one is instructed again.
   * `whole`: the very bytes of it were found here, and need not come again.
   * @throws StorageError `full` if the disk has no room for it
   */
  expect(source: Source, head: Head, order: ReceiptOrder, settled: readonly Settlement[], whole?: boolean): Promise<Expectation>;
  /** The bytes of an expected message that are here already. */
  soFar(body: number, size: number): AsyncIterable<Uint8Array>;
  /** Adds to an expected message; what came in whole chunks stays when the stream breaks. */
  append(body: number, bytes: AsyncIterable<Uint8Array>, seen: (bytes: Uint8Array) => void): Promise<void>;
  /** Gives up a part of an expected message, or of all of a source. */
  forget(source: Source, uid?: string): Promise<void>;
  /** S35: the message, those that make way, its pending instruction and the settlement of earlier ones, as one. */
  receive(source: Source, receipt: Receipt, order: ReceiptOrder, settled: readonly Settlement[]): Promise<Reception>;
  settle(source: Source, settled: readonly Settlement[]): Promise<void>;

  // ── Reading ──
  page(look: Look): Promise<InboxMessage[]>;
  count(sight: Sight): Promise<number>;
  /** Of all messages that are seen so, the newest first. */
  uids(sight: Sight): Promise<string[]>;
  /** The first one that is seen so, down the list from there or up. */
  nearest(sight: Sight, from: Boundary, by: 1 | -1): Promise<InboxMessage | undefined>;
  /** How many that are seen so stand above. */
  above(sight: Sight, from: Boundary): Promise<number>;
  find(uid: string): Promise<InboxMessage | undefined>;
  /** The bytes of a message as they were accepted; `undefined` if the inbox does not hold it. */
  read(uid: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Returns the uids that the inbox holds and changed. */
  mark(uids: readonly string[], marks: Marks, at: number): Promise<string[]>;
  /** Removes deleted messages for good: these, or all. Returns those that went. */
  purge(uids: readonly string[] | undefined, at: number): Promise<Gone[]>;

  // ── Making room ──
  roomPage(look: RoomLook): Promise<InboxMessage[]>;
  suggestRoom(question: RoomQuestion): Promise<RoomSuggestion[]>;
  weigh(choice: RoomChoice): Promise<RoomWeight>;
  /** Marks what is chosen, some at a time; returns what was changed. */
  makeRoom(choice: RoomChoice, marks: Pick<Marks, 'read' | 'deleted'>, at: number): Promise<RoomWeight & { uids: string[] }>;

  // ── What is gone or left out ──
  /** The newest first. */
  traces(before: number | undefined, limit: number): Promise<Trace[]>;
  /** `policy` says what would make way for a new one. */
  whereabouts(uid: string, policy: CapacityPolicy): Promise<Whereabouts>;
  /** How far the tombstones of a source have been read. */
  tombstonesRead(source: Source): Promise<number>;
  /** Keeps what ended; returns what was not known. */
  addEnded(source: Source, ended: readonly Ended[], readTo: number): Promise<Ended[]>;
  /** Keeps which messages are too large; returns those of which nobody was told. */
  noteOversize(source: Source, oversize: readonly Oversize[]): Promise<Oversize[]>;

  // ── Search ──
  /** Messages that were not taken apart for the search yet, the newest first; and how many there are. */
  unsearched(limit: number): Promise<Unsearched>;
  /** What is there of a message is replaced. */
  addWords(words: readonly Words[]): Promise<void>;
  /** So many messages behind a key, the newest first, are to be taken apart anew; returns the last key, null at the end. */
  forgetWords(before: number | undefined, limit: number): Promise<number | null>;
  /** Empties the index: what is found from then on was taken apart since. Only after all words were forgotten. */
  clearWords(): Promise<void>;

  // ── Looking after the file ──
  /** SHA-256 of every message that is here, in hex. */
  digests(): Promise<string[]>;
  sizes(): Promise<Sizes>;
  /** What SQLite finds wrong with the file; undefined if `stopped` ended it before. It reads all of it. */
  faults(stopped: () => boolean): Promise<readonly string[] | undefined>;

  // ── Commands to run for messages ──
  /** Messages for which a command has still to succeed, in order of receipt, behind a key. */
  errands(after: number, limit: number): Promise<InboxMessage[]>;
  /** Its command succeeded: the message is read. */
  errandDone(uid: string): Promise<void>;

  close(): Promise<void>;
  readonly failed: Promise<Error>;
}
