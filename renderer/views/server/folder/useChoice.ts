import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ApiMessage } from '../../../../protocol/api.ts';
import { chosenAtMost } from '../../../../protocol/place.ts';
import type { Rank } from '../../../state/ranges.ts';
import { useValue } from '../../../state/value.ts';
import { useServer } from '../host.ts';
import type { FolderList } from './folder-list.ts';

/** What is known of a message that was chosen. */
export type Chosen = Pick<ApiMessage, 'uid' | 'size' | 'folder' | 'held' | 'cursor' | 'subject'>;

export interface Choice {
  readonly chosen: ReadonlyMap<string, Chosen>;
  /** Messages that are being looked for to be chosen, and how many were found; null: none are. */
  readonly gathering: number | null;
  /** More could not be chosen. */
  readonly full: boolean;
  choose(index: number, how: 'only' | 'reach' | 'toggle'): void;
  chooseAll(): void;
  /** Ends what is being gathered; what was found stays chosen. */
  stop(): void;
  drop(uids: readonly string[]): void;
  clear(): void;
}

const toChosen = ({ uid, size, folder, held, cursor, subject }: ApiMessage): Chosen => ({ uid, size, folder, held, cursor, subject });

const mapOf = (rows: readonly Chosen[]): Map<string, Chosen> => new Map(rows.map((row) => [row.uid, row]));

/** The messages that the reader chose. What lies between two of them, or in the whole list, is read where it was not yet. */
export const useChoice = (list: FolderList): Choice => {
  const { tell } = useServer();
  const { pages } = list;
  const listing = useValue(pages.listing);
  const [chosen, setChosen] = useState<ReadonlyMap<string, Chosen>>(new Map());
  const [gathering, setGathering] = useState<number | null>(null);
  const [full, setFull] = useState(false);
  /** Where a range starts. Not its place: that is another when rows leave above it. */
  const anchor = useRef<Chosen | null>(null);
  const running = useRef({ stopped: true });

  const set = useCallback((rows: readonly Chosen[]) => {
    running.current.stopped = true;
    setGathering(null);
    setFull(rows.length > chosenAtMost);
    setChosen(mapOf(rows.slice(0, chosenAtMost)));
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: in another list others are chosen
  useEffect(() => {
    set([]);
    anchor.current = null;
  }, [list, set]);

  // What is gone from where it was read is chosen no more.
  const known = useRef({ list, uids: new Set<string>() });
  useLayoutEffect(() => {
    const before = known.current;
    known.current = { list, uids: new Set(listing.rows.map(({ uid }) => uid)) };
    if (before.list !== list) return;
    const { uids } = known.current;
    setChosen((now) => {
      const left = [...now].filter(([uid]) => !before.uids.has(uid) || uids.has(uid));
      return left.length === now.size ? now : new Map(left);
    });
  }, [list, listing]);

  /** Reads from behind one place up to another. */
  const gather = useCallback(
    async (from: Rank, upTo: Rank): Promise<void> => {
      running.current.stopped = true;
      const mine = { stopped: false };
      running.current = mine;
      const found: Chosen[] = [];
      setGathering(0);
      for (let after: Rank | null = from; after !== null && found.length <= chosenAtMost; ) {
        const page: Awaited<ReturnType<FolderList['read']>> = await list.read(after);
        if (mine.stopped) return;
        if (!page.ok) {
          tell({ kind: 'problem', problem: page.problem });
          break;
        }
        const rows = page.rows.filter((row: ApiMessage) => list.rankOf(row) <= upTo);
        found.push(...rows.map(toChosen));
        after = rows.length < page.rows.length || page.next === null || page.next >= upTo ? null : page.next;
        setGathering(found.length);
        setChosen(mapOf(found.slice(0, chosenAtMost)));
      }
      set(found);
    },
    [list, tell, set],
  );

  const choose = useCallback(
    (index: number, how: 'only' | 'reach' | 'toggle') => {
      const take = (row: ApiMessage): void => {
        const one = toChosen(row);
        const start = anchor.current;
        if (how === 'reach' && start) {
          const now = pages.listing.get();
          const [first = -1, last = -1] = [start, one].map(({ uid }) => now.indexOf((row) => row.uid === uid)).toSorted((a, b) => a - b);
          const between = Array.from({ length: last - first + 1 }, (_, place) => now.at(first + place)).filter((one) => one !== undefined);
          if (first >= 0 && between.length === last - first + 1) {
            set(between.map(toChosen));
            return;
          }
          const [low = 0n, high = 0n] = [list.rankOf(start), list.rankOf(one)].toSorted((a, b) => (a < b ? -1 : 1));
          void gather(BigInt(low) - 1n, high);
          return;
        }
        anchor.current = one;
        if (how !== 'toggle') {
          set([one]);
          return;
        }
        setChosen((before) => {
          const next = new Map(before);
          if (!next.delete(one.uid) && next.size < chosenAtMost) next.set(one.uid, one);
          return next;
        });
      };
      const row = pages.listing.get().at(index);
      // A key that is held must not wait for a promise.
      if (row) take(row);
      else void pages.rowAt(index).then((read) => read && take(read));
    },
    [list, pages, set, gather],
  );
  const chooseAll = useCallback(() => {
    const { rows, length, ended } = pages.listing.get();
    if (ended && rows.length === length) set(rows.map(toChosen));
    else void gather(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }, [pages, set, gather]);
  const drop = useCallback((uids: readonly string[]) => {
    const gone = new Set(uids);
    setChosen((now) => {
      const left = [...now].filter(([uid]) => !gone.has(uid));
      return left.length === now.size ? now : new Map(left);
    });
  }, []);
  return useMemo(
    () => ({
      ...{ chosen, gathering, full, choose, chooseAll, drop },
      stop: () => {
        running.current.stopped = true;
        setGathering(null);
      },
      clear: () => set([]),
    }),
    [chosen, gathering, full, choose, chooseAll, drop, set],
  );
};
