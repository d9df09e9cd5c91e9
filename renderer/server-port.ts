import type { AdminAnswer, AdminOperation, AdminRequest } from '../protocol/admin.ts';
import type { ActivityFilter, ActivityFormat, WrittenActivity } from '../protocol/bridge/activity-file.ts';
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
  /**
   * Asks the reader where to, and writes what of the activity there is now, the newest first. Null if the reader cancelled, or the
   * signal.
   */
  writeActivity(
    what: { readonly filter: ActivityFilter; readonly format: ActivityFormat },
    on: { readonly signal: AbortSignal; progress(entries: number): void },
  ): Promise<Outcome<WrittenActivity | null>>;
  /** Something changed there, or it came or went. */
  readonly changed: Signal;
}
