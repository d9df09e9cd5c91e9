import type { AdminAnswer, AdminOperation, AdminRequest } from '../protocol/admin.ts';
import type { ActivityFilter, ActivityFormat } from '../protocol/bridge/activity-file.ts';
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
  /* What follows asks where to, and begins to write; how far that is, and how it ended, is shown by the window around the view. */
  /** A message as it came, as one file. */
  save(uid: string): Promise<Outcome<unknown>>;
  /** Messages into a folder. @param bytes of them together */
  download(uids: readonly string[], bytes: number): Promise<Outcome<unknown>>;
  /** What of the activity there is now, the newest first. */
  writeActivity(what: { readonly filter: ActivityFilter; readonly format: ActivityFormat }): Promise<Outcome<unknown>>;
  /** Something changed there, or it came or went. */
  readonly changed: Signal;
}
