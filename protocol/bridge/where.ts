import { z } from 'zod';
import type { TraceReason } from './inbox.ts';
import { account, method, uid } from './method.ts';

/** What became of a message at its server when it was here. */
export type AtServer =
  /** The server has not confirmed it yet. */
  | { readonly kind: 'telling' }
  /** It did not carry it out, and gave this reason: it is not asked again. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It took it to its processed folder, which keeps it for a time. */
  | { readonly kind: 'moved' }
  /** It keeps no copy. */
  | { readonly kind: 'deleted' };

/** Where a message is, as far as its device knows. Times are ms since the epoch. */
export type Whereabouts =
  | {
      readonly kind: 'here';
      /** A new message of usual size takes its place, as soon as nobody has it open. */
      readonly next: boolean;
      /** Null: it came before that was kept. */
      readonly server: AtServer | null;
    }
  | { readonly kind: 'gone'; readonly at: number; readonly because: TraceReason }
  | { readonly kind: 'unknown' };

/** The mail engine answers it. */
export const whereMethods = {
  'inbox.whereabouts': method<Whereabouts>()(z.strictObject({ account, uid })),
} as const;
