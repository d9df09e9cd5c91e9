import { useEffect, useMemo } from 'react';
import type { InboxFolder, MessageRow } from '../../protocol/bridge.ts';
import type { Bridge } from '../bridge.ts';
import { useApp } from './app.ts';
import { PagedList } from './paged-list.ts';
import { useValue } from './value.ts';

/** Rows of a page: few in the first, which is read whenever something comes; then as many as the bridge gives. */
const pageSize = { first: 100, further: 500 };

export interface MailList {
  readonly folder: InboxFolder;
  readonly pages: PagedList<MessageRow>;
  /** Messages that were read here stay in Unread until the reader leaves it. */
  readonly held: Set<string>;
}

const createMailList = (bridge: Bridge, account: string, folder: InboxFolder): MailList => {
  const held = new Set<string>();
  const pages = new PagedList<MessageRow>({
    // The newest first: the rank is the key, negated.
    start: Number.NEGATIVE_INFINITY,
    rankOf: (row) => -row.key,
    held: (row) => held.has(row.uid),
    load: async (after) => {
      const before = after === Number.NEGATIVE_INFINITY ? null : -Number(after);
      const limit = before === null ? pageSize.first : pageSize.further;
      const outcome = await bridge.call('inbox.page', { account, folder, before, limit });
      if (!outcome.ok) return outcome;
      const { rows, next } = outcome.value;
      return { ok: true, value: { rows, next: next === null ? null : -next } };
    },
  });
  return { folder, pages, held };
};

export const useMailList = (folder: InboxFolder): MailList => {
  const app = useApp();
  const { id } = useValue(app.account);
  const list = useMemo(() => createMailList(app.bridge, id, folder), [app, id, folder]);
  useEffect(() => {
    list.pages.show(0, 0);
    const unsubscribe = [
      app.inboxChanged.subscribe(() => list.pages.changed()),
      app.onGone((uids) => {
        for (const uid of uids) list.held.delete(uid);
        list.pages.patch((row) => (uids.includes(row.uid) ? undefined : row));
      }),
    ];
    return () => {
      for (const stop of unsubscribe) stop();
    };
  }, [app, list]);
  return list;
};
