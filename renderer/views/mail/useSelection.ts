import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { MessageRow } from '../../../protocol/bridge.ts';
import { nothing, present, type Selection } from '../../state/selection.ts';

export type SelectionChange = (selection: Selection, order: readonly string[]) => Selection;

const without = (selection: Selection, rows: readonly MessageRow[]): Selection =>
  selection === nothing ? nothing : present(selection, new Set(rows.map((row) => row.uid)));

/** The selection over rows that come and go: what is gone is no longer selected. */
export const useSelection = (rows: readonly MessageRow[]): { selection: Selection; change(next: SelectionChange): void } => {
  const [stored, setStored] = useState<Selection>(nothing);
  const selection = useMemo(() => without(stored, rows), [stored, rows]);
  // A change may be made by someone who waited for more rows: it sees the list as it is then.
  const latest = useRef(rows);
  useLayoutEffect(() => {
    latest.current = rows;
  }, [rows]);
  const change = useCallback((next: SelectionChange) => {
    const now = latest.current;
    setStored((stands) =>
      next(
        without(stands, now),
        now.map((row) => row.uid),
      ),
    );
  }, []);
  return { selection, change };
};
