import { useEffect, useMemo } from 'react';
import type { ApiMessage } from '../../protocol/api.ts';
import type { Amount } from '../../protocol/bridge.ts';
import type { Bridge } from '../bridge.ts';
import { useApp } from './app.ts';
import { cursorOf, rankOf } from './cursor.ts';
import { PagedList } from './paged-list.ts';
import { type Cell, createCell, useValue, type Value } from './value.ts';

export interface WaitingList {
  readonly pages: PagedList<ApiMessage>;
  readonly total: Value<Amount | null>;
}

const createWaitingList = (bridge: Bridge, account: string): WaitingList => {
  const total: Cell<Amount | null> = createCell<Amount | null>(null);
  const pages = new PagedList<ApiMessage>({
    start: Number.NEGATIVE_INFINITY,
    rankOf: (row) => rankOf(row.cursor),
    load: async (after) => {
      const outcome = await bridge.call('inbox.waiting', { account, after: cursorOf(after) });
      if (!outcome.ok) return outcome;
      total.set(outcome.value.total);
      const { messages, next } = outcome.value;
      return { ok: true, value: { rows: messages, next: next === null ? null : rankOf(next) } };
    },
  });
  return { pages, total };
};

/**
 * What waits at the server of the account that is shown, the oldest first; looking changes nothing there.
 * @param atLeast rows that are read even if they are not in view
 */
export const useWaiting = (atLeast = 0): WaitingList => {
  const app = useApp();
  const { id } = useValue(app.account);
  const list = useMemo(() => createWaitingList(app.bridge, id), [app, id]);
  useEffect(() => {
    list.pages.show(0, atLeast);
    const stops = [app.inboxChanged, app.serverChanged].map((signal) => signal.subscribe(() => list.pages.changed()));
    return () => {
      for (const stop of stops) stop();
    };
  }, [app, list, atLeast]);
  const status = useValue(app.status);
  const { count, bytes } = status?.waiting ?? { count: 0, bytes: 0 };
  const kind = status?.connection.kind;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the device learned something else
  useEffect(() => list.pages.changed(), [list, count, bytes, kind]);
  return list;
};
