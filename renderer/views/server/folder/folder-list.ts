import { useEffect, useMemo } from 'react';
import type { ApiMessage } from '../../../../protocol/api.ts';
import type { Amount, ServerFolder } from '../../../../protocol/bridge.ts';
import type { ServerPort } from '../../../server-port.ts';
import { cursorOf, rankOf } from '../../../state/cursor.ts';
import { PagedList } from '../../../state/paged-list.ts';
import type { Rank } from '../../../state/ranges.ts';
import { useRetry } from '../../../state/retry.ts';
import { createCell, useValue, type Value } from '../../../state/value.ts';
import { type FolderFilter, isFiltered, queryOf } from './filter.ts';

/** What is looked at of a server: a folder, of one mailbox or of all, from which end, and which of its messages. */
export interface Sight {
  readonly folder: ServerFolder;
  readonly mailbox: string | undefined;
  readonly order: 'oldest' | 'newest';
  readonly filter: FolderFilter;
}

/** How far a filter has looked. */
export interface Looked {
  readonly messages: number;
  /** The reader ended it before the folder did. */
  readonly stopped: boolean;
  /** The folder has changed since, and is too long to be looked through again by itself. */
  readonly old: boolean;
}

type Read = Awaited<ReturnType<ServerPort['ask']>> & { ok: false };

export interface FolderList {
  readonly sight: Sight;
  readonly filtered: boolean;
  readonly pages: PagedList<ApiMessage>;
  /** What the folder holds, whatever the filter. */
  readonly total: Value<Amount | null>;
  readonly looked: Value<Looked>;
  stop(): void;
  goOn(): void;
  /** Something changed at the server. */
  changed(): void;
  /** Messages from behind a place on: a page of those that are meant, and where the next begins. */
  read(after: Rank): Promise<{ ok: true; rows: readonly ApiMessage[]; next: Rank | null; looked: number } | Read>;
  rankOf(row: Pick<ApiMessage, 'cursor'>): Rank;
}

/** A server looks at so many messages for an answer: a folder of no more is looked through at once. */
const atOnce = 20_000;

const nowhere: Looked = { messages: 0, stopped: false, old: false };

export const createFolderList = (port: ServerPort, sight: Sight): FolderList => {
  const { folder, mailbox, order, filter } = sight;
  const sign = order === 'newest' ? -1n : 1n;
  const rank = (cursor: string): bigint => sign * rankOf(cursor);
  const placeOf = (after: Rank): string | undefined => (typeof after === 'bigint' ? (cursorOf(sign * after) ?? undefined) : undefined);
  const filtered = isFiltered(filter);
  const query = { folder, mailbox, order, ...queryOf(filter, Date.now()) };
  const total = createCell<Amount | null>(null);
  const looked = createCell(nowhere);
  /** As far as it was looked. */
  let front: Rank = Number.NEGATIVE_INFINITY;

  const pages = new PagedList<ApiMessage>({
    start: Number.NEGATIVE_INFINITY,
    rankOf: (row) => rank(row.cursor),
    load: async (after, skip, index) => {
      // From the start of the folder the server finds a place from its nearer end.
      const from = skip > 0 ? { skip: String(index) } : { after: placeOf(after) };
      const outcome = await port.ask('messages', { query: { ...query, ...from } });
      if (!outcome.ok) return outcome;
      const { messages, next } = outcome.value;
      total.set(outcome.value.total);
      if (!filtered) pages.setTotal(outcome.value.total.count);
      else if (after >= front) {
        looked.set({ ...looked.get(), messages: looked.get().messages + outcome.value.looked });
        front = next === null ? Number.POSITIVE_INFINITY : rank(next);
      }
      return { ok: true, value: { rows: messages, next: next === null ? null : rank(next) } };
    },
  });
  const stopped = (stop: boolean): void => {
    looked.set({ ...looked.get(), stopped: stop });
    pages.rest(stop);
  };
  return {
    ...{ sight, filtered, pages, total, looked },
    stop: () => stopped(true),
    goOn: () => stopped(false),
    changed() {
      if (!filtered || (total.get()?.count ?? 0) <= atOnce) pages.changed();
      else looked.set({ ...looked.get(), old: true });
    },
    async read(after) {
      const outcome = await port.ask('messages', { query: { ...query, after: placeOf(after) } });
      if (!outcome.ok) return outcome;
      const { messages, next } = outcome.value;
      return { ok: true, rows: messages, next: next === null ? null : rank(next), looked: outcome.value.looked };
    },
    rankOf: (row) => rank(row.cursor),
  };
};

/** The list of what is looked at; it follows the server. @param attempt another one looks through the folder again */
export const useFolderList = (port: ServerPort, { folder, mailbox, order, filter }: Sight, attempt: number): FolderList => {
  const wanted = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see `attempt`
  const list = useMemo(
    () => createFolderList(port, { folder, mailbox, order, filter: JSON.parse(wanted) as FolderFilter }),
    [port, folder, mailbox, order, wanted, attempt],
  );
  useEffect(() => {
    list.pages.show(0, 0);
    const stop = port.changed.subscribe(list.changed);
    return () => {
      stop();
      list.pages.rest(true);
    };
  }, [port, list]);
  useRetry(useValue(list.pages.listing).problem, () => list.pages.changed());
  return list;
};
