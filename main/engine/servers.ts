import type { AdminOperation, AnyAdminRequest } from '../../protocol/admin.ts';
import type { Args, BridgeEvent } from '../../protocol/bridge.ts';
import { Problem } from '../../protocol/errors.ts';
import { placeAtServer } from '../../protocol/place.ts';
import { type AdminClient, createAdminClient } from '../admin/client.ts';
import { backoff } from '../sync/backoff.ts';
import type { AccountMethod, ServerConfig, ServerMethod } from './calls.ts';
import { createServerMessages, type ServerMessages } from './server-messages.ts';
import type { Tasks } from './tasks/tasks.ts';

/** The servers that are administered from here: each is asked what a view asks, and followed for what changes there. */
export interface Servers {
  readonly methods: { readonly [K in ServerMethod]: (args: Args<K>) => Promise<unknown> };
  /** All as they shall be; those that are as they were go on, and are looked for at once if they were away. */
  configure(servers: readonly ServerConfig[]): void;
  /** Undefined while it is not known where it is. */
  client(id: string): AdminClient | undefined;
  /** What an account answers of a message, of one that is at the server. @throws Problem */
  call(id: string, name: AccountMethod, args: unknown): Promise<unknown>;
  close(): Promise<void>;
}

interface Followed {
  readonly config: ServerConfig;
  readonly client: AdminClient;
  readonly messages: ServerMessages;
  /** Looks again at once, if it rests after a failure. */
  wake(): void;
  close(): Promise<void>;
}

const follow = (
  config: ServerConfig,
  { tasks, notes }: Pick<Parameters<typeof createServers>[0], 'tasks' | 'notes'>,
  changed: () => void,
): Followed => {
  const client = createAdminClient({ server: config.server, token: config.adminToken });
  const stopping = new AbortController();
  const { signal } = stopping;
  let wake = (): void => {};
  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const watch = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted; failures += 1) {
      let met = false;
      await client
        .watch(signal, () => {
          met = true;
          changed();
        })
        .catch(() => {});
      if (signal.aborted) return;
      // That it went is a change, too.
      if (met) {
        failures = 0;
        changed();
      }
      await rest(backoff(failures, Math.random(), 1_000));
    }
  };
  const watching = watch();
  return {
    config,
    client,
    messages: createServerMessages({ server: config.id, client, tasks, notes }),
    wake: () => wake(),
    async close() {
      stopping.abort();
      wake();
      await watching;
      await tasks.stop(placeAtServer(config.id), new Problem('server-unreachable', 'The server is another now, or is not there any more.'));
      await client.close();
    },
  };
};

export const createServers = (deps: {
  emit: (event: BridgeEvent) => void;
  tasks: Tasks;
  /** Where it is noted what a crash would leave of files, once what one left is removed; undefined: nowhere. */
  notes: () => Promise<string | undefined>;
}): Servers => {
  const followed = new Map<string, Followed>();
  const closing = new Set<Promise<void>>();
  const end = (one: Followed): void => {
    const closed = one.close().finally(() => closing.delete(closed));
    closing.add(closed);
  };
  const known = (id: string): Followed => {
    const found = followed.get(id);
    if (!found) throw new Problem('server-unreachable', 'The server is not there yet.');
    return found;
  };
  return {
    methods: {
      'server.ask': ({ server, operation, ...request }) =>
        known(server).client.pass(operation as AdminOperation, request as AnyAdminRequest),
    },
    configure(servers) {
      for (const [id, one] of followed) {
        if (servers.some((wanted) => JSON.stringify(wanted) === JSON.stringify(one.config))) continue;
        followed.delete(id);
        end(one);
      }
      for (const wanted of servers) {
        const { id } = wanted;
        const there = followed.get(id);
        if (there) there.wake();
        else
          followed.set(
            id,
            follow(wanted, deps, () => deps.emit({ kind: 'server-changed', server: id })),
          );
      }
    },
    client: (id) => followed.get(id)?.client,
    call: async (id, name, args) => known(id).messages.call(name, args),
    async close() {
      for (const one of followed.values()) end(one);
      followed.clear();
      await Promise.all(closing);
    },
  };
};
