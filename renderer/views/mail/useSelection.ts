import { useCallback, useMemo, useState } from 'react';
import type { MessageRow } from '../../../protocol/bridge.ts';
import { nothing, present, type Selection } from '../../state/selection.ts';

/** The selection over rows that come and go: what is gone is no longer selected. */
export const useSelection = (
  rows: readonly MessageRow[],
): {
  selection: Selection;
  order: readonly string[];
  change(next: (selection: Selection, order: readonly string[]) => Selection): void;
} => {
  const [stored, setStored] = useState<Selection>(nothing);
  const order = useMemo(() => rows.map((row) => row.uid), [rows]);
  const here = useMemo(() => new Set(order), [order]);
  const selection = useMemo(() => present(stored, here), [stored, here]);
  const change = useCallback(
    (next: (selection: Selection, order: readonly string[]) => Selection) => setStored((now) => next(present(now, here), order)),
    [here, order],
  );
  return { selection, order, change };
};
