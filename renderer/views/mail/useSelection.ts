import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useApp } from '../../state/app.ts';
import type { MailList } from '../../state/mail-list.ts';
import { all, nothing, only, present, reach, type Selection, without } from '../../state/selection.ts';
import { useValue } from '../../state/value.ts';

export type SelectionChange = (selection: Selection, order: readonly string[]) => Selection;

export interface Selecting {
  readonly selection: Selection;
  change(next: SelectionChange): void;
  /** Goes to a place of the list, or extends the selection to it; rows on the way need not have been read. */
  move(index: number, extending: boolean): void;
  pickAll(): void;
}

/** The selection over rows that come and go: what is gone is no longer selected. */
export const useSelection = (list: MailList): Selecting => {
  const app = useApp();
  const { pages } = list;
  const { rows } = useValue(pages.listing);
  const [selection, setSelection] = useState<Selection>(nothing);
  const known = useRef({ list, uids: new Set<string>() });

  useLayoutEffect(() => {
    const uids = new Set(rows.map((row) => row.uid));
    const before = known.current;
    known.current = { list, uids };
    setSelection((now) => {
      if (before.list === list) return without(now, new Set([...before.uids].filter((uid) => !uids.has(uid))));
      // In another list several would be some of them, and nobody would know which.
      return now.picked.size > 1 ? nothing : present(now, uids);
    });
  }, [list, rows]);
  useEffect(() => app.onGone((uids) => setSelection((now) => without(now, new Set(uids)))), [app]);

  const change = useCallback(
    (next: SelectionChange) => {
      const order = pages.listing.get().rows.map((row) => row.uid);
      setSelection((now) => next(now, order));
    },
    [pages],
  );
  /** The whole order of the list, read or not. */
  const orderOf = useCallback(async (): Promise<readonly string[]> => {
    const outcome = await list.uids();
    if (outcome.ok) return outcome.value;
    app.toast.set({ kind: 'problem', problem: outcome.problem });
    return pages.listing.get().rows.map((row) => row.uid);
  }, [app, list, pages]);
  const isRead = useCallback((): boolean => pages.listing.get().rows.length === pages.listing.get().length, [pages]);
  const move = useCallback(
    (index: number, extending: boolean) => {
      const go = async (): Promise<void> => {
        const row = pages.listing.get().at(index) ?? (await pages.rowAt(index));
        if (!row) return;
        if (!extending) return setSelection(only(row.uid));
        const order = isRead() ? pages.listing.get().rows.map(({ uid }) => uid) : await orderOf();
        setSelection((now) => reach(now, row.uid, order));
      };
      const row = pages.listing.get().at(index);
      // A key that is held must not wait for a promise.
      if (row && !extending) setSelection(only(row.uid));
      else if (row && isRead()) change((now, order) => reach(now, row.uid, order));
      else void go();
    },
    [pages, change, orderOf, isRead],
  );
  const pickAll = useCallback(() => {
    if (pages.listing.get().whole) change((now, order) => all(order, now));
    else
      void orderOf().then((order) => {
        // What stays in the list although it was read is one of all, too.
        const held = pages.listing.get().rows.flatMap(({ uid }) => (list.held.has(uid) ? [uid] : []));
        setSelection((now) => all([...new Set([...order, ...held])], now));
      });
  }, [list, pages, change, orderOf]);
  return { selection, change, move, pickAll };
};
