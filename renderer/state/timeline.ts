import type { AdminAnswer } from '../../protocol/admin.ts';
import type { ApiActivity } from '../../protocol/api.ts';
import type { Outcome } from '../../protocol/bridge/method.ts';
import type { ServerPort } from '../server-port.ts';
import { createCell, type Value } from './value.ts';

/** What of the activity is looked at. */
export interface TimelineFilter {
  readonly mailbox?: string | undefined;
  readonly kinds?: readonly string[] | undefined;
  /** A part of the subject. */
  readonly subject?: string | undefined;
  /** ms; from the first on, before the second. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** As the activity is asked with it, by a view or by an export. */
export const queryOf = ({ mailbox, kinds, subject, since, until }: TimelineFilter) => ({
  ...(mailbox !== undefined && { mailbox }),
  ...(kinds !== undefined && { kind: kinds.join(',') }),
  ...(subject !== undefined && subject !== '' && { subject }),
  ...(since !== undefined && { since: new Date(since).toISOString() }),
  ...(until !== undefined && { until: new Date(until).toISOString() }),
});

type Problem = Extract<Outcome<never>, { ok: false }>['problem'];

export interface Timeline {
  /** The newest first. */
  readonly entries: readonly ApiActivity[];
  /** Entries that came while the reader was reading further down, and stand in none of them yet. */
  readonly fresh: number;
  /** Something is known: entries, or that there are none. */
  readonly loaded: boolean;
  /** There is nothing older. */
  readonly ended: boolean;
  /** Numbers of entries that were looked through since the last one was found; 0 while they are found. */
  readonly searched: number;
  readonly problem: Problem | null;
}

export interface TimelineState {
  readonly value: Value<Timeline>;
  /** The reader nears the end: older ones are read. */
  more(): void;
  /** The reader sees the newest: what comes is shown at once, from now on or no longer. */
  follow(following: boolean): void;
  /** Puts what came meanwhile on top. */
  showFresh(): void;
  /** Tries again what failed. */
  retry(): void;
  close(): void;
}

/** Entries of a page. */
const page = 200;
/** Entries that are found before a look backwards rests. */
const enough = 50;
/** Entries that are kept while only the newest are looked at, and of those that came meanwhile. */
const kept = 1_000;

const nothing: Timeline = { entries: [], fresh: 0, loaded: false, ended: false, searched: 0, problem: null };

/**
 * The activity of a server as it grows: read backwards from the newest that there was, and onwards from there whenever something
 * changed. Entries are numbered and never change, so nothing between the two is ever missed or read twice.
 */
export const createTimeline = (port: Pick<ServerPort, 'ask' | 'changed'>, filter: TimelineFilter): TimelineState => {
  const cell = createCell<Timeline>(nothing);
  const set = (change: Partial<Timeline>): void => cell.set({ ...cell.get(), ...change });
  const query = queryOf(filter);
  let closed = false;
  /** The newest entry that was read or looked at; undefined before the first answer. */
  let newest: number | undefined;
  /** The oldest one. */
  let oldest = 0;
  let fresh: ApiActivity[] = [];
  let following = true;

  const show = (): void => {
    const { entries, ended } = cell.get();
    // More came than are kept: those behind them are read again as they are scrolled to.
    const gap = cell.get().fresh > fresh.length;
    const all = gap ? fresh : [...fresh, ...entries];
    const cut = all.length > 2 * kept ? all.slice(0, kept) : all;
    if (gap || cut.length < all.length) oldest = cut.at(-1)?.event ?? oldest;
    fresh = [];
    set({ entries: cut, fresh: 0, ended: ended && !gap && cut.length === all.length });
  };

  const askNewest = async (): Promise<number | undefined> => {
    const outcome = await port.ask('activity', { query: { limit: 1 } });
    if (!outcome.ok) set({ problem: outcome.problem });
    return outcome.ok ? (outcome.value.entries[0]?.event ?? 0) : undefined;
  };

  const readOlder = async (): Promise<void> => {
    if (newest === undefined) {
      newest = await askNewest();
      if (newest === undefined) return;
      oldest = newest + 1;
    }
    for (let found = 0; found < enough && !cell.get().ended && !closed; ) {
      const before = oldest;
      const outcome = await port.ask('activity', { query: { ...query, before, limit: page } });
      if (closed) return;
      if (!outcome.ok) return set({ problem: outcome.problem });
      // What came meanwhile may have taken the place of what was there.
      if (before !== oldest) continue;
      const { entries, next } = outcome.value;
      found += entries.length;
      oldest = next ?? oldest;
      const { entries: known, searched } = cell.get();
      set({
        entries: entries.length > 0 ? [...known, ...entries] : known,
        loaded: known.length + entries.length > 0 || next === null,
        ended: next === null,
        searched: entries.length > 0 || next === null ? 0 : searched + before - next,
        problem: null,
      });
    }
  };

  const readNewer = async (): Promise<void> => {
    if (newest === undefined) return readOlder();
    const upTo = await askNewest();
    if (upTo === undefined) return;
    for (let after = newest; after < upTo && !closed; newest = after) {
      const outcome: Outcome<AdminAnswer<'activity'>> = await port.ask('activity', { query: { ...query, after, limit: page } });
      if (closed) return;
      if (!outcome.ok) return set({ problem: outcome.problem });
      const { entries, next } = outcome.value;
      after = next ?? Math.max(upTo, entries.at(-1)?.event ?? 0);
      fresh = [...entries.toReversed(), ...fresh].slice(0, kept);
      set({ fresh: cell.get().fresh + entries.length, problem: null });
      if (following && entries.length > 0) show();
    }
    if (cell.get().problem) set({ problem: null });
  };

  /** One at a time, and once more if it was asked for meanwhile. */
  const once = (read: () => Promise<void>): (() => void) => {
    let running = false;
    let again = false;
    return () => {
      again = true;
      if (running) return;
      running = true;
      void (async () => {
        while (again && !closed) {
          again = false;
          await read();
        }
        running = false;
      })();
    };
  };
  const older = once(readOlder);
  const newer = once(readNewer);
  /** Reads what came, and the page that could not be read. */
  const catchUp = (): void => {
    if (newest === undefined || (cell.get().problem && !cell.get().ended)) older();
    if (newest !== undefined) newer();
  };
  const stop = port.changed.subscribe(catchUp);
  older();

  return {
    value: cell,
    more: () => {
      const { ended, problem } = cell.get();
      if (!ended && !problem) older();
    },
    follow(now) {
      following = now;
      if (now && cell.get().fresh > 0) show();
    },
    showFresh: show,
    retry: catchUp,
    close() {
      closed = true;
      stop();
    },
  };
};
