import { useEffect, useMemo, useState } from 'react';
import type { ApiMessage } from '../../protocol/api.ts';
import type { Amount, ServerFolder } from '../../protocol/bridge.ts';
import type { ServerPort } from '../server-port.ts';
import { cursorOf, rankOf } from './cursor.ts';
import { PagedList } from './paged-list.ts';
import { type Cell, createCell, type Value } from './value.ts';

export interface ServerList {
  readonly folder: ServerFolder;
  readonly pages: PagedList<ApiMessage>;
  readonly total: Value<Amount | null>;
}

const createServerList = (port: ServerPort, folder: ServerFolder, mailbox: string | undefined): ServerList => {
  const total: Cell<Amount | null> = createCell<Amount | null>(null);
  const pages = new PagedList<ApiMessage>({
    start: Number.NEGATIVE_INFINITY,
    rankOf: (row) => rankOf(row.cursor),
    load: async (after) => {
      const outcome = await port.ask('messages', { query: { folder, mailbox, after: cursorOf(after) ?? undefined } });
      if (!outcome.ok) return outcome;
      total.set(outcome.value.total);
      const { messages, next } = outcome.value;
      return { ok: true, value: { rows: messages, next: next === null ? null : rankOf(next) } };
    },
  });
  return { folder, pages, total };
};

/** A folder of a server, of one mailbox or of all. */
export const useServerList = (port: ServerPort, folder: ServerFolder, mailbox: string | undefined): ServerList => {
  const list = useMemo(() => createServerList(port, folder, mailbox), [port, folder, mailbox]);
  useEffect(() => {
    list.pages.show(0, 0);
    return port.changed.subscribe(() => list.pages.changed());
  }, [port, list]);
  return list;
};

/** How many messages a server's folders hold, over all mailboxes; null while that is not known. */
export const useServerTotals = (port: ServerPort): Readonly<Record<ServerFolder, Amount | null>> => {
  const [totals, setTotals] = useState<Readonly<Record<ServerFolder, Amount | null>>>({ delivery: null, processed: null });
  useEffect(() => {
    let current = true;
    const read = async (): Promise<void> => {
      const [delivery, processed] = await Promise.all([
        port.ask('messages', { query: { folder: 'delivery', limit: 1 } }),
        port.ask('messages', { query: { folder: 'processed', limit: 1 } }),
      ]);
      if (current)
        setTotals({ delivery: delivery.ok ? delivery.value.total : null, processed: processed.ok ? processed.value.total : null });
    };
    setTotals({ delivery: null, processed: null });
    void read();
    const stop = port.changed.subscribe(() => void read());
    return () => {
      current = false;
      stop();
    };
  }, [port]);
  return totals;
};
