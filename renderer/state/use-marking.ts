import { useCallback } from 'react';
import type { MessageRow } from '../../protocol/bridge.ts';
import { type MarkChange, useApp } from './app.ts';
import type { MailList } from './mail-list.ts';
import { markAll } from './mark.ts';
import { useValue } from './value.ts';

/** Rows whose mark is another already. */
const different = (row: MessageRow, change: MarkChange): boolean =>
  (Object.entries(change) as [keyof MarkChange, boolean][]).some(([what, value]) => row[what] !== value);

/** Marks messages of a list: shows the change at once, and what comes back from the app corrects it. Answers which were changed. */
export const useMarking = (
  list: MailList,
): ((rows: readonly MessageRow[], change: MarkChange, by: 'reader' | 'app') => Promise<number>) => {
  const { bridge, toast, history, account: current } = useApp();
  const { id: account } = useValue(current);
  return useCallback(
    async (rows, change, by) => {
      const uids = rows.filter((row) => different(row, change)).map((row) => row.uid);
      if (uids.length === 0) return 0;
      const marked = new Set(uids);
      for (const uid of uids)
        if (change.deleted === undefined) list.held.add(uid);
        else list.held.delete(uid);
      const leaves = change.deleted !== undefined && change.deleted !== (list.folder === 'deleted');
      list.pages.patch((row) => (!marked.has(row.uid) ? row : leaves ? undefined : { ...row, ...change }));
      const { done, problem } = await markAll(bridge, account, uids, change);
      if (problem) list.pages.changed();
      if (by === 'app') return done.length;
      const step = { account, uids: done, change };
      history.done(step);
      if (problem) toast.set({ kind: 'problem', problem });
      // One message that is marked is seen; what leaves the list, or is marked beyond what is in sight, is told.
      else toast.set(leaves || done.length > 1 ? { kind: 'done', step, count: done.length } : null);
      return done.length;
    },
    [bridge, toast, history, account, list],
  );
};
