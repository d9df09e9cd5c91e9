import { useEffect, useMemo, useState } from 'react';
import type { InboxFolder, MessageRow, Outcome, Status } from '../../protocol/bridge.ts';
import type { Filter } from '../../protocol/settings.ts';
import type { Bridge } from '../bridge.ts';
import { isSearched, resolved, type Search } from '../search.ts';
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
  /** The uids of all of it, in its order, or of those of which something more is so. */
  uids(more?: Filter): Promise<Outcome<string[]>>;
  count(): Promise<Outcome<number>>;
}

const createMailList = (bridge: Bridge, account: string, folder: InboxFolder, search: Search): MailList => {
  const held = new Set<string>();
  const look = { account, folder, words: search.words, filter: resolved(search.filter, Date.now()) };
  const pages = new PagedList<MessageRow>({
    // The newest first: the rank is the key, negated.
    start: Number.NEGATIVE_INFINITY,
    rankOf: (row) => -row.key,
    held: (row) => held.has(row.uid),
    load: async (after, skip) => {
      // A rank is a key, or between two of them: what is behind it begins at the next whole number.
      const before = after === Number.NEGATIVE_INFINITY ? null : -Number(after);
      const limit = before === null && skip === 0 ? pageSize.first : pageSize.further;
      const outcome = await bridge.call('inbox.page', { ...look, before, skip, limit });
      if (!outcome.ok) return outcome;
      const { rows, next } = outcome.value;
      return { ok: true, value: { rows, next: next === null ? null : -next } };
    },
  });
  return {
    folder,
    search,
    pages,
    held,
    uids: (more) => bridge.call('inbox.uids', { ...look, filter: { ...look.filter, ...more } }),
    count: () => bridge.call('inbox.count', look),
  };
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

/** ms of rest after which what was found is counted: whoever still types does not wait for it. */
const pause = 200;

/** Tells a list how long it is: of a folder that is known, of what is looked for it is counted. */
export const useLength = (list: MailList): void => {
  const app = useApp();
  const status = useValue(app.status);
  const { loaded, ended } = useValue(list.pages.listing);
  const searched = isSearched(list.search);
  const known = status && !searched ? totalOf(list.folder, status) : null;
  useEffect(() => {
    if (known !== null) list.pages.setTotal(known);
  }, [list, known]);
  // A search that ended with its first page needs no counting; one that is counted is counted again when something changed.
  const counting = searched && loaded && (!ended || list.pages.isCounted());
  useEffect(() => {
    if (!counting) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current = true;
    const count = async (): Promise<void> => {
      const outcome = await list.count();
      if (current && outcome.ok) list.pages.setTotal(outcome.value);
    };
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => void count(), pause);
    };
    soon();
    const stop = app.inboxChanged.subscribe(soon);
    return () => {
      current = false;
      clearTimeout(timer);
      stop();
    };
  }, [app, list, counting]);
};

/** How many messages a folder has. */
const totalOf = (folder: InboxFolder, { tally, unread }: Status): number => {
  if (folder === 'inbox') return tally.unread.count + tally.protected.count + tally.read.count;
  return folder === 'unread' ? unread : tally[folder].count;
};
