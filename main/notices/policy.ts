import type { Received } from '../../protocol/bridge.ts';
import type { Settings } from '../../protocol/settings.ts';

/*
 * What the reader is notified of. Pure: `(state, event, circumstances) → state and what to show`.
 *
 * What comes is gathered and shown when nothing more comes at the moment: a drain of thousands ends in one notice. Within a
 * minute of a notice, the next one of the account takes its place and counts on, so that there is never a pile of them.
 */

/** ms. */
export const pace = {
  /** Between the first message and its notice: those that come right behind it stand in the same one. */
  gather: 1_000,
  /** Between two notices of an account. */
  apart: 10_000,
  /** A notice that is younger than this is replaced by the next, which counts its messages too. */
  group: 60_000,
} as const;

export type Notice =
  | { readonly kind: 'one'; readonly account: string; readonly message: Received }
  /** `last`: the one that came last. */
  | { readonly kind: 'many'; readonly account: string; readonly count: number; readonly last: Received };

export type NoticeEvent =
  | { readonly kind: 'received'; readonly account: string; readonly message: Received }
  /** Whether messages of the account are being fetched now. */
  | { readonly kind: 'fetching'; readonly account: string; readonly fetching: boolean }
  | { readonly kind: 'account-gone'; readonly account: string }
  /** The reader has the window before their eyes. */
  | { readonly kind: 'looked' }
  /** Time went by. */
  | { readonly kind: 'time' };

export interface Circumstances {
  /** ms of a clock that only goes forward. */
  readonly now: number;
  /** Of the day at the reader's place. */
  readonly minute: number;
  /** The window has the focus. */
  readonly focused: boolean;
  /** The reader asked for silence for a while. */
  readonly paused: boolean;
  readonly settings: Settings['notifications'];
}

interface Gathered {
  readonly fetching: boolean;
  /** Messages that no notice tells of yet, and the last of them. */
  readonly count: number;
  readonly last: Received | undefined;
  /** When the first of them came. */
  readonly since: number;
  /** The notice that was shown last, until the reader looked. */
  readonly shown: { readonly at: number; readonly count: number } | undefined;
}
/** By account. */
export type NoticeState = ReadonlyMap<string, Gathered>;

const nothing: Gathered = { fetching: false, count: 0, last: undefined, since: 0, shown: undefined };
export const initialNotices: NoticeState = new Map();

const minuteOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

/** @param minute of the day. From `from`, until before `to`; over midnight if `to` is the earlier one, and all day if they are the same. */
export const isQuiet = ({ on, from, to }: Settings['notifications']['quiet'], minute: number): boolean => {
  const [start, end] = [minuteOf(from), minuteOf(to)];
  if (!on) return false;
  return start < end ? minute >= start && minute < end : minute >= start || minute < end;
};

const isSilent = ({ focused, paused, settings, minute }: Circumstances): boolean =>
  focused || paused || !settings.on || isQuiet(settings.quiet, minute);

const receive = (state: Gathered, event: NoticeEvent, now: number): Gathered => {
  switch (event.kind) {
    case 'received':
      return { ...state, count: state.count + 1, last: event.message, since: state.count === 0 ? now : state.since };
    case 'fetching':
      return { ...state, fetching: event.fetching };
    case 'looked':
      return { ...state, count: 0, last: undefined, shown: undefined };
    case 'account-gone':
    case 'time':
      return state;
  }
};

const dueAt = ({ since, shown }: Gathered): number => Math.max(since + pace.gather, (shown?.at ?? Number.NEGATIVE_INFINITY) + pace.apart);

/** What an account's state says to show now. */
const judge = (account: string, state: Gathered, circumstances: Circumstances): { state: Gathered; notice?: Notice } => {
  const { now } = circumstances;
  if (state.count === 0 || !state.last) return { state };
  // What comes in silence is not told of later: the icon and the window count it.
  if (isSilent(circumstances)) return { state: { ...state, count: 0, last: undefined } };
  if (state.fetching || now < dueAt(state)) return { state };
  const before = state.shown && now - state.shown.at < pace.group ? state.shown.count : 0;
  const count = before + state.count;
  const notice: Notice = count === 1 ? { kind: 'one', account, message: state.last } : { kind: 'many', account, count, last: state.last };
  return { state: { ...state, count: 0, last: undefined, shown: { at: now, count } }, notice };
};

/** What to show now, and when to come back with `time`, on the clock of `now`; undefined if nothing is to come by itself. */
export const judgeNotices = (
  before: NoticeState,
  event: NoticeEvent,
  circumstances: Circumstances,
): { state: NoticeState; show: readonly Notice[]; wakeAt: number | undefined } => {
  const accounts = new Map(before);
  if (event.kind === 'account-gone') accounts.delete(event.account);
  else if ('account' in event) accounts.set(event.account, receive(accounts.get(event.account) ?? nothing, event, circumstances.now));
  else for (const [account, state] of accounts) accounts.set(account, receive(state, event, circumstances.now));

  const show: Notice[] = [];
  let wakeAt: number | undefined;
  for (const [account, gathered] of accounts) {
    const { state, notice } = judge(account, gathered, circumstances);
    accounts.set(account, state);
    if (notice) show.push(notice);
    // While messages come, the end of that is waited for.
    if (state.count > 0 && !state.fetching) wakeAt = Math.min(wakeAt ?? Number.POSITIVE_INFINITY, dueAt(state));
  }
  return { state: accounts, show, wakeAt };
};
