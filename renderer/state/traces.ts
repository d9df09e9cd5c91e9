import { useEffect, useMemo } from 'react';
import type { TraceRow } from '../../protocol/bridge.ts';
import type { Bridge } from '../bridge.ts';
import { useApp } from './app.ts';
import { PagedList } from './paged-list.ts';
import { useValue } from './value.ts';

const pageSize = 200;

const createTraces = (bridge: Bridge, account: string): PagedList<TraceRow> =>
  new PagedList<TraceRow>({
    // What was learned of last comes first: the rank is the key, negated.
    start: Number.NEGATIVE_INFINITY,
    rankOf: (row) => -row.key,
    load: async (after) => {
      const before = after === Number.NEGATIVE_INFINITY ? null : -Number(after);
      const outcome = await bridge.call('inbox.traces', { account, before, limit: pageSize });
      if (!outcome.ok) return outcome;
      const { rows, next } = outcome.value;
      return { ok: true, value: { rows, next: next === null ? null : -next } };
    },
  });

/** What is gone of the account that is shown. */
export const useTraces = (): PagedList<TraceRow> => {
  const app = useApp();
  const { id } = useValue(app.account);
  const pages = useMemo(() => createTraces(app.bridge, id), [app, id]);
  useEffect(() => {
    pages.show(0, 0);
    return app.inboxChanged.subscribe(() => pages.changed());
  }, [app, pages]);
  return pages;
};
