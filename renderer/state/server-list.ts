import { useEffect, useMemo } from 'react';
import type { Amount, ServerFolder, ServerRow } from '../../protocol/bridge.ts';
import type { Bridge } from '../bridge.ts';
import { useApp } from './app.ts';
import { PagedList } from './paged-list.ts';
import type { Rank } from './ranges.ts';
import { type Cell, createCell, type Value } from './value.ts';

export interface ServerList {
  readonly folder: ServerFolder;
  readonly pages: PagedList<ServerRow>;
  readonly total: Value<Amount | null>;
}

/** A place in a folder as one number that sorts it, and back. Its two whole numbers are too large for one of 53 bits. */
const messageBits = 50;
const rankOf = (cursor: string): bigint => {
  const [at = '0', message = '0'] = cursor.split('.');
  return (BigInt(at) << BigInt(messageBits)) + BigInt(message);
};
const cursorOf = (rank: Rank): string | null =>
  typeof rank === 'bigint' ? `${rank >> BigInt(messageBits)}.${BigInt.asUintN(messageBits, rank)}` : null;

const createServerList = (bridge: Bridge, folder: ServerFolder): ServerList => {
  const total: Cell<Amount | null> = createCell<Amount | null>(null);
  const pages = new PagedList<ServerRow>({
    start: Number.NEGATIVE_INFINITY,
    rankOf: (row) => rankOf(row.cursor),
    load: async (after) => {
      const outcome = await bridge.call('server.folder', { folder, after: cursorOf(after) });
      if (!outcome.ok) return outcome;
      total.set(outcome.value.total);
      const { messages, next } = outcome.value;
      return { ok: true, value: { rows: messages, next: next === null ? null : rankOf(next) } };
    },
  });
  return { folder, pages, total };
};

/** A folder of the server; its first page is read even while nobody looks, for the count beside its name. */
export const useServerList = (folder: ServerFolder): ServerList => {
  const app = useApp();
  const list = useMemo(() => createServerList(app.bridge, folder), [app, folder]);
  useEffect(() => {
    list.pages.show(0, 0);
    return app.serverChanged.subscribe(() => list.pages.changed());
  }, [app, list]);
  return list;
};
