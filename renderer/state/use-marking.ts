import { useCallback } from 'react';
import type { MessageRow } from '../../protocol/bridge.ts';
import type { Filter } from '../../protocol/settings.ts';
import { type MarkChange, useApp } from './app.ts';
import type { MailList } from './mail-list.ts';
import { countOf, markAll } from './mark.ts';

/** Rows whose mark is another already. */
const different = (row: MessageRow, change: MarkChange): boolean =>
  (Object.entries(change) as [keyof MarkChange, boolean][]).some(([what, value]) => row[what] !== value);

/** What a change would change, as a filter; what a folder has is deleted or is not. */
const contraryFilter = ({ read, protected: kept }: MarkChange): Filter => ({
  ...(read !== undefined && { unread: read }),
  ...(kept !== undefined && { protected: !kept }),
});

interface Marking {
  /** Shows the change at once; what comes back from the app corrects it. `rest` are messages of the list that were not read. */
  mark(rows: readonly MessageRow[], change: MarkChange, by: 'reader' | 'app', rest?: ReadonlySet<string>): Promise<void>;
}

/** Marks messages of a list. */
export const useMarking = (list: MailList): Marking['mark'] => {
  const { bridge, toast, history } = useApp();
  return useCallback(
    async (rows, change, by, rest = new Set()) => {
      const here = rows.filter((row) => different(row, change)).map((row) => row.uid);
      const marked = new Set(here);
      for (const uid of here)
        if (change.deleted === undefined) list.held.add(uid);
        else list.held.delete(uid);
      const leaves = change.deleted !== undefined && change.deleted !== (list.folder === 'deleted');
      list.pages.patch((row) => (!marked.has(row.uid) ? row : leaves ? undefined : { ...row, ...change }));
      // Only what a step changes is taken back with it: of what was not read, the inbox knows what that is.
      const others = rest.size > 0 ? await list.uids(contraryFilter(change)) : { ok: true as const, value: [] };
      if (!others.ok) toast.set({ kind: 'problem', problem: others.problem });
      const uids = [...here, ...(others.ok ? others.value.filter((uid) => rest.has(uid)) : [])];
      if (uids.length === 0) return;
      const { done, problem } = await markAll(bridge, list.byAccount(uids), change);
      if (problem) list.pages.changed();
      if (by === 'app') return;
      const step = { where: list.where, messages: done, change };
      const count = countOf(done);
      history.done(step);
      if (problem) toast.set({ kind: 'problem', problem });
      // One message that is marked is seen; what leaves the list, or is marked beyond what is in sight, is told.
      else toast.set(leaves || count > 1 ? { kind: 'done', step, count } : null);
    },
    [bridge, toast, history, list],
  );
};
