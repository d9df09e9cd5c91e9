import type { LeftOut } from '../../protocol/bridge.ts';
import type { SavedSearch } from '../../protocol/settings.ts';
import type { Problem } from '../bridge.ts';
import type { LetterToast } from './letters.ts';
import type { Step } from './undo.ts';
import { createCell, type Value } from './value.ts';

/** `tally`: how many messages the act left how; `left`: not tried, for it was stopped or failed. */
export interface ServerActed {
  readonly action: 'redeliver' | 'delete' | 'hold' | 'release';
  readonly tally: Readonly<Record<'done' | 'already' | 'not-processed' | 'ended' | 'unknown', number>>;
  readonly left: number;
  /** How to take it back, where that can be done. */
  readonly undo: (() => void) | null;
}

export type Toast =
  /** Done just now, taken back, or done again. */
  | { readonly kind: 'done' | 'undone' | 'redone'; readonly step: Step; readonly count: number }
  | { readonly kind: 'purged'; readonly count: number }
  | { readonly kind: 'search-saved'; readonly name: string }
  | { readonly kind: 'search-removed'; readonly search: SavedSearch; readonly at: number }
  | { readonly kind: 'saved'; readonly path: string }
  /** Room was made; so many of those that wait come now. */
  | {
      readonly kind: 'room';
      readonly act: 'delete' | 'read';
      readonly uids: readonly string[];
      readonly bytes: number;
      readonly coming: number;
    }
  /** What became of the wish to fetch messages again; `full`: those that come wait for room. */
  | { readonly kind: 'again'; readonly coming: number; readonly lost: number; readonly full: boolean }
  /** What was done to messages at a server. */
  | ({ readonly kind: 'server-acted' } & ServerActed)
  /** A policy was saved when its editor was gone. @param goes how many messages go at once, as far as is known */
  | { readonly kind: 'policy-saved'; readonly goes: number | null }
  /** Its editor was left before it was sure that it is what was seen. */
  | { readonly kind: 'policy-unsaved' }
  | { readonly kind: 'account-added'; readonly name: string }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** Told by the app, not caused by an act of the reader. */
  | { readonly kind: 'trouble'; readonly account: string; readonly uid: string | null; readonly problem: Problem }
  | { readonly kind: 'too-large' | 'ended'; readonly account: string; readonly message: LeftOut }
  | LetterToast
  /** Settings that were not valid at the start, by their names. */
  | { readonly kind: 'fallbacks'; readonly names: readonly string[] };

/** A notice that is shown, and how often it came: those of one kind stand for one another. */
export interface Notice {
  readonly id: number;
  readonly toast: Toast;
  readonly count: number;
}

/** Whether a notice needs a person's eye, and stays until it is closed. */
export const stays = (toast: Toast): boolean => {
  if (toast.kind === 'letter') return toast.what !== 'sent' && toast.what !== 'waiting' && toast.what !== 'sending';
  return 'problem' in toast || 'message' in toast || toast.kind === 'fallbacks' || toast.kind === 'policy-unsaved';
};

/** What stands for one another: of what passes, the last of its kind; of what stays, what says the same. */
const groupOf = (toast: Toast): string => {
  if (toast.kind === 'trouble') return `trouble ${toast.account} ${toast.problem.code}`;
  if ('problem' in toast) return `${toast.kind} ${toast.problem.code}`;
  if ('message' in toast) return `${toast.kind} ${toast.account}`;
  if (toast.kind === 'letter') return `letter ${toast.id}`;
  // Only what was last done can be taken back from its notice.
  if ('step' in toast || toast.kind === 'room') return 'step';
  return toast.kind;
};

/** The notices with one more, the newest last. */
export const withToast = (notices: readonly Notice[], toast: Toast, id: number): readonly Notice[] => {
  const group = groupOf(toast);
  const same = notices.find((notice) => groupOf(notice.toast) === group);
  const count = same && stays(toast) ? same.count + 1 : 1;
  return [...notices.filter((notice) => notice !== same), { id, toast, count }];
};

/** Short notices, of which several may stand at once. */
export interface Toasts extends Value<Toast | null> {
  readonly notices: Value<readonly Notice[]>;
  /** Shows one more; null takes away those that pass anyway. */
  set(toast: Toast | null): void;
  close(id: number): void;
}

export const createToasts = (): Toasts => {
  const notices = createCell<readonly Notice[]>([]);
  let last = 0;
  return {
    notices,
    get: () => notices.get().at(-1)?.toast ?? null,
    subscribe: notices.subscribe,
    set(toast) {
      last += 1;
      notices.set(toast === null ? notices.get().filter((notice) => stays(notice.toast)) : withToast(notices.get(), toast, last));
    },
    close: (id) => notices.set(notices.get().filter((notice) => notice.id !== id)),
  };
};
