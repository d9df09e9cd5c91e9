import type { AdminAnswer, AdminOperation, AdminRequest } from '../protocol/admin.ts';
import type { Outcome } from '../protocol/bridge/method.ts';
import type { Signal } from './state/signal.ts';

/*
 * All that the view of a server (`views/server/`) knows of the way to its server. In the app the bridge answers it; a browser
 * could ask the server itself.
 */

/** A request that may be left out where nothing of it is needed. */
export type Rest<N extends AdminOperation> =
  Record<never, never> extends AdminRequest<N> ? [request?: AdminRequest<N>] : [request: AdminRequest<N>];

export interface ServerPort {
  /** Asks one operation of the server's interface. */
  ask<N extends AdminOperation>(name: N, ...rest: Rest<N>): Promise<Outcome<AdminAnswer<N>>>;
  /** Asks where to, and writes a message as it came, as one file. Null if the reader cancelled. */
  save(uid: string): Promise<Outcome<{ readonly path: string } | null>>;
  /** Asks for a folder, and begins to write messages into it. Null if the reader cancelled. */
  download(uids: readonly string[]): Promise<Outcome<unknown>>;
  /** Something changed there, or it came or went. */
  readonly changed: Signal;
}
