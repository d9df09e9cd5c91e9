import type { BridgeEvent, WrittenActivity } from '../../protocol/bridge.ts';
import { Problem } from '../../protocol/errors.ts';
import { type ActivityOrder, writeActivity } from '../admin/activity-file.ts';
import type { AdminClient } from '../admin/client.ts';
import { forgetLeftover, noteLeftover } from './tasks/leftover.ts';

/** ms between two tellings of how far a file is. */
const calm = 150;

/** The files that the activity of servers is written to, each until it is whole or cancelled. */
export interface ActivityFiles {
  /** Null if it was cancelled. */
  write(order: ActivityOrder & { readonly server: string }): Promise<WrittenActivity | null>;
  cancel(id: string): void;
  /** Ends them, and waits until nothing of them is under way. */
  close(): Promise<void>;
}

export const createActivityFiles = (deps: {
  client: (server: string) => AdminClient | undefined;
  /** Where it is noted what a crash would leave; undefined: nowhere. */
  folder: () => string | undefined;
  emit: (event: BridgeEvent) => void;
}): ActivityFiles => {
  const running = new Map<string, { readonly stopping: AbortController; readonly ended: Promise<unknown> }>();

  const perform = async (order: Parameters<ActivityFiles['write']>[0], signal: AbortSignal): Promise<WrittenActivity | null> => {
    const { id, server } = order;
    const client = deps.client(server);
    if (!client) throw new Problem('server-unreachable', 'The server is not there yet.');
    const folder = deps.folder();
    let told = performance.now();
    try {
      return await writeActivity(client, order, {
        signal,
        gathering: async (part) => {
          if (folder !== undefined) await noteLeftover(folder, id, part);
        },
        progress(entries) {
          if (performance.now() - told < calm) return;
          told = performance.now();
          deps.emit({ kind: 'activity-written', id, entries });
        },
      });
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    } finally {
      if (folder !== undefined) await forgetLeftover(folder, id);
    }
  };
  return {
    write(order) {
      const stopping = new AbortController();
      const ended = perform(order, stopping.signal).finally(() => running.delete(order.id));
      running.set(order.id, { stopping, ended });
      return ended;
    },
    cancel: (id) => running.get(id)?.stopping.abort(),
    async close() {
      for (const { stopping } of running.values()) stopping.abort();
      await Promise.allSettled([...running.values()].map(({ ended }) => ended));
    },
  };
};
