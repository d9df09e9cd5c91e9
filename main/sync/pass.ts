import type { Problem } from '../../protocol/errors.ts';
import type { Gone, Inbox, PendingInstruction, ReceiptOrder, Source } from '../inbox/port.ts';
import type { Rest } from './judgement.ts';
import type { Incoming, ServerClient } from './request.ts';

/** What a pass tells while it goes. */
export type FlowEvent =
  | { readonly kind: 'received'; readonly message: Omit<Incoming, 'body'>; readonly left: number }
  /** It was delivered once more, and what is here of it is whole now. */
  | { readonly kind: 'renewed'; readonly message: Omit<Incoming, 'body'> }
  | { readonly kind: 'gone'; readonly gone: Gone }
  /** So much of a large message is here. */
  | { readonly kind: 'arriving'; readonly message: Omit<Incoming, 'body'>; readonly bytes: number; readonly left: number }
  | { readonly kind: 'instructed'; readonly instruction: PendingInstruction }
  /** Something needs a person's eye; the pass goes on. */
  | { readonly kind: 'trouble'; readonly problem: Problem; readonly uid?: string; readonly id?: number }
  /** The server knows that the device has no room (S30, S37). */
  | { readonly kind: 'told-full' };

export type PassEnd = Rest | { readonly kind: 'failed'; readonly problem: Problem };

export interface PassDeps {
  readonly inbox: Inbox;
  readonly server: ServerClient;
  readonly source: Source;
  /** How messages are to be received, as the reader has it now. */
  readonly order: () => ReceiptOrder;
  /** How often each message arrived damaged, by uid; kept over the passes. */
  readonly damages: Map<string, number>;
  /** Troubles with single messages that were told already; kept over the passes. */
  readonly told: Set<string>;
  readonly tell: (event: FlowEvent) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
}
