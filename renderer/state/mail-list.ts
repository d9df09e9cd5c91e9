import { useEffect, useMemo, useState } from 'react';
import type { InboxFolder, MessageRow } from '../../protocol/bridge.ts';
import type { Bridge } from '../bridge.ts';
import { resolved, type Search } from '../search.ts';
import { useApp } from './app.ts';
import { PagedList } from './paged-list.ts';
import { useValue } from './value.ts';

/** Rows of a page: few in the first, which is read whenever something comes; then as many as the bridge gives. */
const pageSize = { first: 100, further: 500 };

export interface MailList {
  readonly folder: InboxFolder;
  readonly search: Search;
  readonly pages: PagedList<MessageRow>;
  /** Messages that were read here stay in Unread until the reader leaves it. */
  readonly held: Set<string>;
}

const createMailList = (bridge: Bridge, account: string, folder: InboxFolder, search: Search): MailList => {
  const held = new Set<string>();
  const look = { account, folder, words: search.words, filter: resolved(search.filter, Date.now()) };
  const pages = new PagedList<MessageRow>({
    // The newest first: the rank is the key, negated.
    start: Number.NEGATIVE_INFINITY,
    rankOf: (row) => -row.key,
    held: (row) => held.has(row.uid),
    load: async (after) => {
      const before = after === Number.NEGATIVE_INFINITY ? null : -Number(after);
      const limit = before === null ? pageSize.first : pageSize.further;
      const outcome = await bridge.call('inbox.page', { ...look, before, limit });
      if (!outcome.ok) return outcome;
      const { rows, next } = outcome.value;
      return { ok: true, value: { rows, next: next === null ? null : -next } };
    },
  });
  return { folder, search, pages, held };
};

/** The list of a folder, as far as it is what is looked for. What was found before stays until the first page of another search is there. */
export const useMailList = (folder: InboxFolder, search: Search): MailList => {
  const app = useApp();
  const { id } = useValue(app.account);
  const wanted = useMemo(() => createMailList(app.bridge, id, folder, search), [app, id, folder, search]);
  const [shown, show] = useState(wanted);
  useEffect(() => {
    const { listing } = wanted.pages;
    const settle = (): void => {
      if (listing.get().loaded || listing.get().problem) show(wanted);
    };
    settle();
    wanted.pages.show(0, 0);
    const unsubscribe = [
      listing.subscribe(settle),
      app.inboxChanged.subscribe(() => wanted.pages.changed()),
      app.onGone((uids) => {
        const gone = new Set(uids);
        for (const uid of uids) wanted.held.delete(uid);
        wanted.pages.patch((row) => (gone.has(row.uid) ? undefined : row));
      }),
    ];
    return () => {
      for (const stop of unsubscribe) stop();
    };
  }, [app, wanted]);
  return shown;
};
