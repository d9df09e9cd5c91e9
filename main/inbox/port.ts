import type { ReceiptVerb } from '../../protocol/instruction.ts';
import type { BodySource } from '../../storage/index.ts';
import type { CapacityPolicy, Tally } from './capacity.ts';

export type { BodySource } from '../../storage/index.ts';
export { StorageError } from '../../storage/index.ts';

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

export type Reception = (
  | { readonly kind: 'stored'; readonly gone: readonly Gone[] }
  /** It has been here before: nothing was stored, and it is instructed again. */
  | { readonly kind: 'known' }
  /** It does not fit (any more): nothing was stored, and it must not be instructed. */
  | { readonly kind: 'no-room' }
) & {
  /** What can be received after it, in the unit of the cap. */
  readonly room: number;
};

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
}

export type InboxFolder = 'inbox' | 'unread' | 'protected' | 'deleted';

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

/**
 * The received message store (106). Everything that a method returns is durable when it returns;
 * whatever fails throws StorageError and has changed nothing.
 */
export interface Inbox {
  /** The stable name of this inbox, random, made with it. */
  device(): Promise<string>;
  pending(source: Source): Promise<PendingInstruction[]>;
  room(policy: CapacityPolicy): Promise<number>;
  /** Stages a body of any length. */
  write(bytes: AsyncIterable<Uint8Array>, seen: (bytes: Uint8Array) => void): Promise<BodySource>;
  discard(body: BodySource): Promise<void>;
  /** S35: the message, those that make way, its pending instruction and the settlement of earlier ones, as one. */
  receive(source: Source, receipt: Receipt, verb: ReceiptVerb, policy: CapacityPolicy, settled: readonly Settlement[]): Promise<Reception>;
  settle(source: Source, settled: readonly Settlement[]): Promise<void>;
  tally(): Promise<Tally>;
  /** All unread messages that are not deleted, protected ones included. */
  unread(): Promise<number>;
  list(): Promise<InboxMessage[]>;
  /** The newest first, from behind the key `before` on. */
  page(folder: InboxFolder, before: number | undefined, limit: number): Promise<InboxMessage[]>;
  find(uid: string): Promise<InboxMessage | undefined>;
  /** The bytes of a message as they were accepted; `undefined` if the inbox does not hold it. */
  read(uid: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Returns the uids that the inbox holds and changed. */
  mark(uids: readonly string[], marks: Marks, at: number): Promise<string[]>;
  close(): Promise<void>;
  readonly failed: Promise<Error>;
}
