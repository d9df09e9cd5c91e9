import { useEffect, useMemo, useState } from 'react';
import type { AccountInfo, InboxFolder, MessageRow, Outcome, Stepped } from '../../protocol/bridge.ts';
import type { Filter } from '../../protocol/settings.ts';
import type { Bridge } from '../bridge.ts';
import { isSearched, resolved, type Search } from '../search.ts';
import { useApp } from './app.ts';
import type { Messages } from './mark.ts';
import { PagedList } from './paged-list.ts';
import { totalOf, useFolders } from './together.ts';
import { placeOf, rankOf } from './together-rank.ts';
import { everywhere } from './undo.ts';
import { type Cell, createCell, useValue } from './value.ts';

/** Rows of a page: few in the first, which is read whenever something comes; then as many as the bridge gives. */
const pageSize = { first: 100, further: 500 };

export interface MailList {
  readonly folder: InboxFolder;
  /** The account, or all together; what is done is taken back there. */
  readonly where: string;
  readonly search: Search;
  readonly pages: PagedList<MessageRow>;
  /** Messages that were read here stay in Unread until the reader leaves it. */
  readonly held: Set<string>;
  /** The uids of all of it, in its order, or of those of which something more is so. */
  uids(more?: Filter): Promise<Outcome<string[]>>;
  /** The nearest unread one, down the list or up, from a message or from the end. */
  step(from: MessageRow | undefined, by: 1 | -1): Promise<Outcome<Stepped | null>>;
  count(): Promise<Outcome<number>>;
  /** Messages of the list, by the account that has them. */
  byAccount(uids: Iterable<string>): Messages[];
  /** How many are in all of it, as far as it was told. */
  readonly total: Cell<number | null>;
}

const createMailList = (bridge: Bridge, account: string, folder: InboxFolder, search: Search, filter: Filter): MailList => {
  const held = new Set<string>();
  const look = { account, folder, words: search.words, filter };
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
    where: account,
    search,
    pages,
    held,
    uids: (more) => bridge.call('inbox.uids', { ...look, filter: { ...look.filter, ...more } }),
    step: (from, by) => bridge.call('inbox.step', { ...look, from: from?.key ?? null, by }),
    count: () => bridge.call('inbox.count', look),
    byAccount: (uids) => [{ account, uids: [...uids] }],
    total: createCell<number | null>(null),
  };
};

/** Of all accounts together. It is read on and on, not at any place: where one is in it is known only of what was read. */
const createListOfAll = (bridge: Bridge, accounts: readonly string[], folder: InboxFolder, search: Search, filter: Filter): MailList => {
  const held = new Set<string>();
  /** The account of each message that was heard of: a uid is the same nowhere else. */
  const owners = new Map<string, string>();
  const own = (messages: readonly Pick<MessageRow, 'account' | 'uid'>[]): void => {
    for (const { account, uid } of messages) owners.set(uid, account);
  };
  const look = { folder, words: search.words, filter };
  const pages = new PagedList<MessageRow>({
    start: Number.NEGATIVE_INFINITY,
    rankOf: ({ receivedAt, account, key }) => rankOf({ at: receivedAt, account, key }, accounts),
    held: (row) => held.has(row.uid),
    load: async (after) => {
      const behind = placeOf(after, accounts);
      const limit = behind === null ? pageSize.first : pageSize.further;
      const outcome = await bridge.call('together.page', { ...look, behind, limit });
      if (!outcome.ok) return outcome;
      const { rows, next } = outcome.value;
      own(rows);
      return { ok: true, value: { rows, next: next && rankOf(next, accounts) } };
    },
  });
  return {
    folder,
    where: everywhere,
    search,
    pages,
    held,
    async uids(more) {
      const outcome = await bridge.call('together.uids', { ...look, filter: { ...look.filter, ...more } });
      if (!outcome.ok) return outcome;
      own(outcome.value);
      return { ok: true, value: outcome.value.map(({ uid }) => uid) };
    },
    step: (from, by) =>
      bridge.call('together.step', { ...look, from: from ? { at: from.receivedAt, account: from.account, key: from.key } : null, by }),
    count: () => bridge.call('together.count', look),
    byAccount(uids) {
      const found = new Map<string, string[]>();
      for (const uid of uids) {
        const account = owners.get(uid);
        if (account === undefined) continue;
        const some = found.get(account) ?? [];
        some.push(uid);
        found.set(account, some);
      }
      return [...found].map(([account, uids]) => ({ account, uids }));
    },
    total: createCell<number | null>(null),
  };
};

/** Their ids, in the order that the list of all has them. */
const idsOf = (accounts: readonly AccountInfo[]): string =>
  accounts
    .map(({ id }) => id)
    .toSorted()
    .join(' ');

/**
 * The list of a folder, as far as it is what is looked for. What was found before stays until the first page of another search is
 * there. @param today the start of the day, in ms
 */
export const useMailList = (folder: InboxFolder, search: Search, today: number): MailList => {
  const app = useApp();
  const { id: last } = useValue(app.account);
  const together = useValue(app.together);
  const ids = idsOf(useValue(app.accounts));
  const of = together ? ids : last;
  // Days that are counted back from today are others tomorrow.
  const day = search.filter.days === undefined ? 0 : today;
  const wanted = useMemo(() => {
    const filter = resolved(search.filter, day);
    return together
      ? createListOfAll(app.bridge, of.split(' '), folder, search, filter)
      : createMailList(app.bridge, of, folder, search, filter);
  }, [app, together, of, folder, search, day]);
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

const tell = (list: MailList, total: number): void => {
  list.total.set(total);
  // Of all together no other place can be read than the next.
  if (list.where !== everywhere) list.pages.setTotal(total);
};

/** Tells a list how long it is: of a folder that is known, of what is looked for it is counted. */
export const useLength = (list: MailList): void => {
  const app = useApp();
  const folders = useFolders();
  const { loaded, ended } = useValue(list.pages.listing);
  const searched = isSearched(list.search);
  const known = folders && !searched ? totalOf(list.folder, folders) : null;
  useEffect(() => {
    if (known !== null) tell(list, known);
  }, [list, known]);
  // A search that ended with its first page needs no counting; one that is counted is counted again when something changed.
  const counting = searched && loaded && (!ended || list.total.get() !== null);
  useEffect(() => {
    if (!counting) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current = true;
    const count = async (): Promise<void> => {
      const outcome = await list.count();
      if (current && outcome.ok) tell(list, outcome.value);
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
